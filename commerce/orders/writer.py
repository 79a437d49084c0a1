"""The order writer: takes new orders and answers each after its commit.

Its interface is that of a group commit; here each order commits by itself.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from commerce import clock
from commerce.catalog.queries import price_versions
from commerce.db.session import Session, transaction, writing_orders
from commerce.errors import IdempotencyKeyReused, OutOfStock, Short
from commerce.ids import new_order_number
from commerce.orders import notices
from commerce.orders.commands import Caller
from commerce.orders.models import IdempotencyKey, Order, OrderLine, OrderNumber
from commerce.orders.states import PaymentStatus
from commerce.orders.timeline import record
from commerce.orders.views import PlacedOrder, placed_view
from commerce.people.actors import Actor, ActorKind
from commerce.queue import defer
from commerce.stock import levels


class StalePrices(Exception):
    """A line was priced at a version that is no longer the newest."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order with its lines, ready to be written, and who asked for it under which key."""

    order: Order
    lines: tuple[OrderLine, ...]
    caller: Caller
    digest: bytes


class OrderWriter:
    """Writes orders; every process has one."""

    async def known(self, shop_id: UUID, caller: Caller, digest: bytes) -> PlacedOrder | None:
        """The order that this key made before, or None.

        Raises IdempotencyKeyReused when the key came with another body.
        """
        async with transaction(shop_id) as session:
            key = await session.get(IdempotencyKey, (shop_id, caller.scope, caller.key))
            if key is None:
                return None
            if key.request_hash != digest:
                raise IdempotencyKeyReused
            order = (await session.exec(select(Order).where(Order.id == key.order_id))).one()
            return placed_view(order)

    async def place(self, new: NewOrder) -> PlacedOrder:
        """Write one order, all of it or nothing; returns after the commit.

        Raises OutOfStock, StalePrices, IdempotencyKeyReused.
        """
        while True:
            try:
                async with writing_orders(new.order.shop_id) as session:
                    return await self._write(session, new)
            except IntegrityError as collision:
                constraint = getattr(getattr(collision.orig, "diag", None), "constraint_name", "")
                if constraint == "idempotency_keys_pkey":
                    known = await self.known(new.order.shop_id, new.caller, new.digest)
                    if known is not None:
                        return known
                elif constraint == "order_numbers_pkey":
                    new.order.number = new_order_number()
                else:
                    raise

    async def _write(self, session: Session, new: NewOrder) -> PlacedOrder:
        order = Order(**new.order.model_dump())
        session.add(_key(new))
        await session.flush()  # the key first: a twin waits here until we have committed
        await self._check_prices(session, new)
        await self._take_stock(session, new)
        if order.total_minor == 0:
            order.payment_status = PaymentStatus.PAID
            order.paid_at = clock.now()
        session.add(order)
        session.add(OrderNumber(number=order.number, order_id=order.id))
        session.add_all(OrderLine(**line.model_dump()) for line in new.lines)
        record(session, order, "placed", _actor(new.caller), total=order.total_minor)
        await defer(session, notices.notify, shop=str(order.shop_id), orders=[str(order.id)])
        return placed_view(order)

    async def _check_prices(self, session: Session, new: NewOrder) -> None:
        current = await price_versions(
            session, [line.variant_id for line in new.lines], new.order.currency
        )
        if any(current.get(line.variant_id) != line.price_version for line in new.lines):
            raise StalePrices

    async def _take_stock(self, session: Session, new: NewOrder) -> None:
        wanted = {line.variant_id: line.quantity for line in new.lines}
        short = await levels.take(session, wanted, new.order.id)
        if short:
            raise OutOfStock(
                Short(line.sku, line.quantity, short[line.variant_id])
                for line in new.lines
                if line.variant_id in short
            )


def _key(new: NewOrder) -> IdempotencyKey:
    return IdempotencyKey(
        caller=new.caller.scope,
        key=new.caller.key,
        request_hash=new.digest,
        order_id=new.order.id,
    )


def _actor(caller: Caller) -> Actor:
    kind = ActorKind.CUSTOMER if caller.customer_id else ActorKind.GUEST
    return Actor(kind, caller.customer_id, caller.name)


writer = OrderWriter()
