"""Stock takes and counts, in text."""

from dataclasses import dataclass, field

from admin.parts.moments import Moment, moment
from commerce.operations.stock_takes.models import StockTake
from commerce.operations.stock_takes.queries import SHOWN, CountView
from ui.amounts import number_text
from ui.parts.badges import Shown
from ui.texts import _, plural


@dataclass(frozen=True, slots=True)
class TakeRow:
    """One stock take."""

    id: str = ""
    name: str = ""
    state: str = ""
    by: str = ""
    at: Moment = field(default_factory=Moment)
    open: bool = False
    totals: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count. `look`: '' where nothing differs, else 'more' or 'less'."""

    sku: str
    name: str
    options: str
    counted: str
    expected: str
    difference: str
    look: str
    note: str
    by: str
    at: Moment


def take_states() -> dict[str, Shown]:
    """Where a stock take stands."""
    return {
        "open": Shown(_("Being counted"), "iris", "circle-dot"),
        "booked": Shown(_("Booked"), "green", "circle-check"),
        "dropped": Shown(_("Dropped"), "gray", "circle-x"),
    }


def take_row(take: StockTake, zone: str, totals: tuple[int, int] | None = None) -> TakeRow:
    """One in text; `totals` where it is shown whole."""
    return TakeRow(
        id=str(take.id),
        name=take.name,
        state=take.state,
        by=take.staff_name,
        at=moment(take.began_at, zone),
        open=take.state == "open",
        totals=_totals(*totals) if totals else "",
    )


def _totals(counted: int, differing: int) -> str:
    said = _(
        "SKUs counted: {counted}, with a difference: {differing}",
        counted=number_text(counted),
        differing=number_text(differing),
    )
    if counted <= SHOWN:
        return said
    return f"{said} · " + _("the newest {count} are shown", count=number_text(SHOWN))


def count_row(view: CountView, zone: str) -> CountRow:
    """One in text."""
    one = view.count
    difference = one.difference
    return CountRow(
        sku=view.sku,
        name=view.name,
        options=view.options,
        counted=number_text(one.counted),
        expected=number_text(one.expected),
        difference=_signed(difference),
        look="more" if difference > 0 else "less" if difference < 0 else "",
        note=_note(one.booked, one.missing),
        by=one.staff_name,
        at=moment(one.counted_at, zone),
    )


def counted_words(view: CountView) -> str:
    """What is said after a count: only now what had to be there."""
    one = view.count
    if one.difference == 0:
        return _(
            "{sku}: {count} counted, as expected", sku=view.sku, count=number_text(one.counted)
        )
    return _(
        "{sku}: {count} counted, {expected} expected, {difference}",
        sku=view.sku,
        count=number_text(one.counted),
        expected=number_text(one.expected),
        difference=_signed(one.difference),
    )


def _signed(number: int) -> str:
    return f"+{number_text(number)}" if number > 0 else number_text(number)


def _note(booked: int | None, missing: int) -> str:
    if missing:
        return plural(
            "One piece is missing that orders were promised",
            "{count} pieces are missing that orders were promised",
            missing,
        )
    return _("Booked: {change}", change=_signed(booked)) if booked else ""
