"""What is to be packed of some orders: each with its address, and all of it together by SKU."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.catalog.texts import localized
from commerce.db.session import Session
from commerce.money import Money
from commerce.orders.fulfilling import SHIPPABLE
from commerce.orders.models import Order, OrderLine, OrderNumber
from commerce.orders.states import OrderStatus, PaymentStatus
from commerce.orders.views import (
    NOTHING_HANDED,
    LineView,
    address_of,
    contact_of,
    line_view,
)
from commerce.people.contacts import Address, Contact


@dataclass(frozen=True, slots=True)
class ToPack:
    """An order of which something is left to send, and to whom; `lines` hold only that.

    `collect`: what whoever brings it takes at the door.
    """

    number: str
    placed_at: datetime
    contact: Contact
    address: Address | None
    delivery: str
    lines: tuple[LineView, ...]
    collect: Money | None


@dataclass(frozen=True, slots=True)
class ToPick:
    """So many pieces of one SKU for so many orders."""

    sku: str
    name: str
    options: str
    pieces: int
    orders: int


async def to_pack(session: Session, numbers: Sequence[str], locale: str) -> tuple[ToPack, ...]:
    """Those of the orders, in that order, that may be sent and have something left to send."""
    named = select(OrderNumber.order_id).where(
        col(OrderNumber.number).in_(numbers), OrderNumber.shop_id == session.shop_id
    )
    ids = (await session.exec(named)).all()
    if not ids:
        return ()
    orders = (
        await session.exec(
            select(Order).where(
                col(Order.id).in_(ids),
                Order.status == OrderStatus.OPEN,
                col(Order.payment_status).in_(SHIPPABLE),
            )
        )
    ).all()
    lines = (
        await session.exec(
            select(OrderLine)
            .where(
                col(OrderLine.order_id).in_(ids),
                col(OrderLine.kind).in_(kinds_fulfilled_by(Fulfilment.PARCEL)),
            )
            .order_by(col(OrderLine.n))
        )
    ).all()
    packed = [_to_pack(order, lines, locale) for order in orders]
    return tuple(
        sorted((one for one in packed if one.lines), key=lambda one: numbers.index(one.number))
    )


def to_pick(orders: Iterable[ToPack]) -> tuple[ToPick, ...]:
    """All of it together, by SKU."""
    every = [line for order in orders for line in order.lines]
    by_sku: dict[str, list[LineView]] = {}
    for line in sorted(every, key=lambda line: line.sku):
        by_sku.setdefault(line.sku, []).append(line)
    return tuple(
        ToPick(sku, lines[0].name, lines[0].options, sum(x.to_ship for x in lines), len(lines))
        for sku, lines in by_sku.items()
    )


def _to_pack(order: Order, lines: Iterable[OrderLine], locale: str) -> ToPack:
    views = (
        line_view(line, order.currency, locale, NOTHING_HANDED)
        for line in lines
        if line.order_id == order.id
    )
    return ToPack(
        number=order.number,
        placed_at=order.placed_at,
        contact=contact_of(order),
        address=address_of(order),
        delivery=localized(order.delivery_name, locale),
        lines=tuple(view for view in views if view.to_ship),
        collect=_to_collect(order),
    )


def _to_collect(order: Order) -> Money | None:
    if order.payment_status != PaymentStatus.DUE:
        return None
    return Money(order.total_minor - order.paid_minor, order.currency)
