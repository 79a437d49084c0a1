"""How often each action of a shopper goes to the database: at most so often, however much is sold.

Statements without BEGIN, COMMIT and the pool's ping. A new read in an action fails here: put it
into one that is there already, or raise the figure and say why.
"""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import reflex as rx

from commerce import kept
from commerce.payments import registry
from commerce.payments.gateways.sandbox import SandboxGateway
from commerce.settings import settings
from storefront.account.orders_state import AccountOrdersState
from storefront.cart import editing as cart_editing
from storefront.cart.state import CartState
from storefront.checkout.state import CheckoutState
from storefront.home.state import HomeState
from storefront.orders import state as order_page
from storefront.orders.state import OrderState
from storefront.products import state as product_page
from storefront.products.state import ProductState
from storefront.shell.state import ShellState
from storefront.shelves.state import ShelfState
from storefront.strips.state import StripsState
from tests.builders import BuiltShop
from tests.sandbox_process import SandboxProcess, sandbox_process
from tests.statements import counted
from tests.storefront.browsed import a_browsed_shop
from tests.storefront.visitor import FORM, Visitor, a_customer, call, led_to

__all__ = ["sandbox_process"]
pytestmark = pytest.mark.usefixtures("shop_database", "caches_stand_still", "one_reading")
MOST = {
    "open home": 7,  # 2 of them: who it is, and what they looked at; 3 where they did
    "open category": 3,
    "search": 3,
    "open product": 6,  # 3 of them: who it is, what they looked at, and that they looked
    "choose an option": 2,
    "add to cart": 11,
    "open cart": 9,
    "change quantity": 10,
    "open checkout": 13,
    "fill in checkout": 14,
    "place order": 20,  # 17 seen: the writer may look closer, or again
    "open own orders": 5,
    "open order": 10,
    "pay again": 5,
}


class ReadOnce(Exception):
    """A page that follows something has read it and would wait for the next change."""


@pytest.fixture
def caches_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read once stays known, however slow the machine is."""
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: 0.0))


@pytest.fixture
def one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that follow read once; their State is locked as soon as it asks for it."""

    async def enough(*_: object) -> None:
        raise ReadOnce

    async def itself(self: rx.State, *_: object) -> rx.State:
        return self

    for module in (cart_editing, order_page, product_page):
        monkeypatch.setattr(module, "changed_within", enough)
    monkeypatch.setattr(product_page, "BREATH", 0)
    monkeypatch.setattr(rx.State, "__aenter__", itself, raising=False)
    monkeypatch.setattr(rx.State, "__aexit__", _leaving, raising=False)


async def _leaving(_self: rx.State, *_: object) -> None:
    return None


async def follow(state: rx.State) -> None:
    """Up to where the page waits for changes."""
    with pytest.raises(ReadOnce):
        await call(state, "follow")


async def framed(guest: Visitor, path: str) -> None:
    """What every page loads before its own."""
    await call(guest.at(ShellState, path), "load")


Steps = AsyncIterator[str]


async def shopping(guest: Visitor) -> Steps:
    """A journey from the door to the till and the order's page; a step ends with its name."""
    await framed(guest, "/")
    await call(guest.at(HomeState), "load")
    await call(guest.at(StripsState), "load_home")
    yield "open home"
    await framed(guest, "/c/clothes/")
    await call(shelf := guest.at(ShelfState, "/c/clothes/"), "load")
    assert shelf.found == "yes"
    yield "open category"
    await framed(guest, "/products/?q=tee")
    await call(shelf := guest.at(ShelfState, "/products/?q=tee"), "load")
    assert shelf.tiles
    yield "search"
    await framed(guest, "/p/cotton-tee/")
    await follow(product := guest.at(ProductState, "/p/cotton-tee/"))
    assert product.found == "yes"
    await call(guest.at(StripsState, "/p/cotton-tee/"), "load_product")
    yield "open product"
    await call(product, "choose", 0, 0)
    yield "choose an option"
    assert await call(product, "add")
    await call(guest.at(ShellState), "count_cart")
    yield "add to cart"
    async for step in buying(guest):
        yield step


async def buying(guest: Visitor) -> Steps:
    """From the cart to the order's page."""
    await framed(guest, "/cart/")
    await follow(cart := guest.at(CartState, "/cart/"))
    yield "open cart"
    await call(cart, "set_quantity", "TEE-INK-S", 2)
    assert cart.cart.lines[0].quantity == 2
    yield "change quantity"
    await framed(guest, "/checkout/")
    await follow(checkout := guest.at(CheckoutState, "/checkout/"))
    yield "open checkout"
    await call(checkout, "keep", FORM)
    yield "fill in checkout"
    till = await call(checkout, "place", FORM | {"expected": checkout.page.expected})
    assert "/pay/" in led_to(till), checkout.refusal
    yield "place order"
    async for step in looking_back(guest):
        yield step


async def looking_back(guest: Visitor) -> Steps:
    """The order's own page, opened from the list of one's orders."""
    await framed(guest, "/account/orders/")
    await call(orders := guest.at(AccountOrdersState, "/account/orders/"), "load")
    yield "open own orders"
    path = f"/orders/{orders.orders[0].number}/"
    await framed(guest, path)
    await follow(order := guest.at(OrderState, path))
    assert order.found == "yes"
    yield "open order"
    assert "/pay/" in led_to(await call(order, "pay", "card"))
    yield "pay again"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_browsed_shop()


@pytest.fixture(autouse=True)
async def till(sandbox_process: SandboxProcess) -> AsyncIterator[None]:
    """The sandbox takes the payments, as in the demo."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sandbox_process.environment.items():
            if name.startswith("ALLHOURS_SANDBOX"):
                patch.setenv(name, value)
        settings.cache_clear()
        registry.gateways.cache_clear()
        yield
        for gateway in registry.gateways().values():
            if isinstance(gateway, SandboxGateway):
                await gateway.close()
    settings.cache_clear()
    registry.gateways.cache_clear()


async def counts_of(guest: Visitor) -> dict[str, int]:
    """Statements of each step."""
    found: dict[str, int] = {}
    with counted() as sent:
        async for step in shopping(guest):
            found[step] = len(sent)
            sent.clear()
    return found


async def test_each_action_goes_to_the_database_no_more_often_than_this(shop: BuiltShop) -> None:
    customer, _ = await a_customer(shop)
    await counts_of(customer)  # what is known for a while is known now
    another, _ = await a_customer(shop)
    found = await counts_of(another)
    assert list(found) == list(MOST)
    assert {step: n for step, n in found.items() if n > MOST[step]} == {}
