"""Work on many orders at a time: which they are, and each act on one of them that says why not."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlmodel import col, select

from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session
from commerce.errors import InvalidInput
from commerce.orders.access import lines_by_number, order_by_number
from commerce.orders.cancelling import cancel
from commerce.orders.fulfilling import ShipLines, left_of, ship
from commerce.orders.models import Order, Parcel
from commerce.orders.queries import OrderFilter, narrowed_orders
from commerce.orders.states import FulfilmentStatus, OrderStatus, PaymentStatus
from commerce.people.actors import Actor

MOST = 100  # orders at a time


@dataclass(frozen=True, slots=True)
class WholeParcel:
    """All that is left of an order in one parcel. `key`: the same for each try of one form."""

    key: UUID
    carrier: str
    tracking_number: str


async def numbers_of_shop(
    session: Session, narrowed: OrderFilter, country: str, limit: int = MOST
) -> tuple[str, ...]:
    """The numbers of the newest orders that fit."""
    found = narrowed_orders(session, narrowed, country)
    return tuple(order.number for order in await found.older(session, None, limit))


async def send_rest(session: Session, number: str, parcel: WholeParcel, actor: Actor) -> None:
    """Send all that is left of an order; a repeat with the same key is the same parcel.

    Raises NotFound, and InvalidInput that says why not.
    """
    order = await order_by_number(session, number, lock=True)
    key = uuid5(parcel.key, number)
    if await _is_sent(session, order, key):
        return
    if order.status != OrderStatus.OPEN:
        raise InvalidInput.of("", "order_closed")
    if order.payment_status in (PaymentStatus.UNPAID, PaymentStatus.PART_PAID):
        raise InvalidInput.of("", "order_unpaid")
    lines = await lines_by_number(session, order)
    sent = kinds_fulfilled_by(Fulfilment.PARCEL)
    rest = {n: left_of(line) for n, line in lines.items() if line.kind in sent and left_of(line)}
    if not rest:
        raise InvalidInput.of("", "nothing_to_send")
    told = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
    await ship(session, number, ShipLines.parse({"request_key": key, "lines": rest, **told}), actor)


async def cancel_one(session: Session, number: str, reason: str, actor: Actor) -> None:
    """Cancel an order. Raises NotFound, and InvalidInput that says why not."""
    order = await order_by_number(session, number, lock=True)
    if order.status != OrderStatus.OPEN:
        raise InvalidInput.of("", "order_closed")
    if order.fulfilment_status != FulfilmentStatus.UNFULFILLED:
        raise InvalidInput.of("", "order_sent")
    await cancel(session, order, actor, reason)


async def _is_sent(session: Session, order: Order, key: UUID) -> bool:
    twin = select(Parcel.id).where(Parcel.order_id == order.id, col(Parcel.request_key) == key)
    return (await session.exec(twin)).one_or_none() is not None
