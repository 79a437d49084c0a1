"""A line of a bank's statement in words, and what to do about it."""

from dataclasses import dataclass

from babel.dates import format_date

from admin import paths
from commerce.orders.transfers import LineOutcome, LineView
from ui.amounts import money_text
from ui.texts import _, localized, spoken


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line. `advice`: what somebody has to do about it, '' for nothing."""

    line_id: str
    day: str
    payer: str
    text: str
    amount: str
    outcome: str
    advice: str
    order: str
    href: str
    solved: bool
    well: bool


def statement_row(line: LineView) -> StatementRow:
    """The row of `line` in the spoken language."""
    number = line.order_number
    return StatementRow(
        line_id=str(line.id),
        day=format_date(line.booked_on, "medium", locale="zh" if spoken() == "zh" else "en"),
        payer=line.payer,
        text=line.text,
        amount=money_text(line.amount),
        outcome=_outcomes().get(line.outcome, line.outcome),
        advice=_advice().get(line.outcome, "") if line.open else "",
        order=number,
        href=localized(paths.order(number)) if number else "",
        solved=line.solved_at is not None,
        well=line.outcome == LineOutcome.MATCHED,
    )


def _outcomes() -> dict[str, str]:
    return {
        LineOutcome.MATCHED: _("Paid its order"),
        LineOutcome.PARTIAL: _("Less than the order asks for"),
        LineOutcome.OVER: _("More than the order asks for"),
        LineOutcome.DOUBLED: _("The order is paid already"),
        LineOutcome.UNKNOWN: _("Names no order of ours"),
    }


def _advice() -> dict[str, str]:
    again = _("Transfer it back and ask the customer to pay again, whole.")
    return {
        LineOutcome.PARTIAL: again,
        LineOutcome.OVER: again,
        LineOutcome.DOUBLED: _("Transfer it back: the customer has paid twice."),
        LineOutcome.UNKNOWN: _("Ask the payer which order it is for, or transfer it back."),
    }
