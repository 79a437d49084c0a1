"""Reads of orders: one whole, a customer's, the shop's by filters with keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from commerce.campaigns.queries import campaign_views
from commerce.campaigns.views import CampaignView
from commerce.catalog.files import file_names
from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.catalog.texts import localized
from commerce.db.session import Session
from commerce.ids import first_id_of
from commerce.money import Money
from commerce.orders.access import access_token, lines_by_number
from commerce.orders.models import Order, OrderEvent, OrderLine, Parcel, ParcelScan
from commerce.orders.searching import Found, searched
from commerce.orders.states import OrderStatus, PaymentStatus
from commerce.orders.to_do import narrowed_to
from commerce.orders.views import (
    NOTHING_HANDED,
    Handed,
    OrderSummary,
    OrderView,
    ScanView,
    address_of,
    contact_of,
    event_view,
    line_view,
    parcel_view,
    payment_view,
    refund_view,
)
from commerce.payments.bank import BankAccount, transfers_of
from commerce.payments.models import AttemptState, Payment, Refund
from commerce.payments.registry import BANK
from commerce.promotions.models import CouponUse
from commerce.stock.keys import keys_of

PAGE = 25


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders is narrowed to; empty means all.

    `search`: an order number, a phone, an e-mail, a SKU or the beginning of a name.
    `to_do`: 'to_pay', 'to_ship', 'late' or 'to_deliver'.
    """

    search: str = ""
    status: str = ""
    payment_status: str = ""
    fulfilment_status: str = ""
    to_do: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of orders, newest first; cursors lead to older and to newer ones."""

    orders: tuple[OrderSummary, ...]
    next_cursor: str | None
    previous_cursor: str | None = None


async def order_view(session: Session, order: Order, locale: str) -> OrderView:
    """`order` whole, in `locale`: six reads, however long it is, and what its coupon and
    kinds add.
    """
    lines = list((await lines_by_number(session, order)).values())
    handed = await _handed(session, order, lines)
    campaigns = await _campaigns(session, order, lines)
    events = await session.exec(
        select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(col(OrderEvent.n))
    )
    paid_by = await session.exec(
        select(Payment).where(Payment.order_id == order.id).order_by(col(Payment.id))
    )
    payments = paid_by.all()
    refunds = await session.exec(
        select(Refund).where(Refund.order_id == order.id).order_by(col(Refund.id))
    )
    parcels = await session.exec(
        select(Parcel).where(Parcel.order_id == order.id).order_by(col(Parcel.id))
    )
    sent = parcels.all()
    scans = await _scans(session, [parcel.id for parcel in sent])
    currency = order.currency
    use = await session.get(CouponUse, order.id) if order.coupon else None
    return OrderView(
        id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        status=order.status,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        items=Money(order.items_minor, currency),
        discount=Money(order.discount_minor, currency),
        delivery=Money(order.delivery_minor, currency),
        tax=Money(order.tax_minor, currency),
        total=Money(order.total_minor, currency),
        paid=Money(order.paid_minor, currency),
        refunded=Money(order.refunded_minor, currency),
        prices_include_tax=order.prices_include_tax,
        locale=order.locale,
        contact=contact_of(order),
        address=address_of(order),
        delivery_code=order.delivery_code,
        delivery_name=localized(order.delivery_name, locale),
        promise=order.promise,
        placed_at=order.placed_at,
        hold_expires_at=order.hold_expires_at,
        paid_at=order.paid_at,
        close_reason=order.close_reason,
        version=order.version,
        access_token=access_token(order.id),
        lines=tuple(line_view(line, currency, locale, handed) for line in lines),
        events=tuple(event_view(event) for event in events),
        payments=tuple(payment_view(payment) for payment in payments),
        refunds=tuple(refund_view(refund, payments) for refund in refunds),
        parcels=tuple(parcel_view(parcel, scans.get(parcel.id, ())) for parcel in sent),
        coupon=order.coupon or "",
        coupon_discount=Money(use.off_minor, currency) if use else None,
        delivery_discount=Money(use.delivery_off_minor, currency) if use else None,
        campaigns=campaigns,
        transfer=await _transfer(session, order, payments),
    )


async def _transfer(
    session: Session, order: Order, payments: Sequence[Payment]
) -> BankAccount | None:
    """Where to, if that is the last that an unpaid order waits for."""
    waits = order.status == OrderStatus.OPEN and order.payment_status == PaymentStatus.UNPAID
    last = payments[-1] if payments and waits else None
    if last is None or last.provider != BANK or last.state != AttemptState.PENDING:
        return None
    transfers = await transfers_of(session)
    return transfers.account if transfers else None


async def _handed(session: Session, order: Order, lines: Sequence[OrderLine]) -> Handed:
    instant = kinds_fulfilled_by(Fulfilment.INSTANT)
    given = [line for line in lines if line.fulfilled and line.kind in instant]
    if not given:
        return NOTHING_HANDED
    files = await file_names(session, [line.variant_id for line in given])
    return Handed(await keys_of(session, order.id), files)


async def _campaigns(
    session: Session, order: Order, lines: Sequence[OrderLine]
) -> tuple[CampaignView, ...]:
    progress = kinds_fulfilled_by(Fulfilment.PROGRESS)
    if not any(line.kind in progress for line in lines):
        return ()
    return await campaign_views(session, order.id)


async def orders_of_customer(
    session: Session, customer_id: UUID, locale: str, cursor: str | None = None, limit: int = PAGE
) -> OrderPage:
    """A customer's orders, newest first."""
    theirs = Found([select(Order).where(Order.customer_id == customer_id)])
    return await _page(session, theirs, locale, cursor, limit)


