"""Imports, and what one found, in text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from admin.parts.moments import Moment, moment
from commerce.errors import Problem
from commerce.operations.exchange.models import (
    Exchange,
    ExchangeFinding,
    ExchangeState,
    FindingKind,
)
from ui.amounts import number_text, percent_text
from ui.parts.badges import Shown
from ui.refusals import problem_sentence
from ui.texts import _, plural

SHOWN = 200


@dataclass(frozen=True, slots=True)
class RunRow:
    """One import. `report`: where its findings are loaded down."""

    id: str = ""
    title: str = ""
    filename: str = ""
    state: str = ""
    progress: str = ""
    share: str = "0"
    outcome: str = ""
    by: str = ""
    at: Moment = field(default_factory=Moment)
    report: str = ""
    busy: bool = False
    may_begin: bool = False
    begun: bool = False
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What one cell does, or what is wrong with it."""

    id: str
    line: str
    column: str
    kind: str
    before: str
    after: str
    sentence: str


def run_states() -> dict[str, Shown]:
    """Where an import or export stands."""
    return {
        "queued": Shown(_("Queued"), "amber", "clock"),
        "running": Shown(_("Running"), "iris", "loader"),
        "done": Shown(_("Done"), "green", "circle-check"),
        "wrong": Shown(_("Done, with errors"), "amber", "triangle-alert"),
        "stopped": Shown(_("Stopped"), "red", "circle-x"),
    }


def finding_kinds() -> dict[str, Shown]:
    """What a cell does."""
    return {
        "made": Shown(_("New"), "green", "plus"),
        "changed": Shown(_("Changed"), "iris", "pencil"),
        "wrong": Shown(_("Wrong"), "red", "circle-x"),
    }


def run_row(one: Exchange, zone: str, *, begun: bool = False) -> RunRow:
    """One in text; `begun`: its import was asked for already."""
    done = one.state == ExchangeState.DONE
    useful = one.dry and done and one.made + one.changed > 0
    return RunRow(
        id=str(one.id),
        title=_("Dry run") if one.dry else _("Import"),
        filename=one.filename,
        state="wrong" if done and one.wrong else one.state,
        progress=_progress(one),
        share=str(100 * one.rows_done // one.rows_total if one.rows_total else 0),
        outcome=_outcome(one) if done else "",
        by=one.staff_name,
        at=moment(one.began_at, zone),
        report=f"/media/imports/{one.id}/report",
        busy=one.state in (ExchangeState.QUEUED, ExchangeState.RUNNING),
        may_begin=useful and not begun,
        begun=begun,
        wrong=one.wrong > 0,
    )


def finding_rows(found: Sequence[ExchangeFinding]) -> list[FindingRow]:
    """What was found, by row."""
    return [
        FindingRow(
            id=str(one.id),
            line=number_text(one.line),
            column=one.field,
            kind=one.kind,
            before=one.before[:80],
            after=one.after[:80],
            sentence=_sentence(one) if one.kind == FindingKind.WRONG else "",
        )
        for one in found
    ]


def _sentence(one: ExchangeFinding) -> str:
    return problem_sentence(Problem(one.field, one.code, tuple(one.facts.items())))


def _progress(one: Exchange) -> str:
    if not one.rows_total:
        return plural("{count} row", "{count} rows", one.rows_done)
    share = percent_text(one.rows_done / one.rows_total)
    done, whole = number_text(one.rows_done), number_text(one.rows_total)
    return _("{done} of {whole} rows, {share}", done=done, whole=whole, share=share)


def _outcome(one: Exchange) -> str:
    facts = {
        "made": number_text(one.made),
        "changed": number_text(one.changed),
        "same": number_text(one.unchanged),
        "wrong": number_text(one.wrong),
    }
    return _("Products: {made} new, {changed} changed, {same} as they were, {wrong} wrong", **facts)
