"""Orders and quotes as the API shows them."""

from typing import Any

from api.documenting import PREFIX
from api.shapes import Amount
from api.shapes_orders import (
    AddressAnswer,
    ContactAnswer,
    OrderAnswer,
    OrderLineAnswer,
    OrderList,
    OrderSummaryItem,
    ParcelItem,
    PaymentItem,
    PlacedAnswer,
    ProgressAnswer,
    QuoteAnswer,
    QuoteLine,
    RefundItem,
    TimelineEntry,
    TransferAnswer,
)
from commerce.carts.quoting import Quoted
from commerce.money import Money
from commerce.orders.queries import OrderPage
from commerce.orders.views import LineView, OrderView, PlacedOrder
from commerce.shops.queries import ShopView


def quote_answer(shop: ShopView, quoted: Quoted) -> QuoteAnswer:
    """What an order would cost now."""
    quote, currency = quoted.quote, shop.currency

    def amount(minor: int) -> Amount:
        return Amount(minor=minor, currency=currency)

    return QuoteAnswer(
        lines=[
            QuoteLine(
                sku=line.variant.sku,
                quantity=line.wanted.quantity,
                price=Amount.of(line.variant.unit),
                discount=amount(priced.discount_minor),
                tax=amount(priced.tax_minor),
                total=amount(priced.total_minor),
            )
            for line, priced in zip(quoted.lines, quote.lines, strict=True)
        ],
        items=amount(quote.items_minor),
        discount=amount(quote.discount_minor),
        coupon=quoted.coupon.code if quoted.coupon else None,
        coupon_discount=amount(quote.coupon_minor),
        delivery=amount(quote.delivery_minor),
        delivery_discount=amount(quote.delivery_off_minor),
        tax=amount(quote.tax_minor),
        prices_include_tax=shop.prices_include_tax,
        total=amount(quote.total_minor),
        needs_address=quoted.needs_address,
        missing_to_next_discount=Amount.maybe(quote.missing_to_discount_minor, currency),
        next_discount=Amount.maybe(quote.next_discount_minor, currency),
        missing_to_free_delivery=Amount.maybe(quote.missing_to_free_delivery_minor, currency),
    )


def placed_answer(placed: PlacedOrder) -> PlacedAnswer:
    """An order just placed."""
    return PlacedAnswer(
        number=placed.number,
        status=placed.status,
        payment_status=placed.payment_status,
        fulfilment_status=placed.fulfilment_status,
        total=Amount.of(placed.total),
        expires_at=placed.expires_at,
        access_token=placed.access_token,
    )


def order_answer(order: OrderView) -> OrderAnswer:
    """An order whole, as its customer sees it: no names of staff, no inner ids."""
    sums = ("total", "items", "discount", "delivery", "tax", "paid", "refunded")
    amounts: dict[str, Any] = {name: _amount(getattr(order, name)) for name in sums}
    nothing = Money(0, order.total.currency)
    coupon_off = order.coupon_discount or nothing
    return OrderAnswer(
        **amounts,
        number=order.number,
        status=order.status,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        expires_at=order.hold_expires_at,
        access_token=order.access_token,
        threshold_discount=_amount(order.discount - coupon_off),
        coupon=order.coupon or None,
        coupon_discount=_amount(coupon_off),
        delivery_discount=_amount(order.delivery_discount or nothing),
        prices_include_tax=order.prices_include_tax,
        contact=ContactAnswer.model_validate(order.contact),
        address=AddressAnswer.model_validate(order.address) if order.address else None,
        delivery_method=order.delivery_code,
        delivery_name=order.delivery_name,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        close_reason=order.close_reason,
        may_cancel=order.customer_may_cancel,
        lines=[_line(line, order) for line in order.lines],
        timeline=[TimelineEntry(kind=e.kind, by=e.actor_kind, at=e.at) for e in order.events],
        payments=[
            PaymentItem(
                id=each.id,
                method=each.method,
                status=each.state,
                amount=Amount.of(each.amount),
                cause=each.cause,
                pay_url=each.pay_url,
                qr=each.qr,
                created_at=each.created_at,
            )
            for each in order.payments
        ],
        refunds=[
            RefundItem(amount=Amount.of(r.amount), status=r.state, created_at=r.created_at)
            for r in order.refunds
        ],
        parcels=[ParcelItem.model_validate(parcel) for parcel in order.parcels],
        transfer=TransferAnswer.model_validate(order.transfer) if order.transfer else None,
    )


def order_list(page: OrderPage) -> OrderList:
    """One page of a customer's orders."""
    return OrderList(
        items=[OrderSummaryItem.model_validate(order) for order in page.orders],
        next_cursor=page.next_cursor,
    )


def _amount(money: Money) -> Amount:
    return Amount.of(money)


def _line(line: LineView, order: OrderView) -> OrderLineAnswer:
    return OrderLineAnswer(
        n=line.n,
        sku=line.sku,
        kind=line.kind,
        name=line.name,
        options=line.options,
        quantity=line.quantity,
        price=Amount.of(line.unit),
        discount=Amount.of(line.discount),
        tax=Amount.of(line.tax),
        total=Amount.of(line.total),
        fulfilled=line.fulfilled,
        refunded=line.refunded,
        inputs=line.inputs,
        keys=list(line.keys),
        note=line.note,
        file=f"{PREFIX}/orders/{order.number}/files/{line.n}" if line.file else None,
        progress=progress_of(line, order),
    )


def progress_of(line: LineView, order: OrderView) -> ProgressAnswer | None:
    """How far the line's campaign is, if it has one."""
    found = [campaign for campaign in order.campaigns if campaign.line_n == line.n]
    if not found:
        return None
    campaign = found[0]
    return ProgressAnswer(
        state=campaign.state,
        ordered=campaign.ordered,
        delivered=campaign.delivered,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        refunded=Amount(minor=campaign.refunded_minor, currency=order.total.currency),
    )
