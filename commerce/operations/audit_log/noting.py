"""Noting what staff do: the guard says who acts, the session itself sees what is written.

No verb takes part in it, so none can forget it. The row is written by the transaction of the act:
either both stay or neither does.
"""

from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Result, event
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, UOWTransaction
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlmodel import Session as SyncSession

from commerce.db.session import Session, ShopSession
from commerce.operations.audit_log.keeping import (
    Did,
    RowChange,
    merged,
    row_change,
    statement_change,
)
from commerce.operations.audit_log.models import LoggedAct
from commerce.operations.audit_log.naming import about
from commerce.people.queries import StaffView

_NOTED = "noted"
MOST = 100  # rows of one act that are told one by one
# Who was let in and who left is no act in the shop; a log-in's row comes with every visit. A file's
# pieces say nothing that the row of its import does not.
_NOT_NOTED = frozenset({"audit_log", "exchange_chunks", "login_tickets", "sessions"})


@dataclass(slots=True)
class _Noted:
    """Whose transaction this is, and what it has written so far."""

    staff: StaffView
    act: str
    request_id: str
    changes: list[RowChange] = field(default_factory=list[RowChange])


def note(session: Session, staff: StaffView, act: str, request_id: str) -> None:
    """From here on this transaction is an act of `staff`; `act` says which handler or route."""
    session.info[_NOTED] = _Noted(staff, act, request_id)


def _noted(session: SyncSession) -> _Noted | None:
    return cast("_Noted | None", session.info.get(_NOTED))


def _add(session: SyncSession, noted: _Noted, change: RowChange) -> None:
    if change.table not in _NOT_NOTED:
        noted.changes.append(change)


@event.listens_for(ShopSession, "after_flush")
def _see_rows(session: SyncSession, _flush: UOWTransaction) -> None:
    noted = _noted(session)
    if noted is None:
        return
    within = session.get_nested_transaction()
    groups: tuple[tuple[Did, list[object]], ...] = (
        ("made", list(session.new)),
        ("changed", [row for row in session.dirty if session.is_modified(row)]),
        ("removed", list(session.deleted)),
    )
    for did, rows in groups:
        for row in rows:
            _add(session, noted, row_change(row, did, within))


@event.listens_for(ShopSession, "do_orm_execute")
def _see_statements(state: ORMExecuteState) -> Result[Any] | None:
    session = cast("SyncSession", state.session)
    noted = _noted(session)
    if noted is None or not isinstance(state.statement, Insert | Update | Delete):
        return None
    state.update_execution_options(preserve_rowcount=True)
    result = state.invoke_statement()
    if getattr(result, "rowcount", -1) != 0:  # 0: it stood there already, or was not found
        _add(session, noted, statement_change(state.statement, session.get_nested_transaction()))
    return result


@event.listens_for(ShopSession, "after_soft_rollback")
def _forget(session: SyncSession, ended: SessionTransaction) -> None:
    noted = _noted(session)
    if noted is not None:
        noted.changes = [change for change in noted.changes if change.within is not ended]


@event.listens_for(ShopSession, "before_commit")
def _write(session: SyncSession) -> None:
    noted = _noted(session)
    if noted is None or session.in_nested_transaction():
        return
    session.flush()
    if not noted.changes:
        return
    changes = merged(noted.changes)
    of = about(session, changes)
    del session.info[_NOTED]
    session.add(
        LoggedAct(
            staff_id=noted.staff.id,
            staff_name=noted.staff.name,
            act=noted.act,
            about=of.table,
            about_id=of.id,
            about_name=of.name,
            changes=[one.told() for one in changes if not one.says_nothing][:MOST],
            request_id=noted.request_id,
        )
    )
