"""What an order was handed over, sent to its customer once more when staff ask for it."""

from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session
from commerce.errors import MoveRefused
from commerce.orders import notices
from commerce.orders.access import lines_by_number, order_by_number
from commerce.orders.states import PaymentStatus
from commerce.orders.timeline import record
from commerce.people.actors import Actor

PAID = (PaymentStatus.PAID, PaymentStatus.PART_REFUNDED)


async def hand_again(session: Session, number: str, actor: Actor) -> None:
    """Have the same keys and the way to the files sent again; nothing new is given.

    Raises NotFound, MoveRefused (nothing was handed over, or its money went back).
    """
    order = await order_by_number(session, number, lock=True)
    instant = kinds_fulfilled_by(Fulfilment.INSTANT)
    lines = await lines_by_number(session, order)
    given = {str(n): line.fulfilled for n, line in lines.items() if line.kind in instant}
    given = {n: pieces for n, pieces in given.items() if pieces}
    if not given or order.payment_status not in PAID:
        raise MoveRefused("order", order.fulfilment_status, "handed_again")
    record(session, order, "handed_again", actor, lines=given)
    await notices.have_told(await session.driver(), order.shop_id, [order.id])
