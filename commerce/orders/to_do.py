"""What a shop's orders still ask for: to be paid, to be shipped (in time), to arrive; how many."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import col

from commerce import clock
from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import FulfilmentStatus, OrderStatus, PaymentStatus
from commerce.shops.models import Shop

ToDo = Literal["to_pay", "to_ship", "late", "to_deliver"]
MOST = 1_000  # counting stops here: a badge says '999+', and a long list stays quick


@dataclass(frozen=True, slots=True)
class ToDoCounts:
    """How many open orders wait for what; MOST means that many or more. `late`: of `to_ship`."""

    to_pay: int
    to_ship: int
    to_deliver: int
    late: int


async def to_do_counts(session: Session) -> ToDoCounts:
    """The counts of the session's shop."""
    return ToDoCounts(
        to_pay=await _count(session, "to_pay"),
        to_ship=await _count(session, "to_ship"),
        to_deliver=await _count(session, "to_deliver"),
        late=await _count(session, "late"),
    )


def narrowed_to(statement: Any, to_do: str, shop_id: UUID) -> Any:
    """A select of orders, narrowed to those that wait for `to_do`; anything else narrows nothing."""
    conditions = _conditions(shop_id).get(to_do)
    return statement.where(*conditions) if conditions else statement


def _conditions(shop_id: UUID) -> dict[str, tuple[ColumnElement[bool], ...]]:
    is_open = col(Order.status) == OrderStatus.OPEN
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "to_pay": (is_open, col(Order.payment_status) == PaymentStatus.UNPAID),
        "to_ship": (
            is_open,
            col(Order.payment_status).in_(
                (PaymentStatus.PAID, PaymentStatus.PART_REFUNDED, PaymentStatus.DUE)
            ),
            col(Order.fulfilment_status).in_(
                (FulfilmentStatus.UNFULFILLED, FulfilmentStatus.PARTIAL)
            ),
            _has_to_be_sent(),
        ),
        "to_deliver": (
            is_open,
            col(Order.fulfilment_status) == FulfilmentStatus.FULFILLED,
        ),
    }
    return conditions | {"late": (*conditions["to_ship"], _was_promised_before_today(shop_id))}


def _was_promised_before_today(shop_id: UUID) -> ColumnElement[bool]:
    """The last day that the customer was told is over in the shop, and it has not even left."""
    today = func.to_char(func.timezone(col(Shop.time_zone), clock.now()), "YYYY-MM-DD")
    of_shop = select(today).where(col(Shop.id) == shop_id).scalar_subquery()
    return col(Order.promise)["latest"].astext < of_shop


def _has_to_be_sent() -> ColumnElement[bool]:
    """A line that parcels fulfil is not whole yet: a campaign needs nobody to pack it."""
    to_send = select(1).where(
        col(OrderLine.order_id) == col(Order.id),
        col(OrderLine.kind).in_(kinds_fulfilled_by(Fulfilment.PARCEL)),
        col(OrderLine.quantity) > col(OrderLine.fulfilled) + col(OrderLine.refunded),
    )
    # Asked order by order: OFFSET keeps the planner from joining all orders with all lines.
    return exists(to_send.correlate(Order).offset(0))


async def _count(session: Session, to_do: ToDo) -> int:
    of_shop = select(col(Order.id)).where(col(Order.shop_id) == session.shop_id)
    some = narrowed_to(of_shop, to_do, session.shop_id).limit(MOST).subquery()
    return int((await session.run(select(func.count()).select_from(some))).scalar_one())
