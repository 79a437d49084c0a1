"""What lines cost, purely: discounts and tax to the last minor unit, each kept by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from commerce.money import Money, allocate, tax_upon, tax_within


@dataclass(frozen=True, slots=True)
class LineToPrice:
    """A line before pricing: unit price in minor units, tax in parts per million."""

    quantity: int
    unit_minor: int
    tax_ppm: int


@dataclass(frozen=True, slots=True)
class DeliveryToPrice:
    """A delivery method before pricing; free once the goods cost `free_from_minor`."""

    price_minor: int
    free_from_minor: int | None
    tax_ppm: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """Spend `from_minor`, pay `off_minor` less (满减)."""

    from_minor: int
    off_minor: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line's share of everything. `total` is what the customer pays for it, tax included."""

    items_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What it all costs. Lines' totals and delivery's total add up to `total_minor`."""

    currency: str
    lines: tuple[PricedLine, ...]
    items_minor: int
    discount_minor: int
    delivery_minor: int
    delivery_tax_minor: int
    tax_minor: int
    total_minor: int
    missing_to_discount_minor: int | None = None
    next_discount_minor: int | None = None
    missing_to_free_delivery_minor: int | None = None

    @property
    def total(self) -> Money:
        """What the customer pays."""
        return Money(self.total_minor, self.currency)


def quote(
    currency: str,
    lines: Sequence[LineToPrice],
    *,
    prices_include_tax: bool,
    thresholds: Sequence[Threshold] = (),
    delivery: DeliveryToPrice | None = None,
) -> Quote:
    """Price `lines` and their delivery.

    The best threshold reached is taken off, split over the lines by what they cost (largest
    remainder); tax is reckoned per line after its discount.
    """
    amounts = [line.unit_minor * line.quantity for line in lines]
    items = sum(amounts)
    discount = min(
        items, max((t.off_minor for t in thresholds if t.from_minor <= items), default=0)
    )
    priced = tuple(
        _priced(line, amount, share, prices_include_tax)
        for line, amount, share in zip(lines, amounts, allocate(discount, amounts), strict=True)
    )
    charge, charge_tax, missing_free = _delivery(delivery, items - discount, prices_include_tax)
    tax = sum(line.tax_minor for line in priced) + charge_tax
    further = min((t for t in thresholds if t.from_minor > items), key=_height, default=None)
    return Quote(
        currency=currency,
        lines=priced,
        items_minor=items,
        discount_minor=discount,
        delivery_minor=charge,
        delivery_tax_minor=charge_tax,
        tax_minor=tax,
        total_minor=items - discount + charge + (0 if prices_include_tax else tax),
        missing_to_discount_minor=further.from_minor - items if further else None,
        next_discount_minor=further.off_minor if further else None,
        missing_to_free_delivery_minor=missing_free,
    )


def _height(threshold: Threshold) -> int:
    return threshold.from_minor


def _priced(line: LineToPrice, amount: int, discount: int, included: bool) -> PricedLine:
    left = amount - discount
    if included:
        return PricedLine(amount, discount, tax_within(left, line.tax_ppm), left)
    tax = tax_upon(left, line.tax_ppm)
    return PricedLine(amount, discount, tax, left + tax)


def _delivery(
    delivery: DeliveryToPrice | None, goods: int, included: bool
) -> tuple[int, int, int | None]:
    """The charge, the tax in or on it, and what is missing until it is free."""
    if delivery is None:
        return 0, 0, None
    free_from = delivery.free_from_minor
    if free_from is not None and goods >= free_from:
        return 0, 0, None
    charge = delivery.price_minor
    tax = (tax_within if included else tax_upon)(charge, delivery.tax_ppm)
    missing = free_from - goods if free_from is not None and charge else None
    return charge, tax, missing
