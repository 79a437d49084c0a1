"""Asking for an import or an export, and reading how far each has come."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from procrastinate.tasks import Task
from sqlmodel import col, delete, select

from commerce import clock
from commerce.db.edited import locked_row
from commerce.db.session import Session
from commerce.errors import MoveRefused, NotFound
from commerce.operations.exchange.importing import products_table, topic_of
from commerce.operations.exchange.models import (
    Exchange,
    ExchangeChunk,
    ExchangeFinding,
    ExchangeKind,
    ExchangeState,
    FindingKind,
)
from commerce.operations.exchange.tasks import export_now, import_now
from commerce.people.actors import Actor

LISTED = 20
FILES_KEPT = timedelta(days=1)
REPORTS_KEPT = timedelta(days=90)
_ODD = re.compile(r"[^\w.() -]+")


async def ask_for_dry_run(session: Session, actor: Actor, name: str, content: bytes) -> Exchange:
    """Keep a file and look in a job what an import of it would do. Raises InvalidInput."""
    table = await products_table(content)
    exchange = Exchange(
        kind=ExchangeKind.IMPORT,
        dry=True,
        filename=_ODD.sub("_", name)[-100:],
        staff_id=_staff(actor),
        staff_name=actor.name,
        rows_total=len(table.rows),
    )
    session.add(exchange)
    await session.flush()
    session.add(ExchangeChunk(exchange_id=exchange.id, n=0, content=content))
    await _begin(session, import_now, exchange)
    return exchange


async def ask_for_import(session: Session, actor: Actor, dry_run_id: UUID) -> Exchange:
    """Import what a dry run looked at; asked again it is the same import.

    Raises NotFound, MoveRefused while the dry run is not done or when its file is forgotten.
    """
    tried = await locked_row(session, Exchange, dry_run_id, "exchange")
    begun = await session.exec(select(Exchange).where(Exchange.dry_run_id == dry_run_id))
    if known := begun.one_or_none():
        return known
    file = select(ExchangeChunk.n).where(ExchangeChunk.exchange_id == dry_run_id)
    kept = (await session.exec(file)).first() is not None
    if not tried.dry or tried.state != ExchangeState.DONE or not kept:
        raise MoveRefused("import", tried.state, "import")
    exchange = Exchange(
        kind=ExchangeKind.IMPORT,
        dry_run_id=dry_run_id,
        filename=tried.filename,
        staff_id=_staff(actor),
        staff_name=actor.name,
        rows_total=tried.rows_total,
    )
    session.add(exchange)
    await session.flush()
    await _begin(session, import_now, exchange)
    return exchange


async def ask_for_export(
    session: Session, actor: Actor, kind: ExchangeKind, asked: Mapping[str, str] | None = None
) -> Exchange:
    """Have a job write a file of everything of a kind, or of what is `asked` (see sources)."""
    export = Exchange(
        kind=kind,
        asked=dict(asked or {}),
        filename=f"{kind.value}-{clock.now():%Y%m%d-%H%M%S}.csv",
        staff_id=_staff(actor),
        staff_name=actor.name,
    )
    session.add(export)
    await session.flush()
    await _begin(session, export_now, export)
    return export


async def exchange_by_id(session: Session, exchange_id: UUID) -> Exchange:
    """One of this shop. Raises NotFound."""
    found = await session.exec(select(Exchange).where(Exchange.id == exchange_id))
    exchange = found.one_or_none()
    if exchange is None:
        raise NotFound("exchange")
    return exchange


async def latest_exchanges(session: Session, kinds: Sequence[ExchangeKind]) -> Sequence[Exchange]:
    """The newest of these kinds first."""
    newest = select(Exchange).where(col(Exchange.kind).in_(kinds)).order_by(col(Exchange.id).desc())
    return (await session.exec(newest.limit(LISTED))).all()


async def import_of(session: Session, dry_run_id: UUID) -> Exchange | None:
    """The import that was begun after a dry run, if any."""
    found = await session.exec(select(Exchange).where(Exchange.dry_run_id == dry_run_id))
    return found.one_or_none()


async def findings_of(
    session: Session,
    exchange_id: UUID,
    *,
    after: tuple[int, UUID] | None = None,
    most: int = 500,
    wrong_first: bool = False,
) -> Sequence[ExchangeFinding]:
    """What was found, by line, a page at a time; or its beginning with what is wrong on top."""
    line, at = col(ExchangeFinding.line), col(ExchangeFinding.id)
    found = select(ExchangeFinding).where(ExchangeFinding.exchange_id == exchange_id)
    if after is not None:
        found = found.where((line > after[0]) | ((line == after[0]) & (at > after[1])))
    if wrong_first:
        found = found.order_by((col(ExchangeFinding.kind) != FindingKind.WRONG).asc())
    return (await session.exec(found.order_by(line, at).limit(most))).all()


async def forget_old_files(session: Session, now: datetime) -> None:
    """Files are kept for a day, reports for longer; over all shops."""
    old = select(Exchange.id).where(col(Exchange.began_at) < now - FILES_KEPT)
    await session.exec(delete(ExchangeChunk).where(col(ExchangeChunk.exchange_id).in_(old)))
    forgotten = col(Exchange.began_at) < now - REPORTS_KEPT
    await session.exec(delete(Exchange).where(forgotten, col(Exchange.dry_run_id).is_not(None)))
    still = select(col(Exchange.dry_run_id)).where(col(Exchange.dry_run_id).is_not(None))
    await session.exec(delete(Exchange).where(forgotten, col(Exchange.id).not_in(still)))


async def _begin(session: Session, task: Task[Any, Any, Any], exchange: Exchange) -> None:
    """One of a shop after the other, in this transaction."""
    told = {"shop": str(session.shop_id), "exchange": str(exchange.id)}
    lock = topic_of(session.shop_id)
    job = task.configure(connection=await session.driver(), lock=lock)
    await job.defer_async(**told)
    session.tell(topic_of(session.shop_id))


def _staff(actor: Actor) -> UUID:
    if actor.id is None:
        raise NotFound("staff")
    return actor.id
