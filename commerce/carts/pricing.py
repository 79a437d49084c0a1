"""What lines cost, purely: discounts and tax to the last minor unit, each kept by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from commerce.errors import CouponRefused
from commerce.money import Money, allocate, tax_upon, tax_within
from commerce.promotions.coupons import CouponTerms


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
    """A line's share of everything. `total` is what the customer pays for it, tax included.

    `coupon_minor` is the coupon's part of `discount_minor`.
    """

    items_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    coupon_minor: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """What it all costs. Lines' totals and delivery's total add up to `total_minor`.

    `coupon_minor` is the coupon's part of `discount_minor`; `delivery_off_minor` is what it took
    off the delivery, which `delivery_minor` no longer holds.
    """

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
    coupon_minor: int = 0
    delivery_off_minor: int = 0

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
    coupon: CouponTerms | None = None,
) -> Quote:
    """Price `lines` and their delivery.

    The best threshold reached is taken off, then the coupon off what is left (or in its place);
    each is split over the lines by what they cost then (largest remainder). Tax is reckoned per
    line after that. Raises CouponRefused.
    """
    amounts = [line.unit_minor * line.quantity for line in lines]
    items = sum(amounts)
    off, coupon_off = _reductions(currency, items, thresholds, coupon)
    by_threshold = _split(off, amounts, lines)
    left = [amount - share for amount, share in zip(amounts, by_threshold, strict=True)]
    by_coupon = _split(coupon_off, left, lines)
    priced = tuple(
        _priced(line, amount, share, of_coupon, prices_include_tax)
        for line, amount, share, of_coupon in zip(
            lines, amounts, by_threshold, by_coupon, strict=True
        )
    )
    goods = items - off - coupon_off
    charge, charge_off = _charge(delivery, goods, coupon)
    charge_tax = _tax(charge, delivery.tax_ppm if delivery else 0, prices_include_tax)
    tax = sum(line.tax_minor for line in priced) + charge_tax
    further = _further(items, thresholds, coupon)
    return Quote(
        currency=currency,
        lines=priced,
        items_minor=items,
        discount_minor=off + coupon_off,
        delivery_minor=charge,
        delivery_tax_minor=charge_tax,
        tax_minor=tax,
        total_minor=goods + charge + (0 if prices_include_tax else tax),
        missing_to_discount_minor=further.from_minor - items if further else None,
        next_discount_minor=further.off_minor if further else None,
        missing_to_free_delivery_minor=_missing_to_free(delivery, goods, charge),
        coupon_minor=coupon_off,
        delivery_off_minor=charge_off,
    )


def _reductions(
    currency: str, items: int, thresholds: Sequence[Threshold], coupon: CouponTerms | None
) -> tuple[int, int]:
    """What the threshold and what the coupon takes off the goods."""
    off = min(items, max((t.off_minor for t in thresholds if t.from_minor <= items), default=0))
    if coupon is None:
        return off, 0
    coupon.check_reached(items, currency)
    if coupon.combines:
        return off, coupon.off_goods(items - off)
    alone = coupon.off_goods(items)
    if alone <= off:
        raise CouponRefused("discount_is_better")
    return 0, alone


def _further(
    items: int, thresholds: Sequence[Threshold], coupon: CouponTerms | None
) -> Threshold | None:
    """The next threshold; none while a coupon stands in its place."""
    if coupon is not None and not coupon.combines:
        return None
    return min((t for t in thresholds if t.from_minor > items), key=_height, default=None)


def _height(threshold: Threshold) -> int:
    return threshold.from_minor


def _split(total: int, weights: Sequence[int], lines: Sequence[LineToPrice]) -> list[int]:
    """Largest remainder over the lines, whatever order they came in."""
    if not total:
        return [0] * len(weights)
    places = sorted(
        range(len(weights)),
        key=lambda i: (-weights[i], -lines[i].unit_minor, lines[i].tax_ppm),
    )
    shares = dict(zip(places, allocate(total, [weights[i] for i in places]), strict=True))
    return [shares[i] for i in range(len(weights))]


def _priced(
    line: LineToPrice, amount: int, off: int, coupon_off: int, included: bool
) -> PricedLine:
    left = amount - off - coupon_off
    tax = _tax(left, line.tax_ppm, included)
    total = left if included else left + tax
    return PricedLine(amount, off + coupon_off, tax, total, coupon_off)


def _tax(amount: int, ppm: int, included: bool) -> int:
    return tax_within(amount, ppm) if included else tax_upon(amount, ppm)


def _charge(
    delivery: DeliveryToPrice | None, goods: int, coupon: CouponTerms | None
) -> tuple[int, int]:
    """The charge, and what the coupon took off it."""
    if delivery is None:
        return 0, 0
    free_from = delivery.free_from_minor
    charge = 0 if free_from is not None and goods >= free_from else delivery.price_minor
    if coupon is None or not coupon.is_for_delivery:
        return charge, 0
    if not charge:
        raise CouponRefused("delivery_is_free")
    off = coupon.off_delivery(charge)
    return charge - off, off


def _missing_to_free(delivery: DeliveryToPrice | None, goods: int, charge: int) -> int | None:
    if delivery is None or delivery.free_from_minor is None or not charge:
        return None
    return delivery.free_from_minor - goods
