"""Money: whole minor units of one currency; the only rounding is `rounded`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision, list_currencies


@cache
def minor_digits(currency: str) -> int:
    """How many digits the minor unit has (CNY 2, JPY 0, KWD 3), from CLDR."""
    return get_currency_precision(currency)


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency known to CLDR."""
    return code in list_currencies()


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` units (fen, cents) of `currency` (ISO 4217). May be negative."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    @property
    def major(self) -> Decimal:
        """The amount in the currency's main unit, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor


def minor_of(text: str, currency: str) -> int:
    """The minor units that a typed amount means. Raises ValueError with a code."""
    digits = minor_digits(currency)
    fraction = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
    if not text:
        raise ValueError("missing")
    if not re.fullmatch(rf"[0-9]{{1,12}}{fraction}", text):
        raise ValueError("amount")
    return int(Decimal(text).scaleb(digits))


def rounded(amount: int, parts: int) -> int:
    """`amount` / `parts` in whole units, halves away from zero: the only rounding in the shop."""
    whole = (2 * abs(amount) + parts) // (2 * parts)
    return whole if amount >= 0 else -whole


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units in proportion to `weights` (>= 0), to the last unit.

    Largest remainder: each share is off by less than one unit, and the shares add up to `total`.
    With no weight at all everything falls to the first share. Empty weights take only 0.
    """
    if not weights:
        if total:
            raise ValueError("nothing to allocate to")
        return []
    whole = sum(weights)
    if not whole or not total:
        return [total] + [0] * (len(weights) - 1)
    sign = -1 if total < 0 else 1
    shares = [abs(total) * weight // whole for weight in weights]
    remainders = [abs(total) * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in by_remainder[: abs(total) - sum(shares)]:
        shares[i] += 1
    return [sign * share for share in shares]


PPM = 1_000_000


def tax_within(gross: int, rate_ppm: int) -> int:
    """The tax held in `gross` minor units at `rate_ppm` parts per million."""
    return rounded(gross * rate_ppm, PPM + rate_ppm)


def tax_upon(net: int, rate_ppm: int) -> int:
    """The tax that comes on top of `net` minor units at `rate_ppm` parts per million."""
    return rounded(net * rate_ppm, PPM)
