"""From the form to the till: the order stands first, then its payment is opened."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from commerce.carts import mending, ordering
from commerce.carts.asking import WantedLine
from commerce.carts.editing import CartOwner
from commerce.carts.ordering import CartToOrder
from commerce.carts.price_list import price_list
from commerce.catalog.kinds import kind_of
from commerce.db.session import transaction
from commerce.errors import CommerceError, IdempotencyKeyReused, InvalidInput, OutOfStock, Short
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.payable import payable_by_token
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
from ui.texts import Locale, prefixed
from ui.visits import Visit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who presses the button, and where: all that outlives the transaction that told it."""

    shop: ShopView
    owner: CartOwner
    locale: Locale
    on_phone: bool

    @classmethod
    def of(cls, at: Visit, user_agent: str) -> "Buyer":
        """The visitor."""
        return cls(at.shop, owner_of(at), at.locale, is_phone(user_agent))


@dataclass(frozen=True, slots=True)
class Ready:
    """All that placing takes, read before it."""

    buyer: Buyer
    caller: Caller
    place_key: UUID
    command: PlaceOrder
    method: str


async def ready_order(buyer: Buyer, cart: CartToOrder | None, form: CheckoutForm) -> Ready:
    """The order that this cart and this form make. Raises InvalidInput, OutOfStock.

    A line without a price is not on the page, so it is not ordered either.
    """
    shop, lines = buyer.shop, cart.lines if cart else ()
    known = (await price_list(shop, [line.sku for line in lines])).variants
    lines = tuple(line for line in lines if line.sku in known)
    if cart is None or not lines:
        raise InvalidInput.of("", "empty_cart")
    gone = [line for line in lines if not known[line.sku].active]
    if gone:
        raise OutOfStock(Short(line.sku, line.quantity, 0) for line in gone)
    command = PlaceOrder.parse(
        form.body(
            [WantedLine(sku=o.sku, quantity=o.quantity, inputs=o.inputs) for o in lines],
            to_address=any(kind_of(known[line.sku].kind).needs_address for line in lines),
        ),
        form.country or shop.country,
    )
    caller = Caller(
        scope=scope_of(buyer.owner),
        key=str(cart.place_key),
        customer_id=buyer.owner.customer_id,
        name=command.contact.name,
        locale=buyer.locale,
    )
    return Ready(buyer, caller, cart.place_key, command, form.method)


async def place_and_pay(ready: Ready) -> str:
    """Place the order, empty the cart, open the payment; where the browser goes next.

    Once the order stands nothing stops its customer: when the payment cannot be opened, the
    order's own page says why and offers to try again.
    """
    shop, owner = ready.buyer.shop, ready.buyer.owner
    try:
        placed = await place_order(shop, ready.caller, ready.command)
    except IdempotencyKeyReused:
        async with transaction(shop.id) as session:
            await mending.renew_key(session, owner, ready.place_key)
        raise
    await ordering.empty(shop.id, owner, ready.place_key)
    if owner.customer_id is not None:
        async with transaction(shop.id) as session:
            await remember_address(session, owner.customer_id, ready.command)
    return await _till(ready, placed) or order_path(placed, ready.caller.locale)


async def _till(ready: Ready, placed: PlacedOrder) -> str | None:
    shop = ready.buyer.shop
    try:
        order = await payable_by_token(shop.id, placed.number, placed.access_token)
        if order is None:
            return None
        payment = await start_payment(
            shop, order, ready.method, ready.caller.locale, on_phone=ready.buyer.on_phone
        )
    except CommerceError as refused:
        log.info("checkout.payment_not_opened", order=placed.number, code=refused.code)
        return None
    return payment.pay_url if payment.state == AttemptState.PENDING else None


def order_path(placed: PlacedOrder, locale: str) -> str:
    """The order's page, with the key that opens it for guests."""
    path = f"{paths.order(placed.number)}?key={placed.access_token}"
    return prefixed("zh" if locale == "zh" else "en", path)
