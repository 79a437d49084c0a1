"""From the form to the till: the order stands first, then its payment is opened."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from commerce.carts import editing, mending
from commerce.carts.editing import CartOwner
from commerce.db.session import transaction
from commerce.errors import CommerceError, IdempotencyKeyReused, InvalidInput, OutOfStock, Short
from commerce.orders.access import order_by_number
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.paying import start_payment
from commerce.orders.placing import place_order
from commerce.orders.prefill import remember_address
from commerce.orders.views import PlacedOrder
from commerce.payments.devices import is_phone
from commerce.payments.models import AttemptState
from commerce.shops.queries import ShopView
from storefront import paths
from storefront.cart.owner import owner_of, scope_of
from storefront.checkout.form import CheckoutForm
from storefront.checkout.reading import Checkout, wanted_lines
from ui.texts import prefixed
from ui.visits import Visit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ready:
    """All that placing takes, read in one transaction that is over by then."""

    shop: ShopView
    owner: CartOwner
    caller: Caller
    place_key: UUID
    command: PlaceOrder
    method: str
    on_phone: bool


def ready_order(at: Visit, read: Checkout, form: CheckoutForm, user_agent: str) -> Ready:
    """The order that the visitor's cart and form make. Raises InvalidInput, OutOfStock."""
    owner = owner_of(at)
    lines = wanted_lines(read.cart)
    if not read.cart.lines or read.cart.place_key is None:
        raise InvalidInput.of("", "empty_cart")
    gone = [line for line in read.cart.lines if line.problem == "gone"]
    if gone:
        raise OutOfStock(Short(line.sku, line.quantity, 0) for line in gone)
    command = PlaceOrder.parse(
        form.body(lines, to_address=read.shown.needs_address), form.country or at.shop.country
    )
    caller = Caller(
        scope=scope_of(owner),
        key=str(read.cart.place_key),
        customer_id=at.customer_id,
        name=command.contact.name,
        locale=at.locale,
    )
    return Ready(
        at.shop, owner, caller, read.cart.place_key, command, form.method, is_phone(user_agent)
    )


async def place_and_pay(ready: Ready) -> str:
    """Place the order, empty the cart, open the payment; where the browser goes next.

    Once the order stands nothing stops its customer: when the payment cannot be opened, the
    order's own page says why and offers to try again.
    """
    try:
        placed = await place_order(ready.shop, ready.caller, ready.command)
    except IdempotencyKeyReused:
        async with transaction(ready.shop.id) as session:
            await mending.renew_key(session, ready.owner, ready.place_key)
        raise
    async with transaction(ready.shop.id) as session:
        await editing.empty(session, ready.owner, ready.place_key)
        if ready.owner.customer_id is not None:
            await remember_address(session, ready.owner.customer_id, ready.command)
    return await _till(ready, placed) or order_path(placed, ready.caller.locale)


async def _till(ready: Ready, placed: PlacedOrder) -> str | None:
    async with transaction(ready.shop.id) as session:
        order = await order_by_number(session, placed.number)
    try:
        payment = await start_payment(
            ready.shop, order, ready.method, ready.caller.locale, on_phone=ready.on_phone
        )
    except CommerceError as refused:
        log.info("checkout.payment_not_opened", order=placed.number, code=refused.code)
        return None
    return payment.pay_url if payment.state == AttemptState.PENDING else None


def order_path(placed: PlacedOrder, locale: str) -> str:
    """The order's page, with the key that opens it for guests."""
    path = f"{paths.order(placed.number)}?key={placed.access_token}"
    return prefixed("zh" if locale == "zh" else "en", path)
