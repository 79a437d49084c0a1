"""Exports: some rows a step, each step a piece of the file, so that nobody's memory holds all.

A step, its piece and the place where the next begins are one transaction: a worker that dies
loses only what it was about. Pieces are sealed, for they hold names, phones and addresses.
"""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlmodel import col, func, select

from commerce import clock
from commerce.db.edited import locked_row
from commerce.db.session import Session, transaction
from commerce.operations.exchange.importing import topic_of
from commerce.operations.exchange.models import (
    Exchange,
    ExchangeChunk,
    ExchangeKind,
    ExchangeState,
)
from commerce.operations.exchange.sources import SEARCH, SOURCES
from commerce.operations.exchange.tables import MARK, written
from commerce.people.queries import staff_member
from commerce.people.rights import Right
from commerce.secrecy import seal, unseal
from commerce.shops.queries import shop_by_id

STEP = 500
FIRST = UUID(int=0)
# Whoever may read these one by one may not carry all of them away.
RIGHTS: dict[ExchangeKind, Right] = {
    ExchangeKind.PRODUCTS: Right.PRODUCTS_EDIT,
    ExchangeKind.ORDERS: Right.DATA_EXPORT,
    ExchangeKind.CUSTOMERS: Right.DATA_EXPORT,
}


async def run_export(shop_id: UUID, exchange_id: UUID) -> None:
    """Go on from wherever it stands, to the end."""
    while await next_piece(shop_id, exchange_id):
        pass


async def next_piece(shop_id: UUID, exchange_id: UUID) -> bool:
    """One step; whether there is another one."""
    async with transaction(shop_id) as session:
        export = await locked_row(session, Exchange, exchange_id, "exchange")
        if export.state in (ExchangeState.DONE, ExchangeState.STOPPED):
            return False
        session.tell(topic_of(shop_id))
        kind = ExchangeKind(export.kind)
        staff = await staff_member(session, export.staff_id)
        if staff is None or RIGHTS[kind] not in staff.rights:
            export.state, export.ended_at = ExchangeState.STOPPED, clock.now()
            return False
        return await _write_piece(session, export, kind)


async def _write_piece(session: Session, export: Exchange, kind: ExchangeKind) -> bool:
    shop = await shop_by_id(session, session.shop_id)
    n = await _pieces_there(session, export.id)
    after = UUID(export.cursor) if export.cursor else FIRST
    columns, read = SOURCES[kind]
    read_on = await read(session, shop, export.asked, after, STEP)
    head = b"" if n else MARK + written([columns])
    content = seal((head + written(read_on.rows)).decode())
    session.add(ExchangeChunk(exchange_id=export.id, n=n, content=content))
    export.rows_done += len(read_on.rows)
    export.state = ExchangeState.RUNNING
    if read_on.last is None:
        _end(export)
        return False
    export.cursor = str(read_on.last)
    return True


def _end(export: Exchange) -> None:
    export.state, export.ended_at = ExchangeState.DONE, clock.now()
    export.rows_total = export.rows_done
    # What was searched for may be somebody's phone, which is nowhere kept in the clear.
    export.asked = {name: said for name, said in export.asked.items() if name != SEARCH}


async def _pieces_there(session: Session, exchange_id: UUID) -> int:
    of_it = ExchangeChunk.exchange_id == exchange_id
    found = await session.exec(select(func.count()).select_from(ExchangeChunk).where(of_it))
    return found.one()


async def has_pieces(session: Session, exchange_id: UUID) -> bool:
    """Whether its file is (still) there."""
    return await _pieces_there(session, exchange_id) > 0


async def pieces(shop_id: UUID, exchange_id: UUID) -> AsyncIterator[bytes]:
    """The file of an export that is done, a piece at a time."""
    n = 0
    while (content := await _piece(shop_id, exchange_id, n)) is not None:
        yield unseal(content).encode()
        n += 1


async def _piece(shop_id: UUID, exchange_id: UUID, n: int) -> bytes | None:
    async with transaction(shop_id) as session:
        piece = select(col(ExchangeChunk.content)).where(
            ExchangeChunk.exchange_id == exchange_id, ExchangeChunk.n == n
        )
        found: Sequence[bytes] = (await session.exec(piece)).all()
    return found[0] if found else None
