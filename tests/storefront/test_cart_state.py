"""The cart page's handlers."""

import pytest

from storefront.cart.state import CartState
from storefront.shell.state import ShellState
from tests.builders import BuiltShop, a_product, a_shop
from tests.storefront.visitor import Visitor, a_customer, a_guest, call

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    shop = await a_product(await a_shop(), "TEA", price=1_000, stock=10)
    return await a_product(shop, "CUP", price=500, stock=1)


@pytest.fixture
def guest(shop: BuiltShop) -> Visitor:
    return a_guest(shop)


def quantities(state: CartState) -> dict[str, int]:
    return {line.sku: line.quantity for line in state.cart.lines}


async def test_a_changed_quantity_is_shown_and_counted_in_the_header(guest: Visitor) -> None:
    await guest.fill(TEA=1, CUP=1)
    state = guest.at(CartState, "/cart")
    await call(state, "set_quantity", "TEA", 4)
    assert quantities(state) == {"TEA": 4, "CUP": 1}
    assert state.cart.amounts[-1].value == "CN¥45.00"
    shell = await state.get_state(ShellState)
    assert shell.pieces == 5


async def test_each_line_says_what_is_wrong_with_it(guest: Visitor) -> None:
    await guest.fill(TEA=1, CUP=3)
    state = guest.at(CartState, "/zh/cart")
    await call(state, "set_quantity", "TEA", 2)
    problems = {line.sku: line.problem for line in state.cart.lines}
    assert problems == {"TEA": "", "CUP": "仅剩 1 件。"}
    assert state.cart.troubled


@pytest.mark.parametrize("quantity", [0, -1, 10_000, 2.5, "3", None, True])
async def test_an_odd_quantity_is_refused_and_changes_nothing(
    guest: Visitor, quantity: object
) -> None:
    await guest.fill(TEA=1)
    state = guest.at(CartState, "/cart")
    await call(state, "set_quantity", "TEA", quantity)
    assert state.refusal is not None
    assert state.refusal.code == "invalid"
    assert "quantity" in state.refusal.fields
    assert [line.quantity for line in (await guest.cart()).lines] == [1]


async def test_a_removed_line_can_be_put_back_once(guest: Visitor) -> None:
    await guest.fill(TEA=2, CUP=1)
    state = guest.at(CartState, "/cart")
    undo = await call(state, "remove", "TEA")
    assert "put_back" in str(undo)
    assert quantities(state) == {"CUP": 1}
    await call(state, "put_back", "TEA")
    await call(state, "put_back", "TEA")
    assert quantities(state) == {"TEA": 2, "CUP": 1}


async def test_what_was_never_removed_here_cannot_be_put_back(guest: Visitor) -> None:
    await guest.fill(CUP=1)
    state = guest.at(CartState, "/cart")
    await call(state, "put_back", "TEA")
    assert [line.sku for line in (await guest.cart()).lines] == ["CUP"]


async def test_another_browser_changes_another_cart(shop: BuiltShop, guest: Visitor) -> None:
    await guest.fill(TEA=2)
    stranger = a_guest(shop).at(CartState, "/cart")
    await call(stranger, "set_quantity", "TEA", 9)
    await call(stranger, "remove", "TEA")
    assert [line.quantity for line in (await guest.cart()).lines] == [2]


async def test_a_customer_has_the_same_cart_on_every_device(shop: BuiltShop) -> None:
    customer, _ = await a_customer(shop)
    await customer.fill(TEA=2)
    elsewhere = customer.at(CartState, "/cart")
    await call(elsewhere, "set_quantity", "TEA", 3)
    assert [line.quantity for line in (await customer.cart()).lines] == [3]


async def test_taking_what_is_left_makes_the_cart_ready(guest: Visitor) -> None:
    await guest.fill(TEA=1, CUP=3)
    state = guest.at(CartState, "/cart")
    await call(state, "take_what_is_left")
    assert quantities(state) == {"TEA": 1, "CUP": 1}
    assert not state.cart.troubled
