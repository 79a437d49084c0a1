"""Who may see an order: its customer, who holds its access token, or staff of its shop."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select

from commerce.catalog.kinds import kind_of
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.orders.models import Order, OrderLine, OrderNumber
from commerce.secrecy import derived_token, is_derived_token

_PURPOSE = "order"


def access_token(order_id: UUID) -> str:
    """A token good for this order alone; the same each time it is asked for."""
    return derived_token(_PURPOSE, str(order_id))


def opens(token: str, order_id: UUID) -> bool:
    """Whether the token is that order's."""
    return is_derived_token(_PURPOSE, str(order_id), token)


async def order_by_number(session: Session, number: str, *, lock: bool = False) -> Order:
    """The order of that number in the transaction's shop. Raises NotFound."""
    found = await session.exec(
        select(OrderNumber.order_id).where(
            OrderNumber.number == number, OrderNumber.shop_id == session.shop_id
        )
    )
    order_id = found.one_or_none()
    if order_id is None:
        raise NotFound("order")
    return await order_by_id(session, order_id, lock=lock)


async def order_by_id(session: Session, order_id: UUID, *, lock: bool = False) -> Order:
    """The order of that id in the transaction's shop, its row locked if asked. Raises NotFound."""
    statement = select(Order).where(Order.id == order_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    order = (await session.exec(statement)).one_or_none()
    if order is None:
        raise NotFound("order")
    return order


async def lines_by_number(session: Session, order: Order) -> dict[int, OrderLine]:
    """The lines of an order by their number."""
    found = await session.exec(
        select(OrderLine).where(OrderLine.order_id == order.id).order_by(col(OrderLine.n))
    )
    return {line.n: line for line in found}


def held_by(lines: Iterable[OrderLine]) -> dict[UUID, int]:
    """How many of each variant these lines hold of what can run out."""
    return {line.variant_id: line.quantity for line in lines if kind_of(line.kind).counted}


async def order_for_customer(
    session: Session,
    number: str,
    customer_id: UUID | None,
    token: str | None,
    *,
    lock: bool = False,
) -> Order:
    """The order, for its customer or for who holds its token; else NotFound, as if unknown."""
    order = await order_by_number(session, number, lock=lock)
    if customer_id is not None and order.customer_id == customer_id:
        return order
    if token and opens(token, order.id):
        return order
    raise NotFound("order")
