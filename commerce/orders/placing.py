"""Placing an order: parse, quote, check what the customer saw, hand it to the writer."""

from datetime import timedelta
from uuid import UUID

from commerce import clock
from commerce.carts.quoting import Quoted, quote_order
from commerce.db.session import transaction
from commerce.delivery.queries import arrival
from commerce.errors import InvalidInput, OrderingPaused, PriceChanged
from commerce.ids import new_id, new_order_number
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.models import Order, OrderLine
from commerce.orders.views import PlacedOrder
from commerce.orders.writer import NewOrder, StalePrices, writer
from commerce.people.contacts import email_index, phone_index
from commerce.secrecy import seal
from commerce.shops.queries import ShopView


async def place_order(shop: ShopView, caller: Caller, command: PlaceOrder) -> PlacedOrder:
    """Place one order, once per idempotency key; returns after the commit.

    Nothing is written unless all of it can be. The writer commits in transactions of its own:
    call this outside of any transaction that holds locks.
    Raises InvalidInput, PriceChanged (both totals), OutOfStock (each short SKU and what is left),
    CouponRefused, OrderingPaused, IdempotencyKeyReused.
    """
    if shop.ordering_paused:
        raise OrderingPaused
    known = await writer.known(shop.id, caller, command.digest())
    if known:
        return known
    quoted = await _quoted(shop, command)
    _check(quoted, command)
    try:
        return await writer.place(new_order(shop, caller, command, quoted))
    except StalePrices:
        fresh = await _quoted(shop, command)
        raise PriceChanged(quoted.quote.total, fresh.quote.total) from None


async def _quoted(shop: ShopView, command: PlaceOrder) -> Quoted:
    async with transaction(shop.id) as session:
        return await quote_order(session, shop, command)


def _check(quoted: Quoted, command: PlaceOrder) -> None:
    """Refuse what the kinds of its lines need and is not there, and a total not seen."""
    if quoted.needs_address and command.address is None:
        raise InvalidInput.of("address", "missing")
    if quoted.needs_address and quoted.delivery is None:
        raise InvalidInput.of("delivery_method", "missing")
    expected = command.expected_total
    if expected and expected.money != quoted.quote.total:
        raise PriceChanged(expected.money, quoted.quote.total)


def new_order(shop: ShopView, caller: Caller, command: PlaceOrder, quoted: Quoted) -> NewOrder:
    """The order that `quoted` becomes, not yet written."""
    now, order_id, quote = clock.now(), new_id(), quoted.quote
    order = Order(
        id=order_id,
        shop_id=shop.id,
        number=new_order_number(),
        customer_id=caller.customer_id,
        currency=shop.currency,
        items_minor=quote.items_minor,
        discount_minor=quote.discount_minor,
        delivery_minor=quote.delivery_minor,
        delivery_tax_minor=quote.delivery_tax_minor,
        tax_minor=quote.tax_minor,
        total_minor=quote.total_minor,
        prices_include_tax=shop.prices_include_tax,
        locale=caller.locale,
        contact_name=command.contact.name,
        contact_sealed=seal(command.contact.model_dump()),
        phone_index=phone_index(command.contact.phone) if command.contact.phone else None,
        email_index=email_index(command.contact.email) if command.contact.email else None,
        address_sealed=seal(command.address.model_dump()) if command.address else None,
        country=command.address.country if command.address else "",
        delivery_code=quoted.delivery.code if quoted.delivery else None,
        delivery_name=quoted.delivery.name if quoted.delivery else {},
        promise=_promise(quoted, shop),
        coupon=command.coupon,
        terms_version=shop.terms_version,
        placed_at=now,
        hold_expires_at=now + timedelta(minutes=shop.hold_minutes),
    )
    return NewOrder(order, tuple(_lines(order_id, shop.id, quoted)), caller, command.digest())


def _promise(quoted: Quoted, shop: ShopView) -> dict[str, object]:
    """What was promised at this moment, with its dates in the shop's zone."""
    method = quoted.delivery
    if method is None:
        return {}
    told = arrival(method, shop.time_zone)
    return {
        "night": method.night,
        "days_min": method.days_min,
        "days_max": method.days_max,
        "earliest": told.earliest.isoformat(),
        "latest": told.latest.isoformat(),
    }


def _lines(order_id: UUID, shop_id: UUID, quoted: Quoted) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order_id,
            n=n,
            shop_id=shop_id,
            product_id=line.variant.product_id,
            variant_id=line.variant.variant_id,
            sku=line.variant.sku,
            kind=line.variant.kind,
            name=line.variant.name,
            options=list(line.variant.options),
            picture_id=line.variant.picture_id,
            description_version=line.variant.description_version,
            quantity=line.wanted.quantity,
            unit_minor=line.variant.unit.minor,
            price_version=line.variant.price_version,
            discount_minor=priced.discount_minor,
            tax_ppm=line.tax_ppm,
            tax_minor=priced.tax_minor,
            total_minor=priced.total_minor,
            inputs=line.inputs,
        )
        for n, (line, priced) in enumerate(
            zip(quoted.lines, quoted.quote.lines, strict=True), start=1
        )
    ]
