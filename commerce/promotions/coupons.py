"""What a coupon says of an order, purely: whether it applies, and what it takes off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.errors import CouponRefused
from commerce.money import Money, rounded
from commerce.promotions.models import Coupon, CouponKind


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """A coupon as quoting needs it; `version` is what the order writer compares."""

    id: UUID
    code: str
    version: int
    kind: str
    off_minor: int | None
    percent: int | None
    from_minor: int
    combines: bool

    @classmethod
    def of(cls, coupon: Coupon) -> "CouponTerms":
        """The terms of a row."""
        return cls(
            coupon.id,
            coupon.code,
            coupon.version,
            coupon.kind,
            coupon.off_minor,
            coupon.percent,
            coupon.from_minor,
            coupon.combines,
        )

    @property
    def is_for_delivery(self) -> bool:
        """Whether it takes off the delivery, and nothing off the goods."""
        return self.kind == CouponKind.DELIVERY

    def check_reached(self, items_minor: int, currency: str) -> None:
        """Raise CouponRefused when the goods cost less than the coupon asks for."""
        if items_minor < self.from_minor:
            missing = Money(self.from_minor - items_minor, currency)
            raise CouponRefused("threshold", missing)

    def off_goods(self, goods_minor: int) -> int:
        """What it takes off goods that cost `goods_minor` by now: never more than that."""
        most = goods_minor if self.off_minor is None else min(self.off_minor, goods_minor)
        if self.kind == CouponKind.AMOUNT:
            return most
        if self.kind == CouponKind.PERCENT:
            return min(most, rounded(goods_minor * (self.percent or 0), 100))
        return 0

    def off_delivery(self, charge_minor: int) -> int:
        """What it takes off a delivery that costs `charge_minor`: never more than that."""
        if self.kind != CouponKind.DELIVERY:
            return 0
        return charge_minor if self.off_minor is None else min(self.off_minor, charge_minor)


def refusal(coupon: Coupon | None, now: datetime) -> CouponRefused | None:
    """Why nobody can use this coupon now; None when it can be."""
    if coupon is None or not coupon.enabled:
        return CouponRefused("unknown")
    if coupon.valid_from > now:
        return CouponRefused("not_yet")
    if coupon.valid_until is not None and coupon.valid_until <= now:
        return CouponRefused("expired")
    if coupon.total_most is not None and coupon.uses >= coupon.total_most:
        return CouponRefused("used_up")
    return None


def code_of(typed: str) -> str:
    """A code as it is kept: people type it in small letters and with blanks around it."""
    return typed.strip().upper()
