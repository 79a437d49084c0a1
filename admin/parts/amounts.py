"""Amounts and rates as people type them."""

import re
from decimal import Decimal

from commerce.money import Money

_PPM = 10_000  # of one percent


def amount_text(minor: int | None, currency: str) -> str:
    """An amount as people type it: 12.50."""
    return "" if minor is None else str(Money(minor, currency).major)


def percent_typed(rate_ppm: int) -> str:
    """A rate as people type it: 130000 is 13."""
    return f"{Decimal(rate_ppm) / _PPM:f}"


def rate_of(text: str) -> int:
    """The parts per million that typed percents mean. Raises ValueError with a code."""
    if not text:
        raise ValueError("missing")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text) or Decimal(text) > 100:
        raise ValueError("percent")
    return int(Decimal(text) * _PPM)
