"""Editing products: one form saved whole, never over somebody else's save."""

import asyncio

import pytest
from sqlmodel import col, select

from commerce.catalog.editing import save_product, set_state
from commerce.catalog.edits import ProductEdit
from commerce.catalog.models import Category, Price, Product, ProductState, ProductText, Variant
from commerce.catalog.queries import priced_skus
from commerce.db.session import transaction
from commerce.errors import Conflict, InvalidInput, NotFound, StaleEdit
from commerce.ids import new_id
from tests.builders import a_shop
from tests.commerce.catalog.forms import a_form, a_variant, created, variant_ids

pytestmark = pytest.mark.usefixtures("shop_database")


async def save(shop, product_id, form):
    async with transaction(shop.id) as session:
        return await save_product(session, shop.view, product_id, ProductEdit.parse(form))


async def rows_of(shop, table, *conditions):
    async with transaction(shop.id) as session:
        return list(await session.exec(select(table).where(*conditions)))


async def test_each_text_is_kept_under_its_version():
    shop = await a_shop()
    product = await created(shop, a_form(), publish=False)
    ids = await variant_ids(shop, product.id)
    again = a_form(version=1, name={"en": "Tea", "zh": "茶"})
    again["variants"][0]["id"] = ids["TEA-M"]
    await save(shop, product.id, again)
    await save(shop, product.id, again | {"version": 2, "tax_class": "reduced"})
    texts = await rows_of(shop, ProductText, ProductText.product_id == product.id)
    assert {text.description_version: text.name["en"] for text in texts} == {
        1: "Green tea",
        2: "Tea",
    }
    [saved] = await rows_of(shop, Product)
    assert (saved.version, saved.description_version, saved.tax_class) == (3, 2, "reduced")


async def test_a_changed_price_is_a_new_version_and_an_unchanged_one_is_not():
    shop = await a_shop()
    product = await created(shop, a_form("tea", a_variant("TEA-M", 1_000)), publish=False)
    ids = await variant_ids(shop, product.id)

    def form(version, price, **more):
        return a_form("tea", a_variant("TEA-M", price, id=ids["TEA-M"], **more), version=version)

    await save(shop, product.id, form(1, 1_000))
    await save(shop, product.id, form(2, 1_200))
    await save(shop, product.id, form(3, 1_200, compare_at_minor=1_500))
    prices = await rows_of(shop, Price)
    assert sorted((p.version, p.amount_minor, p.compare_at_minor) for p in prices) == [
        (1, 1_000, None),
        (2, 1_200, None),
        (3, 1_200, 1_500),
    ]
    async with transaction(shop.id) as session:
        assert (await priced_skus(session, shop.view, ["TEA-M"]))["TEA-M"].price_version == 3


async def test_a_stale_save_is_refused_with_what_stands_and_writes_nothing():
    shop = await a_shop()
    product = await created(shop, a_form(), publish=False)
    ids = await variant_ids(shop, product.id)
    theirs = a_form(version=1, name={"en": "Their tea", "zh": "他们的茶"})
    theirs["variants"][0] |= {"id": ids["TEA-M"], "price_minor": 777}
    await save(shop, product.id, theirs)
    mine = theirs | {"name": {"en": "My tea"}, "version": 1}
    with pytest.raises(StaleEdit) as stale:
        await save(shop, product.id, mine)
    assert stale.value.version == 2
    assert stale.value.theirs["name"] == {"en": "Their tea", "zh": "他们的茶"}
    assert stale.value.theirs["variants"][0]["price_minor"] == 777
    [stands] = await rows_of(shop, Product)
    assert stands.name == {"en": "Their tea", "zh": "他们的茶"}
    await save(shop, product.id, mine | {"version": stale.value.version})
    [stands] = await rows_of(shop, Product)
    assert stands.name == {"en": "My tea"}


