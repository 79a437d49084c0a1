"""Exports in text."""

from dataclasses import dataclass, field
from datetime import datetime

from admin.parts.moments import Moment, moment
from commerce.operations.exchange.asking import FILES_KEPT
from commerce.operations.exchange.models import Exchange, ExchangeKind, ExchangeState
from ui.texts import _, plural


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One export. `file`: where it is loaded down, while it is there; `note`: what it is of."""

    id: str
    title: str
    note: str
    filename: str
    state: str
    progress: str
    by: str
    at: Moment = field(default_factory=Moment)
    file: str = ""
    forgotten: bool = False


def export_row(one: Exchange, zone: str, now: datetime) -> ExportRow:
    """One in text."""
    done = one.state == ExchangeState.DONE
    kept = now - one.began_at < FILES_KEPT
    return ExportRow(
        id=str(one.id),
        title=kind_words(one.kind),
        note=_("as their list was narrowed") if one.asked else "",
        filename=one.filename,
        state=one.state,
        progress=plural("{count} row", "{count} rows", one.rows_done),
        by=one.staff_name,
        at=moment(one.began_at, zone),
        file=f"/media/exports/{one.id}" if done and kept else "",
        forgotten=done and not kept,
    )


def kind_words(kind: str) -> str:
    """What is in the file."""
    return {
        ExchangeKind.PRODUCTS: _("Products"),
        ExchangeKind.ORDERS: _("Orders"),
        ExchangeKind.CUSTOMERS: _("Customers"),
    }[ExchangeKind(kind)]
