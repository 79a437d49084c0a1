"""The product page's handlers: what is shown, picked and put into the cart."""

import pytest

from storefront.products.state import ProductState, sku_at, slug_at
from storefront.shell.state import ShellState
from tests.builders import BuiltShop
from tests.storefront.browsed import a_browsed_shop, set_stock
from tests.storefront.visitor import Visitor, a_guest, call, led_to

pytestmark = pytest.mark.usefixtures("shop_database")
TEE = "/p/cotton-tee/"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_browsed_shop()


@pytest.fixture
def guest(shop: BuiltShop) -> Visitor:
    return a_guest(shop)


async def opened(guest: Visitor, path: str = TEE) -> ProductState:
    state = guest.at(ProductState, path)
    await call(state, "read_again")
    return state


def choices(state: ProductState) -> dict[str, dict[str, str]]:
    return {o.name: {c.label: c.state for c in o.choices} for o in state.product.options}


async def test_the_first_variant_in_stock_is_picked_and_the_others_say_how_they_stand(
    guest: Visitor,
) -> None:
    state = await opened(guest)
    product = state.product
    assert (product.name, product.sku, product.price) == ("Cotton tee", "TEE-INK-S", "CN¥129.00")
    assert (product.stock, product.addable, product.left) == ("good", True, 10)
    assert choices(state) == {
        "Size": {"S": "", "M": ""},
        "Colour": {"Ink": "", "Meadow": "sold_out"},
    }
    assert [(o.name, o.picked) for o in product.options] == [("Size", "S"), ("Colour", "Ink")]


async def test_another_size_shows_its_price_and_that_few_are_left(guest: Visitor) -> None:
    state = await opened(guest)
    await call(state, "choose", 0, 1)
    product = state.product
    assert (product.sku, product.price, product.stock) == ("TEE-INK-M", "CN¥139.00", "few")
    assert product.stock_words == "Only 3 left"
    assert choices(state)["Colour"] == {"Ink": "", "Meadow": "none"}


async def test_what_is_not_made_can_be_looked_at_but_not_bought(guest: Visitor) -> None:
    state = await opened(guest)
    await call(state, "choose", 0, 1)
    await call(state, "choose", 1, 1)
    assert (state.product.stock, state.product.addable, state.product.sku) == (
        "not_made",
        False,
        "",
    )
    await call(state, "add")
    assert state.refusal is not None
    assert "option" in state.refusal.fields
    assert (await guest.cart()).lines == ()


async def test_a_sold_out_variant_is_never_added(guest: Visitor) -> None:
    state = await opened(guest)
    await call(state, "choose", 1, 1)
    assert (state.product.sku, state.product.stock_words) == ("TEE-MEA-S", "Sold out")
    assert not state.product.addable
    for handler in ("add", "buy_now"):
        assert await call(state, handler) is None
        assert state.refusal is not None
        assert state.refusal.code == "out_of_stock"
    assert (await guest.cart()).lines == ()


async def test_what_sold_out_meanwhile_is_refused_and_shown_so(
    shop: BuiltShop, guest: Visitor
) -> None:
    state = await opened(guest)
    await set_stock(shop, "TEE-INK-S", 0)
    assert await call(state, "add") is None
    assert state.refusal is not None
    assert state.refusal.sentence == "This item is sold out."
    assert state.product.stock == "none"
    assert (await guest.cart()).lines == ()


async def test_adding_puts_the_picked_quantity_into_the_cart_and_counts_it(guest: Visitor) -> None:
    state = await opened(guest)
    await call(state, "change_quantity", 2)
    said, count = await call(state, "add")  # pyright: ignore[reportGeneralTypeIssues]
    assert "In your cart: Cotton tee" in str(said)
    assert "/cart" in str(said)
    assert count is ShellState.count_cart
    assert [(line.sku, line.quantity) for line in (await guest.cart()).lines] == [("TEE-INK-S", 2)]


async def test_buy_now_leads_to_the_checkout_in_the_pages_language(guest: Visitor) -> None:
    state = await opened(guest, "/zh" + TEE)
    assert state.product.name == "棉 T 恤"
    assert led_to(await call(state, "buy_now")) == "/zh/checkout"
    assert (await guest.cart()).pieces == 1


async def test_more_than_there_is_cannot_be_added(guest: Visitor) -> None:
    state = await opened(guest)
    await call(state, "change_quantity", 11)
    await call(state, "add")
    assert state.refusal is not None
    assert state.refusal.facts == {"TEE-INK-S": "10"}
    assert (await guest.cart()).lines == ()


@pytest.mark.parametrize(
    "payload", [(0, 2), (2, 0), (-1, 0), (0, -1), ("0", "0"), (True, 0), (10**30, 0), (None, None)]
)
async def test_odd_picks_are_refused_and_change_nothing(
    guest: Visitor, payload: tuple[object, object]
) -> None:
    state = await opened(guest)
    await call(state, "choose", *payload)
    assert state.refusal is not None
    assert state.refusal.code == "invalid"
    assert state.product.sku == "TEE-INK-S"


@pytest.mark.parametrize("quantity", [0, -1, 10_000, 1.5, "2", None, True])
async def test_odd_quantities_are_refused(guest: Visitor, quantity: object) -> None:
    state = await opened(guest)
    await call(state, "change_quantity", quantity)
    assert state.refusal is not None
    assert "quantity" in state.refusal.fields
    assert state.quantity == 1


async def test_a_reduced_price_shows_what_it_was_and_by_how_much(guest: Visitor) -> None:
    product = (await opened(guest, "/p/green-tea/")).product
    assert (product.price, product.compare_at, product.saving) == ("CN¥24.00", "CN¥30.00", "−20%")
    assert product.paragraphs == ["Picked in spring.", "Steep at 80 °C."]
    assert product.options == []


async def test_an_unknown_product_is_refused(guest: Visitor) -> None:
    state = await opened(guest, "/p/nothing/")
    assert state.refusal is not None
    assert state.refusal.code == "not_found"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("/p/tea", "tea"),
        ("https://shop.test/zh/p/tea/?sku=X#y", "tea"),
        ("/p/%E8%8C%B6/", "茶"),
        ("/p/a%00b", ""),
        ("/p/a/b", ""),
        ("/c/tea", ""),
        ("/p/" + "x" * 121, ""),
    ],
)
def test_the_address_names_the_product(url: str, slug: str) -> None:
    assert slug_at(url) == slug


def test_the_address_may_name_the_sku() -> None:
    assert sku_at("/p/tea/?sku=TEA-1") == "TEA-1"
    assert sku_at("/p/tea/") == ""


async def test_buy_now_pressed_again_after_going_back_buys_no_more(guest: Visitor) -> None:
    state = await opened(guest)
    await call(state, "change_quantity", 2)
    for _press in range(2):
        assert led_to(await call(state, "buy_now")) == "/checkout"
    assert (await guest.cart()).pieces == 2