async def test_of_two_saves_at_once_one_is_stale():
    shop = await a_shop()
    product = await created(shop, a_form(), publish=False)
    ids = await variant_ids(shop, product.id)

    def form(name):
        made = a_form(version=1, name={"en": name})
        made["variants"][0]["id"] = ids["TEA-M"]
        return made

    outcomes = await asyncio.gather(
        *(save(shop, product.id, form(f"Name {n}")) for n in range(5)), return_exceptions=True
    )
    assert sum(isinstance(outcome, StaleEdit) for outcome in outcomes) == 4
    [stands] = await rows_of(shop, Product)
    assert (stands.version, stands.description_version) == (2, 2)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (a_form("tea", a_variant("NEW-M")), "slug"),
        (a_form("new", a_variant("NEW-M"), a_variant("TEA-M", options=[])), "variants.1.sku"),
    ],
)
async def test_slugs_and_skus_are_taken_once_in_a_shop(form, field):
    shop = await a_shop()
    await created(shop, a_form("tea", a_variant("TEA-M")))
    with pytest.raises(Conflict) as taken:
        await created(shop, form)
    assert taken.value.field == field
    assert len(await rows_of(shop, Product)) == 1
    assert len(await rows_of(shop, Variant)) == 1
    await created(await a_shop(), form)


async def test_references_into_another_shop_are_unknown_here():
    here, there = await a_shop(), await a_shop()
    product = await created(there, a_form())
    theirs = await variant_ids(there, product.id)
    async with transaction(there.id) as session:
        category = Category(slug="c", name={"en": "C"})
        session.add(category)
    with pytest.raises(NotFound):
        await save(here, product.id, a_form(version=product.version))
    mine = await created(here, a_form(), publish=False)
    for changes, field in (
        ({"category_id": category.id}, "category_id"),
        ({"picture_id": new_id()}, "picture_id"),
        ({"variants": [a_variant("X-M", id=theirs["TEA-M"])]}, "variants.0.id"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await save(here, mine.id, a_form(version=1) | changes)
        assert refused.value.problems[0].field == field
    [stands] = await rows_of(here, Product)
    assert stands.version == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"slug": "Tea"}, "slug", "string_pattern_mismatch"),
        ({"slug": "tea\n"}, "slug", "string_pattern_mismatch"),
        ({"name": {}}, "name", "missing"),
        ({"name": {"en": "x" * 121}}, "name.en", "string_too_long"),
        ({"name": {"en": "a\u202eb"}}, "name.en", "control_characters"),
        ({"description": {"zh": "a\x00b"}}, "description.zh", "control_characters"),
        ({"name": {"fr": "thé"}}, "name.fr", "extra_forbidden"),
        ({"kind": "engagement"}, "kind", "unknown_kind"),
        ({"variants": []}, "variants", "too_short"),
        ({"variants": [a_variant("A", -1)]}, "variants.0.price_minor", "greater_than_equal"),
        ({"variants": [a_variant("A", 10**13)]}, "variants.0.price_minor", "less_than_equal"),
        (
            {"variants": [a_variant("A") | {"price_minor": float("nan")}]},
            "variants.0.price_minor",
            "finite_number",
        ),
        ({"variants": [a_variant("A B")]}, "variants.0.sku", "string_pattern_mismatch"),
        (
            {"variants": [a_variant("A", 5, compare_at_minor=5)]},
            "variants.0",
            "compare_at_not_above",
        ),
        ({"variants": [a_variant("A-M"), a_variant("A-M")]}, "variants.1.sku", "sku_twice"),
        ({"variants": [a_variant("A-M"), a_variant("B-M")]}, "variants.1.options", "options_twice"),
        (
            {"variants": [a_variant("A", options=[{"name": {"en": "Size"}, "value": {}}])]},
            "variants.0.options.0.value",
            "missing",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_cause(changes, field, code):
    with pytest.raises(InvalidInput) as refused:
        ProductEdit.parse(a_form() | changes)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == (field, code)


async def test_only_what_can_be_bought_is_published():
    shop = await a_shop()
    product = await created(shop, a_form("tea", a_variant("TEA-M", active=False)), publish=False)
    async with transaction(shop.id) as session:
        with pytest.raises(InvalidInput):
            await set_state(session, shop.view, product.id, 1, ProductState.ACTIVE)
    [stands] = await rows_of(shop, Product)
    assert (stands.state, stands.version) == ("draft", 1)
    async with transaction(shop.id) as session:
        with pytest.raises(StaleEdit):
            await set_state(session, shop.view, product.id, 2, ProductState.ARCHIVED)
        await set_state(session, shop.view, product.id, 1, ProductState.ARCHIVED)
    [stands] = await rows_of(shop, Product, col(Product.state) == "archived")
    assert stands.version == 2
