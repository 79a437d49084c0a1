"""What the demo's files say: both languages, a picture of its own for each product."""

import hashlib
import io
import re

import pytest
from PIL import Image

from commerce.catalog.kinds import all_kinds, counted_kinds
from commerce.demo.plans import SHOPS, option_texts, picture_file, shop_plan

PRODUCTS = [product for slug in SHOPS for product in shop_plan(slug).products]
HAN = re.compile(r"[一-鿿]")


def test_the_main_shop_has_eight_shelves_of_ten_and_one_of_services():
    assert [len(shelf.products) for shelf in shop_plan("lantern-market").shelves] == [*[10] * 8, 3]


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)
def test_every_product_speaks_both_languages(product):
    for texts in (product.name, product.summary, product.description):
        assert HAN.search(texts.zh)
        assert not HAN.search(texts.en)
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", product.description.en)) <= 4
    assert len(product.description.zh) >= 30


def test_every_product_has_a_picture_of_its_own():
    digests = {hashlib.sha256(picture_file(product.slug)).digest() for product in PRODUCTS}
    assert len(digests) == len(PRODUCTS)
    for product in PRODUCTS:
        for small, side in ((False, 800), (True, 480)):
            content = picture_file(product.slug, small=small)
            assert len(content) <= 40 * 1024
            assert Image.open(io.BytesIO(content)).size == (side, side)


def test_skus_and_slugs_are_unique_and_options_tell_variants_apart():
    skus = [variant.sku for product in PRODUCTS for variant in product.variants]
    assert len(set(skus)) == len(skus)
    assert len({product.slug for product in PRODUCTS}) == len(PRODUCTS)
    for product in PRODUCTS:
        told = [str(option_texts().of(variant)) for variant in product.variants]
        assert len(set(told)) == len(told)


def test_one_product_is_sold_out_one_variant_is_and_one_has_three_left():
    products = [p for p in shop_plan("lantern-market").products if p.kind in counted_kinds()]
    gone = [p.slug for p in products if not any(v.stock for v in p.variants)]
    variants = [v for p in products if p.slug not in gone for v in p.variants]
    assert gone == ["bamboo-mahjong-set"]
    assert [v.sku for v in variants if v.stock == 0] == ["TEE-MEA-L"]
    assert [v.sku for v in variants if 0 < v.stock <= 3] == ["LAN-RIV-L"]


def test_a_compare_at_price_is_higher_and_no_price_is_nothing():
    variants = [variant for product in PRODUCTS for variant in product.variants]
    assert all(variant.price > 0 for variant in variants)
    assert all(variant.was is None or variant.was > variant.price for variant in variants)


def test_every_tax_class_has_a_rate_at_home_and_every_product_a_method_to_leave_by():
    for slug in SHOPS:
        plan = shop_plan(slug)
        home = {tax.tax_class for tax in plan.taxes if tax.country == plan.shop.country}
        assert {product.tax for product in plan.products} <= home
        assert {method.tax_class for method in plan.delivery} <= home
        reached = {country for method in plan.delivery for country in method.countries}
        assert {customer.country for customer in plan.customers} <= reached


def test_the_main_shop_delivers_in_three_ways_one_of_them_at_night():
    methods = shop_plan("lantern-market").delivery
    assert [method.code for method in methods] == ["standard", "express", "night"]
    assert [method.night for method in methods] == [False, False, True]
    assert methods[2].cut_off is not None


def test_the_main_shop_sells_something_of_every_kind():
    assert {product.kind for product in shop_plan("lantern-market").products} == set(all_kinds())
