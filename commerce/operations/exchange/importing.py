"""Importing products: step by step, each step with its progress in one transaction.

A dry run does all the same and takes each step back, so that it finds what the import would find;
but it locks and books no stock, whose differences the import then takes from it. A worker that
dies loses nothing but its present step, which whoever goes on does again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.db.edited import locked_row
from commerce.db.session import Session, transaction
from commerce.errors import NotAllowed
from commerce.operations.audit_log.noting import note
from commerce.operations.exchange import findings
from commerce.operations.exchange.models import (
    Exchange,
    ExchangeChunk,
    ExchangeFinding,
    ExchangeState,
    FindingKind,
)
from commerce.operations.exchange.product_columns import COLUMNS, NEEDED
from commerce.operations.exchange.product_rows import Group, groups_of
from commerce.operations.exchange.products import Writing, Written, write_products
from commerce.operations.exchange.tables import Table, read_table
from commerce.people.queries import StaffView, staff_member
from commerce.people.rights import Right, need
from commerce.shops.queries import shop_by_id

STEP = 50  # products: the server keeps so many savepoints at hand, and no lock is held for long
NEEDS = (Right.PRODUCTS_EDIT, Right.STOCK_EDIT)
ACT = "exchange.import"  # in the audit log
_TOPIC = "exchange:{shop_id}"


def topic_of(shop_id: UUID) -> str:
    """What is told whenever an import or export of this shop gets further."""
    return _TOPIC.format(shop_id=shop_id)


async def products_table(content: bytes) -> Table:
    """The rows of a file of products, read beside the event loop. Raises InvalidInput."""
    return await asyncio.to_thread(read_table, content, COLUMNS, NEEDED)


async def run_import(shop_id: UUID, exchange_id: UUID) -> None:
    """Go on from wherever it stands, to the end."""
    groups = await _groups(shop_id, exchange_id)
    while await next_step(shop_id, exchange_id, groups):
        pass


async def next_step(shop_id: UUID, exchange_id: UUID, groups: Sequence[Group] | None) -> bool:
    """One step; whether there is another one."""
    async with transaction(shop_id) as session:
        exchange = await locked_row(session, Exchange, exchange_id, "exchange")
        if exchange.state in (ExchangeState.DONE, ExchangeState.STOPPED):
            return False
        session.tell(topic_of(shop_id))
        staff = await _who_still_may(session, exchange.staff_id)
        if staff is None or groups is None:
            exchange.state, exchange.ended_at = ExchangeState.STOPPED, clock.now()
            return False
        begins = int(exchange.cursor or 0)
        some = groups[begins : begins + STEP]
        written = await _write(session, exchange, staff, some)
        await findings.keep(session, exchange_id, written.findings)
        _advance(exchange, written, some, begins + len(some), len(groups))
        return begins + len(some) < len(groups)


async def _groups(shop_id: UUID, exchange_id: UUID) -> list[Group] | None:
    """The products of its file; None once that was forgotten."""
    async with transaction(shop_id) as session:
        exchange = await session.get_one(Exchange, exchange_id)
        file = select(ExchangeChunk.content).where(
            ExchangeChunk.exchange_id == (exchange.dry_run_id or exchange_id)
        )
        content = (await session.exec(file)).one_or_none()
    if content is None:
        return None
    return await asyncio.to_thread(groups_of, await products_table(content))


async def _who_still_may(session: Session, staff_id: UUID) -> StaffView | None:
    staff = await staff_member(session, staff_id)
    try:
        for right in NEEDS:
            need(staff.rights if staff else frozenset(), right)
    except NotAllowed:
        return None
    return staff


async def _write(
    session: Session, exchange: Exchange, staff: StaffView, some: Sequence[Group]
) -> Written:
    shop = await shop_by_id(session, session.shop_id)
    words = f"CSV: {exchange.filename}"
    if exchange.dry:
        attempt = await session.begin_nested()
        written = await write_products(session, Writing(shop, staff.actor, words), some)
        await attempt.rollback()
        return written
    counted = await _counted(session, exchange, some)
    note(session, staff, ACT, str(exchange.id))
    return await write_products(session, Writing(shop, staff.actor, words, counted), some)


async def _counted(
    session: Session, exchange: Exchange, some: Sequence[Group]
) -> Mapping[int, int]:
    """The differences of stock that the dry run found, by line."""
    lines = [line for group in some for line, _cells in group.rows]
    found = await session.exec(
        select(ExchangeFinding).where(
            ExchangeFinding.exchange_id == exchange.dry_run_id,
            ExchangeFinding.field == "stock",
            ExchangeFinding.kind == FindingKind.CHANGED,
            col(ExchangeFinding.line).between(lines[0], lines[-1]),
        )
    )
    return {row.line: int(row.after) - int(row.before) for row in found.all()}


def _advance(
    exchange: Exchange, written: Written, some: Sequence[Group], reached: int, all_of_it: int
) -> None:
    exchange.cursor = str(reached)
    exchange.rows_done += sum(len(group.rows) for group in some)
    exchange.made += written.made
    exchange.changed += written.changed
    exchange.unchanged += written.unchanged
    exchange.wrong += written.wrong
    exchange.state = ExchangeState.RUNNING
    if reached >= all_of_it:
        exchange.state, exchange.ended_at = ExchangeState.DONE, clock.now()
