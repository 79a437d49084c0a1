"""The record of an order: every move and message, with who and when."""

from typing import Any

from commerce import clock
from commerce.db.session import Session
from commerce.orders.models import Order, OrderEvent
from commerce.people.actors import Actor


def order_topic(number: str) -> str:
    """The live topic of one order."""
    return f"order:{number}"


def orders_topic(shop_id: object) -> str:
    """The live topic of a shop's list of orders."""
    return f"orders:{shop_id}"


def record(session: Session, order: Order, kind: str, actor: Actor, **facts: Any) -> OrderEvent:
    """Append to the timeline of `order`, whose row this transaction has locked or made.

    Tells those who watch the order, after the commit.
    """
    order.event_count += 1
    order.version += 1
    event = OrderEvent(
        order_id=order.id,
        n=order.event_count,
        shop_id=order.shop_id,
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        facts=facts,
        at=clock.now(),
    )
    session.add(event)
    session.tell(order_topic(order.number), orders_topic(order.shop_id))
    return event
