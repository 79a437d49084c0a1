"""Cash on delivery: an order is confirmed without money, and paid when its parcel arrives.

What is to be paid at the door stands as an open payment without a provider. Its order holds the
stock for as long as it takes; it goes in one parcel, whose carrier takes all of the money at once.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, or_, select

from commerce import clock
from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session, transaction
from commerce.errors import InvalidInput, MoveRefused, TooManyUnpaid
from commerce.orders import notices, queueing
from commerce.orders.access import lines_by_number, order_by_id
from commerce.orders.models import Order
from commerce.orders.reports import facts_of
from commerce.orders.states import PAYMENT_MOVES, OrderStatus, PaymentStatus, moved
from commerce.orders.timeline import record
from commerce.orders.writing import oldest_unpaid
from commerce.payments.models import AttemptState, Payment, PaymentEvent
from commerce.payments.registry import AT_DOOR
from commerce.people.actors import Actor, ActorKind
from commerce.shops.queries import ShopView

LONGEST = timedelta(days=90)  # until then a parcel has come, or has come back
_OPEN = (AttemptState.STARTING, AttemptState.PENDING)


async def promise(shop: ShopView, order_id: UUID, method: str) -> Payment:
    """Confirm an unpaid order: it is paid at the door. Attempts that are open are given up.

    Raises InvalidInput where something goes without a parcel, MoveRefused, TooManyUnpaid.
    """
    async with transaction(shop.id) as session:
        order = await order_by_id(session, order_id, lock=True)
        if order.status != OrderStatus.OPEN or order.payment_status != PaymentStatus.UNPAID:
            raise MoveRefused("payment", order.payment_status, PaymentStatus.DUE)
        parcelled = kinds_fulfilled_by(Fulfilment.PARCEL)
        if any(
            line.kind not in parcelled for line in (await lines_by_number(session, order)).values()
        ):
            raise InvalidInput.of("method", "only_by_parcel")
        await _check_crowd(session, order, shop.unpaid_most)
        for attempt in await _attempts(session, order):
            attempt.move(AttemptState.CANCELLED, clock.now())
        payment = _to_be_paid(order, method)
        session.add(payment)
        order.payment_status = moved(
            "payment", PAYMENT_MOVES, order.payment_status, PaymentStatus.DUE
        )
        kind = ActorKind.CUSTOMER if order.customer_id else ActorKind.GUEST
        by = Actor(kind, order.customer_id, order.contact_name)
        record(session, order, "pay_at_door", by, **facts_of(payment))
        await notices.have_told(await session.driver(), order.shop_id, [order.id])
        return payment


async def collect(session: Session, order: Order, actor: Actor) -> None:
    """The money of a locked order that is due was taken at the door."""
    [payment] = await _attempts(session, order)
    session.add(
        PaymentEvent(
            payment_id=payment.id,
            provider=AT_DOOR,
            provider_event=f"collected:{payment.id}",
            kind="payment.succeeded",
            raw={"by": actor.kind, "id": str(actor.id or ""), "name": actor.name},
            outcome="paid",
        )
    )
    payment.move(AttemptState.SUCCEEDED, clock.now())
    order.paid_minor += payment.amount_minor
    order.payment_status = moved("payment", PAYMENT_MOVES, order.payment_status, PaymentStatus.PAID)
    order.paid_at = clock.now()
    record(session, order, "paid", actor, **facts_of(payment))
    await queueing.have_served(await session.driver(), order.shop_id, [order.id])


def _to_be_paid(order: Order, method: str) -> Payment:
    return Payment(
        shop_id=order.shop_id,
        order_id=order.id,
        order_number=order.number,
        provider=AT_DOOR,
        method=method,
        amount_minor=order.total_minor - order.paid_minor,
        currency=order.currency,
        state=AttemptState.PENDING,
        expires_at=clock.now() + LONGEST,
    )


async def _attempts(session: Session, order: Order) -> list[Payment]:
    found = await session.exec(
        select(Payment)
        .where(Payment.order_id == order.id, col(Payment.state).in_(_OPEN))
        .order_by(col(Payment.id))
        .with_for_update()
    )
    return list(found)


async def _check_crowd(session: Session, order: Order, most: int) -> None:
    """Nobody empties the shelves by promises: they count as unpaid orders do."""
    theirs = [
        column == value
        for column, value in (
            (col(Order.customer_id), order.customer_id),
            (col(Order.phone_index), order.phone_index),
            (col(Order.email_index), order.email_index),
        )
        if value is not None
    ]
    if not theirs:
        return
    counted = await session.run(
        select(func.count())
        .select_from(Order)
        .where(
            col(Order.shop_id) == order.shop_id,
            col(Order.id) >= oldest_unpaid(),
            Order.status == OrderStatus.OPEN,
            Order.payment_status == PaymentStatus.DUE,
            or_(*theirs),
        )
    )
    if counted.scalar_one() >= most:
        raise TooManyUnpaid(most)
