"""A method's prices as lines of text: zone; up to kg; hours; price."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from admin.parts.amounts import amount_text
from commerce.delivery.rates import Rate
from commerce.errors import Problem
from commerce.money import minor_of

_PARTS = 4
_HOURS = re.compile(r"([0-2]?[0-9]:[0-5][0-9])\s*[-–]\s*([0-2]?[0-9]:[0-5][0-9])")
_KG = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?")


def rates_text(rates: Iterable[Rate], currency: str) -> str:
    """The rows as people type them."""
    return "\n".join(_line(rate, currency) for rate in rates)


def _line(rate: Rate, currency: str) -> str:
    kilos = "" if rate.up_to_grams is None else f"{Decimal(rate.up_to_grams) / 1000:f}"
    hours = ""
    if rate.starts is not None and rate.ends is not None:
        hours = f"{rate.starts:%H:%M}-{rate.ends:%H:%M}"
    return f"{rate.zone}; {kilos}; {hours}; {amount_text(rate.price_minor, currency)}"


def rates_typed(text: str, currency: str, problems: list[Problem]) -> list[dict[str, Any]]:
    """The rows that typed lines mean; a line that means none is named in `problems`."""
    rows: list[dict[str, Any]] = []
    for n, line in enumerate(text.replace("；", ";").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append(_row([part.strip() for part in line.split(";")], currency))
        except ValueError:
            problems.append(Problem("rates", "rate_line", (("line", str(n)),)))
    return rows


def _row(parts: list[str], currency: str) -> dict[str, Any]:
    if len(parts) != _PARTS:
        raise ValueError("rate_line")
    zone, kilos, hours, price = parts
    if kilos and not _KG.fullmatch(kilos):
        raise ValueError("rate_line")
    between = _HOURS.fullmatch(hours) if hours else None
    if hours and between is None:
        raise ValueError("rate_line")
    return {
        "zone": zone,
        "up_to_grams": int(Decimal(kilos) * 1000) if kilos else None,
        "starts": between[1].zfill(5) if between else None,
        "ends": between[2].zfill(5) if between else None,
        "price_minor": minor_of(price, currency),
    }
