"""The order writer: takes new orders of all callers and answers each after its commit.

A batch goes the fast path (one statement) and, where that finds a reason against any of its
orders, the exact path (`deciding`). An order that breaks its batch is searched by halves, so that
its neighbours live. When the connection breaks at the commit nobody is told that an order failed:
its key is looked up on a new one, and if it is not there the caller is asked to come again with it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

import psycopg
import structlog
from psycopg import errors

from commerce.db.batches import GroupCommit
from commerce.db.direct import CommitUnknown, Connection, DirectConnection
from commerce.db.session import tell_soon, transaction
from commerce.errors import Busy, IdempotencyKeyReused
from commerce.ids import new_order_number
from commerce.orders import notices
from commerce.orders.access import order_by_id
from commerce.orders.commands import Caller
from commerce.orders.couponing import keep_uses
from commerce.orders.deciding import StalePrices, decide, twins
from commerce.orders.models import IdempotencyKey
from commerce.orders.new import NewOrder
from commerce.orders.queueing import have_served
from commerce.orders.timeline import orders_topic
from commerce.orders.views import PlacedOrder, placed_again, placed_new
from commerce.orders.writing import demand_of, write

__all__ = ["NewOrder", "OrderWriter", "StalePrices", "writer"]

Outcome = PlacedOrder | Exception
PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds before the next try, when the database is away
SCARCE = 1_000  # of a variant with so few left a batch may want more than there is
NUMBERS = "order_numbers_pkey"
KEYS = 10_000  # remembered, so that a repeated one is expected
Key = tuple[UUID, str, str]
log = structlog.get_logger()


class _Overtaken(Exception):
    """Between deciding and writing something changed that no lock of ours holds still."""


class _Lately:
    """Keys that came lately: those of the last KEYS and some more."""

    def __init__(self) -> None:
        self._young: set[Key] = set()
        self._old: set[Key] = set()

    def __contains__(self, key: Key) -> bool:
        return key in self._young or key in self._old

    def add(self, keys: Iterable[Key]) -> None:
        self._young.update(keys)
        if len(self._young) > KEYS:
            self._young, self._old = set(), self._young


class OrderWriter:
    """Writes orders; every process has one, with a connection of its own."""

    def __init__(self) -> None:
        self._connection = DirectConnection("allhours order writer")
        self._batches = GroupCommit[NewOrder, PlacedOrder]("orders", self._commit)
        self._scarce: set[UUID] = set()
        self._lately = _Lately()

    async def place(self, new: NewOrder) -> PlacedOrder:
        """Write one order, all of it or nothing; returns after the commit.

        A key that was here before gives its order again. Raises OutOfStock, StalePrices,
        IdempotencyKeyReused, TooManyUnpaid, and Busy when the queue is full or the database away:
        the same order may then be sent again under the same key.
        """
        return await self._batches.submit(new)

    @property
    def has_room(self) -> bool:
        """Whether one more order would be taken now: who asks first need not read it in vain."""
        return self._batches.has_room

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
            return placed_again(await order_by_id(session, key.order_id))

    async def drain(self) -> None:
        """Refuse what comes and answer what waits: before the process ends."""
        await self._batches.drain()
        await self._connection.close()

    async def _commit(self, orders: Sequence[NewOrder]) -> list[Outcome]:
        """One batch. Of equal keys the first is written before the others are looked at."""
        first: dict[Key, NewOrder] = {}
        for order in orders:
            first.setdefault(order.key, order)
        repeats = any(key in self._lately for key in first)  # their twins would break the batch
        settled = await self._settle(list(first.values()), exact=repeats)
        outcomes = dict(zip(first, settled, strict=True))
        self._lately.add(first)
        repeated = [order for order in orders if first[order.key] is not order]
        later = iter([(await self._settle([order], exact=True))[0] for order in repeated])
        return [
            outcomes[order.key] if first[order.key] is order else next(later) for order in orders
        ]

    async def _settle(self, orders: list[NewOrder], *, exact: bool = False) -> list[Outcome]:
        """Each order's outcome, whatever it takes to find out."""
        for pause in PAUSES:
            try:
                return await self._write(orders, exact=exact)
            except errors.UniqueViolation as collision:
                if collision.diag.constraint_name == NUMBERS:
                    orders = [replace(order, number=new_order_number()) for order in orders]
                exact = True  # or a twin of one of them in another process was quicker
            except (_Overtaken, errors.DeadlockDetected, errors.SerializationFailure):
                exact = True
            except CommitUnknown:
                log.warning("orders.commit_unknown", orders=len(orders))
                return await self._look_up(orders)
            except psycopg.OperationalError as lost:  # nothing of it was kept
                log.warning("orders.connection_lost", orders=len(orders), error=str(lost)[:200])
                await asyncio.sleep(pause)
            except Exception as error:
                if len(orders) == 1:
                    log.exception("orders.not_written", order=str(orders[0].id))
                    return [error]
                middle = len(orders) // 2
                left = await self._settle(orders[:middle], exact=exact)
                return left + await self._settle(orders[middle:], exact=exact)
        return [Busy() for _ in orders]

    async def _write(self, orders: list[NewOrder], *, exact: bool) -> list[Outcome]:
        async with self._connection.transaction() as connection:
            decisions: list[Outcome | None] = [None] * len(orders)
            left = None if exact or self._is_exacting(orders) else await write(connection, orders)
            accepted = orders
            if left is None:
                decisions = await decide(connection, orders)
                accepted = [o for o, no in zip(orders, decisions, strict=True) if no is None]
                left = await write(connection, accepted) if accepted else {}
                if left is None:
                    raise _Overtaken
                await keep_uses(connection, accepted)
            await _have_told(connection, accepted)
        self._note_scarce(left)
        tell_soon({orders_topic(order.terms.shop_id) for order in accepted})
        return [
            placed_new(order) if decision is None else decision
            for order, decision in zip(orders, decisions, strict=True)
        ]

    def _is_exacting(self, orders: Sequence[NewOrder]) -> bool:
        """Whether to decide each by itself at once: little is left, or a coupon has limits."""
        if any(order.use for order in orders):
            return True
        return any(variant in self._scarce for variant in demand_of(orders))

    async def _look_up(self, orders: Sequence[NewOrder]) -> list[Outcome]:
        """After a lost connection: what stands is answered, the rest may be sent again."""
        try:
            async with self._connection.transaction() as connection:
                standing = await twins(connection, [order.key for order in orders])
        except psycopg.OperationalError:
            return [Busy() for _ in orders]
        return [
            twin[1] if (twin := standing.get(order.key)) and twin[0] == order.digest else Busy()
            for order in orders
        ]

    def _note_scarce(self, left: dict[UUID, int]) -> None:
        for variant_id, available in left.items():
            if available < SCARCE:
                self._scarce.add(variant_id)
            else:
                self._scarce.discard(variant_id)


async def _have_told(connection: Connection, orders: Sequence[NewOrder]) -> None:
    """One job a shop tells the customers, if all of this is committed.

    Who owes nothing has paid, and is served too.
    """
    by_shop: dict[UUID, list[NewOrder]] = {}
    for order in orders:
        by_shop.setdefault(order.terms.shop_id, []).append(order)
    for shop_id, placed in by_shop.items():
        free = [order.id for order in placed if not order.total_minor]
        if free:
            await have_served(connection, shop_id, free)
        if len(free) < len(placed):
            owing = [order.id for order in placed if order.total_minor]
            await notices.have_told(connection, shop_id, owing)


writer = OrderWriter()
