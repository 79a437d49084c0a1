"""A way to pay as a form of flat texts, and as a row of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin.parts.amounts import amount_text
from commerce.errors import InvalidInput, Problem
from commerce.money import Money, minor_of
from commerce.payments.methods import PaymentMethodEdit, Standing
from commerce.payments.registry import OWN_METHODS, provider_of
from ui.amounts import money_text
from ui.paying import method_words
from ui.texts import _

FIELDS = ("enabled", "position", "most", "holder", "bank", "number", "days")
_ACCOUNT = ("holder", "bank", "number")


@dataclass(frozen=True, slots=True)
class WayLine:
    """A way to pay in the list, in words. `told`: what its provider said when it was tried.

    `provider`: '' where it needs none.
    """

    code: str
    name: str
    provider: str
    most: str
    enabled: bool
    told: str = ""
    well: bool = True


def way_line(way: Standing, currency: str, told: tuple[str, bool] = ("", True)) -> WayLine:
    """The line of `way` in the spoken language."""
    most = way.most_minor
    return WayLine(
        code=way.code,
        name=method_words(way.code),
        provider="" if way.code in OWN_METHODS else provider_of(way.code),
        most=_("Any total") if most is None else money_text(Money(most, currency)),
        enabled=way.enabled,
        told=told[0],
        well=told[1],
    )


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {
        "enabled": _("Offered to customers"),
        "most": _("Only up to a total of"),
        "position": _("Place"),
        "holder": _("Account holder"),
        "bank": _("Bank"),
        "number": _("Account number or IBAN"),
        "days": _("Days that a transfer is waited for"),
    }


def flat_of(standing: Mapping[str, Any], currency: str) -> dict[str, str]:
    """What stands (`Standing.values`), as the form shows it."""
    account, days = standing["account"], standing["days"]
    told = account.model_dump() if account else dict.fromkeys(_ACCOUNT, "")
    return told | {
        "days": "" if days is None else str(days),
        "enabled": "on" if standing["enabled"] else "",
        "position": str(standing["position"]),
        "most": amount_text(standing["most_minor"], currency),
    }


def edit_of(given: Mapping[str, str], version: int, currency: str) -> PaymentMethodEdit:
    """The edit that the form means. Raises InvalidInput."""
    problems: list[Problem] = []
    wanted: dict[str, Any] = {
        "version": version,
        "enabled": given["enabled"] == "on",
        "position": given["position"].strip() or 0,
        "days": given["days"].strip() or None,
    }
    if any(given[name].strip() for name in _ACCOUNT):
        wanted["account"] = {name: given[name] for name in _ACCOUNT}
    most = given["most"].strip()
    try:
        wanted["most_minor"] = minor_of(most, currency) if most else None
    except ValueError as wrong:
        problems.append(Problem("most", str(wrong.args[0])))
    try:
        edit = PaymentMethodEdit.parse(wanted)
    except InvalidInput as wrong:
        raise InvalidInput([*problems, *map(_at_field, wrong.problems)]) from None
    if problems:
        raise InvalidInput(problems)
    return edit


def _at_field(problem: Problem) -> Problem:
    name = "most" if problem.field == "most_minor" else problem.field.removeprefix("account.")
    return Problem(name, problem.code, problem.facts)