async def orders_of_shop(
    session: Session,
    narrowed: OrderFilter,
    locale: str,
    country: str,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    newer: bool = False,
) -> OrderPage:
    """The shop's orders that fit, newest first; `country` reads phones without a code.

    With `newer` those just before the cursor, as a list is paged back.
    """
    found = narrowed_orders(session, narrowed, country)
    if newer and (page := await _page_back(session, found, locale, cursor, limit)):
        return page
    return await _page(session, found, locale, None if newer else cursor, limit)


def narrowed_orders(session: Session, narrowed: OrderFilter, country: str) -> Found:
    """The shop's orders that fit; `country` reads phones without a code."""
    statement = select(Order).where(Order.shop_id == session.shop_id)
    for name in ("status", "payment_status", "fulfilment_status"):
        wanted = getattr(narrowed, name)
        if wanted:
            statement = statement.where(getattr(Order, name) == wanted)
    statement = narrowed_to(statement, narrowed.to_do, session.shop_id)
    if narrowed.since:
        statement = statement.where(col(Order.id) >= first_id_of(narrowed.since))
    if narrowed.until:
        statement = statement.where(col(Order.id) < first_id_of(narrowed.until))
    return Found(searched(statement, session.shop_id, narrowed.search.strip(), country))


async def has_orders(session: Session) -> bool:
    """Whether the shop has ever had an order."""
    some = select(Order.id).where(Order.shop_id == session.shop_id).limit(1)
    return (await session.exec(some)).one_or_none() is not None


async def carriers_used(session: Session, limit: int = 5) -> tuple[str, ...]:
    """The carriers of the shop's newest parcels, the last one first."""
    newest = select(Parcel.carrier).order_by(col(Parcel.id).desc()).limit(100)
    return tuple(dict.fromkeys((await session.exec(newest)).all()))[:limit]


async def _page(
    session: Session, found: Found, locale: str, cursor: str | None, limit: int
) -> OrderPage:
    after = _cursor(cursor)
    rows = await found.older(session, after, limit + 1)
    orders, more = rows[:limit], len(rows) > limit
    return OrderPage(
        await _summaries(session, orders, locale),
        str(orders[-1].id) if more else None,
        str(orders[0].id) if after and orders else None,
    )


async def _page_back(
    session: Session, found: Found, locale: str, cursor: str | None, limit: int
) -> OrderPage | None:
    """The page of those just newer than the cursor; none where that would be the first page."""
    start = _cursor(cursor)
    if start is None:
        return None
    rows = await found.newer(session, start, limit + 1)
    if len(rows) <= limit:
        return None
    orders = rows[limit - 1 :: -1]
    first, last = str(orders[0].id), str(orders[-1].id)
    return OrderPage(await _summaries(session, orders, locale), last, first)


async def _summaries(
    session: Session, orders: Sequence[Order], locale: str
) -> tuple[OrderSummary, ...]:
    lines = await _lines_of(session, [order.id for order in orders])
    return tuple(_summary(order, lines.get(order.id, []), locale) for order in orders)


def _cursor(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError:
        return None


async def _lines_of(session: Session, order_ids: Sequence[UUID]) -> dict[UUID, list[OrderLine]]:
    lines: dict[UUID, list[OrderLine]] = {}
    if order_ids:
        found = await session.exec(
            select(OrderLine)
            .where(col(OrderLine.order_id).in_(order_ids))
            .order_by(col(OrderLine.n))
        )
        for line in found:
            lines.setdefault(line.order_id, []).append(line)
    return lines


def _summary(order: Order, lines: Sequence[OrderLine], locale: str) -> OrderSummary:
    return OrderSummary(
        id=order.id,
        number=order.number,
        status=order.status,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        total=Money(order.total_minor, order.currency),
        contact_name=order.contact_name,
        placed_at=order.placed_at,
        hold_expires_at=order.hold_expires_at,
        pieces=sum(line.quantity for line in lines),
        first_line=localized(lines[0].name, locale) if lines else "",
        picture_id=lines[0].picture_id if lines else None,
    )


async def _scans(session: Session, parcel_ids: list[UUID]) -> dict[UUID, tuple[ScanView, ...]]:
    """What carriers told of these parcels, the newest first."""
    if not parcel_ids:
        return {}
    found = await session.exec(
        select(ParcelScan)
        .where(col(ParcelScan.parcel_id).in_(parcel_ids))
        .order_by(col(ParcelScan.at).desc(), col(ParcelScan.told).desc())
    )
    by_parcel: dict[UUID, tuple[ScanView, ...]] = {}
    for scan in found:
        view = ScanView(scan.state, scan.place, scan.note, scan.at)
        by_parcel[scan.parcel_id] = (*by_parcel.get(scan.parcel_id, ()), view)
    return by_parcel
