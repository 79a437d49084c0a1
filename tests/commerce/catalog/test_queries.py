"""Reads of the catalogue: exact values, the price of the moment, one shop's rows alone."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from commerce import clock
from commerce.catalog.models import Category, Price
from commerce.catalog.queries import (
    Shelf,
    categories,
    price_versions,
    priced_skus,
    priced_variants,
    product_cards,
    product_page,
)
from commerce.catalog.views import OptionFacet, OptionValue, OptionView
from commerce.db.session import engine, transaction
from commerce.errors import InvalidInput, NotFound
from commerce.ids import new_id
from commerce.money import Money
from commerce.people.actors import SYSTEM
from commerce.stock.adjusting import AdjustStock, adjust_stock
from tests.builders import a_product, a_shop
from tests.commerce.catalog.forms import a_form, a_variant, created, variant_ids

pytestmark = pytest.mark.usefixtures("shop_database")


@contextmanager
def statements():
    """The SQL statements that were sent inside the block."""
    sent: list[str] = []

    def keep(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(engine().sync_engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(engine().sync_engine, "before_cursor_execute", keep)


async def set_level(shop, variant_id, quantity):
    async with transaction(shop.id) as session:
        asked = AdjustStock(variant_id=variant_id, way="to", quantity=quantity, note="counted")
        await adjust_stock(session, SYSTEM, asked)


async def cards(shop, locale="en", shelf=None, **how):
    async with transaction(shop.id) as session:
        return await product_cards(session, shop.view, locale, shelf or Shelf(), **how)


async def test_a_product_page_says_what_can_be_bought():
    shop = await a_shop()
    product = await created(
        shop,
        a_form(
            "tea",
            a_variant("TEA-M", 1_000, compare_at_minor=1_500),
            a_variant("TEA-L", 1_800),
            a_variant("TEA-XL", 2_000, active=False),
        ),
    )
    ids = await variant_ids(shop, product.id)
    await set_level(shop, ids["TEA-M"], 3)
    with statements() as sent:
        async with transaction(shop.id) as session:
            page = await product_page(session, shop.view, "tea", "zh")
    assert len(sent) == 1
    assert (page.name, page.summary, page.description) == ("绿茶", "清新", "春天采摘。")
    assert [(v.sku, v.price.minor, v.available, v.low) for v in page.variants] == [
        ("TEA-M", 1_000, 3, True),
        ("TEA-L", 1_800, 0, True),
    ]
    assert page.variants[0].compare_at == Money(1_500, "CNY")
    assert page.variants[0].options == (OptionView("尺寸", "M"),)
    assert not page.sold_out


async def test_a_missing_language_falls_back_to_the_other():
    shop = await a_shop()
    await created(shop, a_form(name={"en": "Only English"}, summary={"zh": "只有中文"}))
    async with transaction(shop.id) as session:
        chinese = await product_page(session, shop.view, "tea", "zh")
        english = await product_page(session, shop.view, "tea", "en")
    assert (chinese.name, english.name) == ("Only English", "Only English")
    assert (chinese.summary, english.summary) == ("只有中文", "只有中文")


async def test_drafts_and_unknown_products_are_not_found_alike():
    shop = await a_shop()
    await created(shop, a_form("draft"), publish=False)
    async with transaction(shop.id) as session:
        for slug in ("draft", "nothing"):
            with pytest.raises(NotFound):
                await product_page(session, shop.view, slug, "en")
    assert (await cards(shop)).items == ()


async def test_two_shops_never_see_each_others_rows():
    one, other = await a_shop(), await a_shop()
    for shop, price in ((one, 1_000), (other, 2_000)):
        await created(shop, a_form("tea", a_variant("TEA-M", price)))
        async with transaction(shop.id) as session:
            session.add(Category(slug="drinks", name={"en": "Drinks"}))
    foreign = next(
        iter((await variant_ids(other, (await priced(other, "TEA-M")).product_id)).values())
    )
    async with transaction(one.id) as session:
        assert (await product_page(session, one.view, "tea", "en")).variants[0].price.minor == 1_000
        assert len(await categories(session, "en")) == 1
        assert await priced_variants(session, one.view, [foreign]) == {}
        assert await price_versions(session, [foreign], "CNY") == {}
    page = await cards(one)
    assert [(card.slug, card.price.minor) for card in page.items] == [("tea", 1_000)]
    assert page.facets is not None
    assert page.facets.total == 1


async def priced(shop, sku):
    async with transaction(shop.id) as session:
        return (await priced_skus(session, shop.view, [sku]))[sku]


async def test_the_newest_valid_price_counts():
    shop = await a_product(await a_shop(), price=1_000)
    now = clock.now()
    variant_id = shop.variants["TEA"]

    def price(version, amount, since, until=None):
        return Price(
            variant_id=variant_id,
            currency="CNY",
            amount_minor=amount,
            version=version,
            valid_from=now + timedelta(hours=since),
            valid_until=now + timedelta(hours=until) if until else None,
        )

    async with transaction(shop.id) as session:
        session.add_all([price(2, 800, 1, 3), price(3, 900, 2, 4)])
        session.add(Price(variant_id=variant_id, currency="USD", amount_minor=1, version=9))
    seen = []
    for hours in (0, 1, 1.99, 2, 3, 3.99, 4):
        with clock.at(now + timedelta(hours=hours)):
            found = await priced(shop, "TEA")
            async with transaction(shop.id) as session:
                versions = await price_versions(session, [variant_id], "CNY")
            assert versions == {variant_id: found.price_version}
            assert (await cards(shop)).items[0].price == found.unit
            seen.append((hours, found.unit.minor, found.price_version))
    assert seen == [
        (0, 1_000, 1),
        (1, 800, 2),
        (1.99, 800, 2),
        (2, 900, 3),
        (3, 900, 3),
        (3.99, 900, 3),
        (4, 1_000, 1),
    ]


async def test_priced_variants_tell_what_carts_need_in_one_round_trip():
    shop = await a_product(await a_shop(), price=1_234, stock=7)
    with statements() as sent:
        async with transaction(shop.id) as session:
            found = await priced_variants(session, shop.view, [*shop.variants.values(), new_id()])
    assert len(sent) == 1
    [variant] = found.values()
    assert (variant.sku, variant.unit, variant.available, variant.active) == (
        "TEA",
        Money(1_234, "CNY"),
        7,
        True,
    )
    assert (variant.name, variant.tax_class) == (
        {"en": "Product TEA", "zh": "商品 TEA"},
        "standard",
    )


async def test_a_shelf_is_filtered_sorted_and_counted():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        category = Category(slug="drinks", name={"en": "Drinks", "zh": "饮料"})
        session.add(category)
    await created(
        shop,
        a_form("tea", a_variant("TEA-M", 500), a_variant("TEA-L", 900), category_id=category.id),
    )
    await created(
        shop, a_form("cup", a_variant("CUP-L", 700), name={"en": "100% cup", "zh": "杯子"})
    )
    ids = await variant_ids(shop, (await priced(shop, "TEA-L")).product_id)
    await set_level(shop, ids["TEA-L"], 4)

    with statements() as sent:
        page = await cards(shop, "zh", sort="price_up")
    assert len(sent) == 3
    assert [(c.slug, c.price.minor, c.one_price, c.sold_out, c.few_left) for c in page.items] == [
        ("tea", 500, False, False, 4),
        ("cup", 700, True, True, None),
    ]
    facets = page.facets
    assert facets is not None
    assert (facets.total, facets.in_stock, facets.price_min, facets.price_max) == (2, 1, 500, 700)
    assert facets.options == (
        OptionFacet("Size", "尺寸", (OptionValue("M", "M", 1), OptionValue("L", "L", 2))),
    )

    async def slugs(**wanted):
        return [
            card.slug
            for card in (await cards(shop, shelf=Shelf(**wanted), sort="price_down")).items
        ]

    assert await slugs() == ["cup", "tea"]
    assert await slugs(category="drinks") == ["tea"]
    assert await slugs(category="nothing") == []
    assert await slugs(query="绿 cUP-") == []
    assert await slugs(query="绿 茶") == ["tea"]
    assert await slugs(query="cup-l") == ["cup"]
    assert await slugs(query="100%") == ["cup"]
    assert await slugs(query="_") == []
    assert await slugs(in_stock=True) == ["tea"]
    assert await slugs(price_min=501, price_max=700) == ["cup"]
    large = (("尺寸", ("L",)),)
    assert await slugs(options=large) == ["tea", "cup"]  # by the price of the variants that fit
    assert await slugs(options=(("Size", ("M", "XXL")),)) == ["tea"]
    async with transaction(shop.id) as session:
        [shelf] = await categories(session, "zh")
    assert (shelf.slug, shelf.name, shelf.product_count) == ("drinks", "饮料", 1)


@pytest.mark.parametrize(
    "cursor",
    ["?", "e30", "WyJwb3B1bGFyIiwxXQ", "x" * 5_000, "W1tbW1tb", "é", "WyJuZXdlc3QiLDEsIjAwIl0"],
)
async def test_a_cursor_that_we_did_not_make_is_refused(cursor):
    shop = await a_shop()
    with pytest.raises(InvalidInput) as refused:
        await cards(shop, cursor=cursor)
    assert [(p.field, p.code) for p in refused.value.problems] == [("cursor", "invalid")]


async def test_each_filter_counts_what_the_other_filters_leave():
    shop = await a_shop()

    def tee(size, colour, price):
        texts = (("Size", "尺寸", size), ("Colour", "颜色", colour))
        options = [{"name": {"en": en, "zh": zh}, "value": {"en": v}} for en, zh, v in texts]
        return {"sku": f"{size}-{colour}-{price}", "price_minor": price, "options": options}

    await created(shop, a_form("one", tee("S", "Ink", 100), tee("M", "Oat", 100)))
    two = await created(shop, a_form("two", tee("M", "Ink", 900)))
    ids = await variant_ids(shop, two.id)
    await set_level(shop, ids["M-Ink-900"], 4)

    async def counts(**wanted):
        facets = (await cards(shop, shelf=Shelf(**wanted))).facets
        assert facets is not None
        return {f.key: {v.key: v.count for v in f.values} for f in facets.options}

    everything = {"Size": {"S": 1, "M": 2}, "Colour": {"Ink": 2, "Oat": 1}}
    assert await counts() == everything
    inked = (("颜色", ("Ink",)),)
    assert await counts(options=inked) == {
        "Size": {"S": 1, "M": 1},  # one's M is oat
        "Colour": {"Ink": 2, "Oat": 1},
    }
    assert await counts(options=(("Size", ("S",)), *inked)) == {
        "Size": {"S": 1, "M": 1},
        "Colour": {"Ink": 1},  # a value that leads to nothing is none to choose
    }
    assert await counts(options=(("Size", ("XXL",)),)) == {
        "Size": {"S": 1, "M": 2, "XXL": 0},  # unless it was chosen
    }
    assert await counts(price_max=500) == {
        "Size": {"S": 1, "M": 1},
        "Colour": {"Ink": 1, "Oat": 1},
    }
    assert await counts(in_stock=True) == {
        "Size": {"M": 1},
        "Colour": {"Ink": 1},
    }
