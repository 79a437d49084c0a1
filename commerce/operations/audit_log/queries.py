"""The audit log as it is read: the newest first, narrowed by staff, act, thing and period."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from commerce.db.session import Session
from commerce.ids import first_id_of, tidy_number
from commerce.operations.audit_log.models import LoggedAct

PAGE = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What to look for; empty means all. `about`: an order's number, a SKU, a slug or a code."""

    staff_id: UUID | None = None
    act: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActView:
    """One act; each change is {table, did, name?, before?, after?}."""

    id: UUID
    staff_id: UUID
    staff_name: str
    act: str
    about: str
    about_id: UUID | None
    about_name: str
    changes: tuple[dict[str, Any], ...]
    request_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActPage:
    """Some acts, and where the older ones begin."""

    acts: tuple[ActView, ...]
    older: UUID | None


async def logged_acts(
    session: Session, asked: LogFilter, before: UUID | None = None, limit: int = PAGE
) -> ActPage:
    """A page of this shop's log."""
    found = select(LoggedAct).where(LoggedAct.shop_id == session.shop_id)
    if asked.staff_id:
        found = found.where(LoggedAct.staff_id == asked.staff_id)
    if asked.act:
        found = found.where(LoggedAct.act == asked.act)
    if about := asked.about.strip():
        meant = {about, about.upper(), about.lower(), tidy_number(about)}
        found = found.where(col(LoggedAct.about_name).in_(meant))
    if asked.since:
        found = found.where(col(LoggedAct.id) >= first_id_of(asked.since))
    if asked.until:
        found = found.where(col(LoggedAct.id) < first_id_of(asked.until))
    if before:
        found = found.where(col(LoggedAct.id) < before)
    newest = found.order_by(col(LoggedAct.id).desc()).limit(limit + 1)
    rows = (await session.exec(newest)).all()
    shown = rows[:limit]
    older = shown[-1].id if len(rows) > limit else None
    return ActPage(tuple(_view(row) for row in shown), older)


def _view(row: LoggedAct) -> ActView:
    return ActView(
        id=row.id,
        staff_id=row.staff_id,
        staff_name=row.staff_name,
        act=row.act,
        about=row.about,
        about_id=row.about_id,
        about_name=row.about_name,
        changes=tuple(row.changes),
        request_id=row.request_id,
        at=row.at,
    )
