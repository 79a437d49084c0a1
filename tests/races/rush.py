"""Many buyers at several order writers, as at several processes; and the guards, taken away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from commerce.carts.quoting import Quoted, quote_known
from commerce.db.direct import Numbered
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.ids import new_id
from commerce.orders import deciding, writing
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.models import Order
from commerce.orders.placing import new_order
from commerce.orders.writer import NewOrder, OrderWriter
from tests.builders import BuiltShop, an_order_body

WRITERS = 4


class Buyers:
    """Orders for one piece of TEA, quoted once: making one more costs microseconds."""

    def __init__(self, shop: BuiltShop, command: PlaceOrder, quoted: Quoted) -> None:
        self.shop, self._command, self._quoted = shop, command, quoted

    @classmethod
    async def of(cls, shop: BuiltShop) -> "Buyers":
        command = PlaceOrder.parse(an_order_body(), "CN")
        return cls(shop, command, await quote_known(shop.view, command))

    def order(self, key: str = "") -> NewOrder:
        caller = Caller("guest", key or new_id().hex, None, "Li")
        return new_order(self.shop.view, caller, self._command, self._quoted)


@asynccontextmanager
async def several_writers(count: int = WRITERS) -> AsyncIterator[Sequence[OrderWriter]]:
    """Writers with a connection each: what one locks the others really wait for."""
    writers = [OrderWriter() for _ in range(count)]
    yield writers
    for writer in writers:
        await writer.drain()


async def all_at_once(writers: Sequence[OrderWriter], orders: Sequence[NewOrder]) -> list[Any]:
    """What each order came to, spread over the writers."""
    asked = (writers[i % len(writers)].place(order) for i, order in enumerate(orders))
    return await asyncio.gather(*asked, return_exceptions=True)


async def orders_in(shop: BuiltShop) -> int:
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def orders_by_key(shop: BuiltShop) -> dict[str, list[UUID]]:
    """The orders that each key made: more than one is the fault that keys are against."""
    found: dict[str, list[UUID]] = {}
    async with transaction(shop.id) as session:
        rows = await session.run(
            text("SELECT key, order_id FROM idempotency_keys WHERE shop_id = :shop"),
            {"shop": shop.id},
        )
        for row in rows:
            found.setdefault(row.key, []).append(row.order_id)
    return found


def without_locks(patch: pytest.MonkeyPatch) -> None:
    """Levels are read without a lock and what was read is trusted: the usual mistake."""
    unlocked = deciding._LEVELS.replace(" FOR UPDATE", "")
    statement = writing._STATEMENT.text.replace(
        "ORDER BY variant_id FOR UPDATE", "ORDER BY variant_id"
    )
    statement = statement.replace("SELECT short.n + ", "SELECT ")
    assert unlocked != deciding._LEVELS
    assert "FOR UPDATE" not in statement
    assert "short.n" not in statement
    patch.setattr(deciding, "_LEVELS", unlocked)
    patch.setattr(writing, "_STATEMENT", Numbered(statement))


def without_keys(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether a key was here before; see also `drop` of its constraint."""

    async def none(*_: object) -> dict[Any, Any]:
        return {}

    patch.setattr(deciding, "twins", none)


async def drop(table: str, constraint: str) -> None:
    """Take the database's own guard away: in a database that is thrown away after it."""
    async with transaction_over_all_shops() as session:
        await session.run(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
