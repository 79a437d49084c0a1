"""Exports in text."""

from dataclasses import dataclass, field
from datetime import datetime

from admin.exchange.rows import progress_words
from admin.parts.moments import Moment, moment
from commerce.operations.exchange.asking import FILES_KEPT
from commerce.operations.exchange.models import Exchange, ExchangeKind, ExchangeState
from ui.texts import _


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
        progress=progress_words(one),
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
