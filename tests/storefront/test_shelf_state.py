"""Lists of products: what the address asks for is what is shown, and counted."""

from decimal import Decimal

import pytest

from commerce.catalog.models import Category
from commerce.catalog.search.vocabulary import forget_vocabularies
from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound
from storefront.shelves.asked import AskedShelf
from storefront.shelves.state import ShelfState
from tests.builders import BuiltShop, a_product, a_shop
from tests.commerce.catalog.forms import a_form, created
from tests.storefront.browsed import a_browsed_shop
from tests.storefront.visitor import Visitor, a_guest, call, led_to

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_browsed_shop()


@pytest.fixture
def guest(shop: BuiltShop) -> Visitor:
    return a_guest(shop)


async def opened(guest: Visitor, path: str) -> ShelfState:
    state = guest.at(ShelfState, path)
    await call(state, "load")
    return state


def slugs(state: ShelfState) -> list[str]:
    return [tile.slug for tile in state.tiles]


async def test_all_goods_by_price(guest: Visitor) -> None:
    state = await opened(guest, "/products/?sort=price_up")
    assert slugs(state) == ["green-tea", "harbour-cap", "cotton-tee"]
    assert [(t.price, t.compare_at, t.sold_out) for t in state.tiles] == [
        ("CN¥24.00", "CN¥30.00", False),
        ("CN¥89.00", "", True),
        ("From CN¥129.00", "", False),
    ]
    assert (state.shelf.heading, state.shelf.total) == ("All goods", "3 products")
    assert state.shelf.span == "From CN¥24.00 to CN¥129.00"


async def test_a_category_in_chinese(guest: Visitor) -> None:
    state = await opened(guest, "/zh/c/clothes/")
    assert set(slugs(state)) == {"cotton-tee", "harbour-cap"}
    assert (state.shelf.heading, state.shelf.total) == ("衣物", "2 件商品")
    assert state.title == "衣物 · Test shop"
    assert {tile.price for tile in state.tiles} == {"¥129.00 起", "¥89.00"}


async def test_filters_of_the_address_narrow_and_each_leads_out_again(guest: Visitor) -> None:
    state = await opened(guest, "/c/clothes/?o=Colour:Ink&stock=1")
    assert slugs(state) == ["cotton-tee"]
    assert [(chip.label, chip.href) for chip in state.shelf.chips] == [
        ("Ink", "/c/clothes?stock=1"),
        ("In stock only", "/c/clothes?o=Colour:Ink"),
    ]
    assert state.shelf.clear_href == "/c/clothes"
    colours = {f.name: f.choices for f in state.shelf.filters}["Colour"]
    assert [(c.label, c.count, c.chosen) for c in colours] == [
        ("Ink", "1", True),
        ("Meadow", "1", False),
    ]
    assert colours[1].href == "/c/clothes?stock=1&o=Colour:Ink&o=Colour:Meadow"


async def test_the_same_filters_hold_in_chinese(guest: Visitor) -> None:
    state = await opened(guest, "/zh/products/?o=Colour:Ink")
    assert slugs(state) == ["cotton-tee"]
    assert [chip.label for chip in state.shelf.chips] == ["中Ink"]
    assert state.shelf.filters[0].name == "中Colour"


async def test_prices_of_the_address_narrow(guest: Visitor) -> None:
    state = await opened(guest, "/products/?from=50&to=100.5")
    assert slugs(state) == ["harbour-cap"]
    assert [chip.label for chip in state.shelf.chips] == ["CN¥50.00 – CN¥100.50"]


async def test_words_find_products_and_nothing_says_so(guest: Visitor) -> None:
    assert slugs(await opened(guest, "/products/?q=harbour")) == ["harbour-cap"]
    state = await opened(guest, "/products/?q=zebra")
    assert (state.found, slugs(state), state.shelf.total) == ("yes", [], "0 products")
    assert state.shelf.heading == "Results for “zebra”"


async def test_where_nothing_has_all_words_each_that_finds_something_leads_there(
    guest: Visitor,
) -> None:
    forget_vocabularies()
    state = await opened(guest, "/products/?q=coton+xylophone+harbour&sort=newest")
    assert [(word.label, word.href) for word in state.shelf.instead] == [
        ("cotton", "/products?q=cotton&sort=newest"),
        ("harbour", "/products?q=harbour&sort=newest"),
    ]
    assert {tile.slug for tile in state.popular} == {"green-tea", "harbour-cap", "cotton-tee"}
    assert (await opened(guest, "/products/?q=harbour")).popular == []
    assert (await opened(guest, "/products/?q=zebra&from=1")).popular == []


