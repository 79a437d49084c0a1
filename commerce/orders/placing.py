"""Placing an order: parse, quote, check what the customer saw, hand it to the writer."""

from datetime import datetime, timedelta
from uuid import UUID

from commerce import clock
from commerce.carts.price_list import forget_prices
from commerce.carts.pricing import Quote
from commerce.carts.quoting import Quoted, quote_known, quote_order
from commerce.catalog.kinds.inputs import sealed_inputs
from commerce.db.session import transaction
from commerce.delivery.models import DeliveryMethod
from commerce.delivery.queries import arrival
from commerce.errors import Busy, CommerceError, InvalidInput, OrderingPaused, PriceChanged
from commerce.ids import new_id, new_order_number
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.new import NewLine, NewOrder, NewUse, Terms
from commerce.orders.views import PlacedOrder
from commerce.orders.writer import StalePrices, writer
from commerce.people.contacts import email_index, phone_index
from commerce.promotions.coupons import CouponTerms
from commerce.secrecy import seal_json
from commerce.shops.queries import ShopView

TRIES = 3  # prices may change again while we look


async def place_order(shop: ShopView, caller: Caller, command: PlaceOrder) -> PlacedOrder:
    """Place one order, once per idempotency key; returns after the commit.

    Nothing is written unless all of it can be. The writer commits in transactions of its own:
    call this outside of any transaction that holds locks.
    Raises InvalidInput, PriceChanged (both totals), OutOfStock (each short SKU and what is left),
    CouponRefused, OrderingPaused, IdempotencyKeyReused, TooManyUnpaid, Busy.
    """
    for _ in range(TRIES):
        try:
            quoted = await _quoted(shop, command)
        except CommerceError:
            # An order that stands is given again, whatever the shop would say of it today.
            known = await writer.known(shop.id, caller, command.digest())
            if known is None:
                raise
            return known
        try:
            return await writer.place(new_order(shop, caller, command, quoted))
        except StalePrices:
            forget_prices()
    raise Busy  # prices change faster than we read them


async def _quoted(shop: ShopView, command: PlaceOrder) -> Quoted:
    """The quote that the order will be written by.

    Refuses what the kinds of its lines need and is not there, and a total that was not seen.
    """
    if shop.ordering_paused:
        raise OrderingPaused
    quoted = await quote_known(shop, command)
    if quoted.needs_address and command.address is None:
        raise InvalidInput.of("address", "missing")
    if quoted.needs_address and quoted.delivery is None:
        raise InvalidInput.of("delivery_method", "missing")
    expected = command.expected_total
    if expected is None or expected.money == quoted.quote.total:
        return quoted
    async with transaction(shop.id) as session:  # perhaps the page has read newer prices than we
        fresh = await quote_order(session, shop, command)
    if expected.money != fresh.quote.total:
        raise PriceChanged(expected.money, fresh.quote.total)
    forget_prices()
    return fresh


def new_order(shop: ShopView, caller: Caller, command: PlaceOrder, quoted: Quoted) -> NewOrder:
    """The order that `quoted` becomes, not yet written."""
    now, quote, contact = clock.now(), quoted.quote, command.contact
    return NewOrder(
        id=new_id(),
        number=new_order_number(),
        terms=_terms(shop, quoted.delivery, caller.locale, now.replace(microsecond=0)),
        lines=tuple(
            NewLine(
                line.variant,
                line.wanted.quantity,
                priced.discount_minor,
                line.tax_ppm,
                priced.tax_minor,
                priced.total_minor,
                sealed_inputs(line.variant.kind, line.inputs),
            )
            for line, priced in zip(quoted.lines, quote.lines, strict=True)
        ),
        caller=caller,
        digest=command.digest(),
        items_minor=quote.items_minor,
        discount_minor=quote.discount_minor,
        delivery_minor=quote.delivery_minor,
        delivery_tax_minor=quote.delivery_tax_minor,
        tax_minor=quote.tax_minor,
        total_minor=quote.total_minor,
        contact_name=contact.name,
        contact_sealed=seal_json(contact.model_dump_json()),
        phone_index=phone_index(contact.phone) if contact.phone else None,
        email_index=email_index(contact.email) if contact.email else None,
        address_sealed=seal_json(command.address.model_dump_json()) if command.address else None,
        country=command.address.country if command.address else "",
        coupon=quoted.coupon.code if quoted.coupon else None,
        placed_at=now,
        hold_expires_at=now + timedelta(minutes=shop.hold_minutes),
        use=_use(quoted.coupon, quote) if quoted.coupon else None,
    )


def _use(coupon: CouponTerms, quote: Quote) -> NewUse:
    shares = {str(n): line.coupon_minor for n, line in enumerate(quote.lines, start=1)}
    return NewUse(
        coupon.id,
        coupon.code,
        coupon.version,
        quote.coupon_minor,
        quote.delivery_off_minor,
        {n: minor for n, minor in shares.items() if minor},
    )


class _Terms:
    """The terms of this second, which many orders share: (shop's version, method, locale)."""

    second: datetime | None = None
    made: dict[tuple[UUID, int, int, str], Terms] = {}  # noqa: RUF012


def _terms(shop: ShopView, method: DeliveryMethod | None, locale: str, second: datetime) -> Terms:
    if _Terms.second != second:
        _Terms.second, _Terms.made = second, {}
    key = (shop.id, shop.version, id(method), locale)
    found = _Terms.made.get(key)
    if found is None:
        found = _Terms.made[key] = Terms(
            shop_id=shop.id,
            currency=shop.currency,
            prices_include_tax=shop.prices_include_tax,
            locale=locale,
            delivery_code=method.code if method else None,
            delivery_name=method.name if method else {},
            promise=_promise(method, shop, second) if method else {},
            terms_version=shop.terms_version,
            unpaid_most=shop.unpaid_most,
        )
    return found


def _promise(method: DeliveryMethod, shop: ShopView, now: datetime) -> dict[str, object]:
    """What was promised at this moment, with its dates in the shop's zone."""
    told = arrival(method, shop.time_zone, now)
    return {
        "night": method.night,
        "days_min": method.days_min,
        "days_max": method.days_max,
        "earliest": told.earliest.isoformat(),
        "latest": told.latest.isoformat(),
    }