async def test_a_search_counts_its_categories_and_each_leads_there_and_out(guest: Visitor) -> None:
    hats = Category(slug="hats", name={"en": "Hats", "zh": "帽子"})
    async with transaction(guest.shop.id) as session:
        session.add(hats)
    cap = {"sku": "TOP", "price_minor": 8_900, "options": []}
    named = {"name": {"en": "Harbour hat", "zh": "港口礼帽"}, "category_id": str(hats.id)}
    await created(guest.shop, a_form("harbour-hat", cap, **named))
    state = await opened(guest, "/products/?q=harbour")
    assert [(c.label, c.count, c.href) for c in state.shelf.categories] == [
        ("Clothes", "1", "/c/clothes?q=harbour"),
        ("Hats", "1", "/c/hats?q=harbour"),
    ]
    state = await opened(guest, "/c/hats/?q=harbour")
    assert slugs(state) == ["harbour-hat"]
    assert [(c.label, c.chosen, c.href) for c in state.shelf.categories] == [
        ("Clothes", False, "/c/clothes?q=harbour"),
        ("Hats", True, "/products?q=harbour"),
    ]
    assert [(c.label, c.href) for c in state.shelf.chips] == [("Hats", "/products?q=harbour")]
    assert state.shelf.clear_href == "/products?q=harbour"
    assert (await opened(guest, "/c/clothes/")).shelf.categories == []


async def test_a_mistaken_address_says_what_is_wrong_and_shows_the_list(guest: Visitor) -> None:
    state = await opened(guest, "/c/clothes/?sort=evil&from=abc")
    assert state.refusal is not None
    assert "sort: There is no such thing to choose." in state.refusal.sentence
    assert "from: " in state.refusal.sentence
    assert set(slugs(state)) == {"cotton-tee", "harbour-cap"}


@pytest.mark.parametrize("path", ["/c/nothing/", "/c/a%00b/", "/zh/c/clothes/x"])
async def test_an_unknown_category_is_said_to_be_unknown(guest: Visitor, path: str) -> None:
    state = await opened(guest, path)
    assert (state.found, state.tiles) == ("no", [])


async def test_more_appends_the_next_page_and_the_address_remembers() -> None:
    shop = await a_shop()
    for n in range(30):
        shop = await a_product(shop, f"S{n:02}", price=100 + n)
    guest = a_guest(shop)
    state = await opened(guest, "/products/?sort=price_up")
    assert len(state.tiles) == 24
    remembered = await call(state, "more")
    assert [tile.price for tile in state.tiles] == [f"CN¥1.{n:02}" for n in range(30)]
    assert state.more_after == ""
    assert "shown=30" in str(remembered)
    again = await opened(guest, "/products/?sort=price_up&shown=30")
    assert slugs(again) == slugs(state)
    assert await call(state, "more") is None
    assert len(state.tiles) == 30


async def test_forms_lead_to_the_narrowed_list(guest: Visitor) -> None:
    state = await opened(guest, "/zh/c/clothes/?o=Colour:Ink&sort=newest")
    assert led_to(await call(state, "narrow", {"low": "5", "high": ""})) == (
        "/zh/c/clothes?sort=newest&from=5&o=Colour:Ink"
    )
    assert led_to(await call(state, "sort_by", "price_up")) == (
        "/zh/c/clothes?sort=price_up&o=Colour:Ink"
    )


@pytest.mark.parametrize(
    ("handler", "payload", "field"),
    [
        ("sort_by", "evil", "sort"),
        ("sort_by", 7, "sort"),
        ("narrow", {"low": "cheap"}, "from"),
        ("narrow", {"high": "-1"}, "to"),
        ("narrow", {"high": "NaN"}, "to"),
        ("narrow", {"high": "1E999999"}, "to"),
        ("narrow", {"low": {"a": 1}}, "low"),
        ("narrow", "form", "form"),
        ("narrow", None, "form"),
    ],
)
async def test_odd_wishes_are_refused_at_their_field(
    guest: Visitor, handler: str, payload: object, field: str
) -> None:
    state = await opened(guest, "/products/")
    assert await call(state, handler, payload) is None
    assert state.refusal is not None
    assert state.refusal.code == "invalid"
    assert field in state.refusal.fields
    assert len(state.tiles) == 3


def test_an_address_says_the_same_again() -> None:
    asked = AskedShelf.at("/zh/c/tea/?q=a++b&sort=newest&from=9&to=1.50&stock=1&o=Size:M&o=Size:L")
    assert (asked.low, asked.high, asked.query) == (Decimal("1.50"), Decimal(9), "a b")
    assert AskedShelf.at(asked.href) == asked
    assert asked.shelf("CNY").price_min == 150
    assert asked.shelf("JPY").price_max == 9
    assert asked.shelf("CNY").options == (("Size", ("M", "L")),)
    assert asked.toggled("Size", "M").options == (("Size", "L"),)


@pytest.mark.parametrize(
    "query", ["o=Size", "o=:M", "o=Size:%00", "shown=0", "shown=1000", "stock=maybe", "from=1e9999"]
)
def test_odd_addresses_are_refused(query: str) -> None:
    with pytest.raises(InvalidInput):
        AskedShelf.at(f"/products/?{query}")


def test_an_address_with_hundreds_of_fields_is_refused() -> None:
    with pytest.raises(InvalidInput):
        AskedShelf.at("/products/?" + "&".join(f"x{n}=1" for n in range(100)))
    with pytest.raises(NotFound):
        AskedShelf.at("/c/" + "x" * 200)


def test_what_is_not_ours_in_an_address_is_left_alone() -> None:
    assert AskedShelf.at("/products/?utm_source=x&fbclid=y") == AskedShelf()
