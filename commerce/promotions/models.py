"""Tables of threshold discounts, coupons and the orders that used one."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import (
    OfShop,
    Versioned,
    id_field,
    json_value,
    minor_units,
    moment,
    moment_now,
    sealed,
    state_field,
)


class Promotion(OfShop, Versioned, table=True):
    """A threshold discount (满减): spend `from_minor`, pay `off_minor` less."""

    __tablename__ = "promotions"
    __table_args__ = (
        Index("promotions_of_shop", "shop_id"),
        CheckConstraint("from_minor > 0 AND off_minor BETWEEN 1 AND from_minor", "promotions_off"),
    )

    id: UUID = id_field()
    name: dict[str, str] = json_value(nullable=False)
    from_minor: int = minor_units(nullable=False)
    off_minor: int = minor_units(nullable=False)
    valid_from: datetime = moment_now(nullable=False)
    valid_until: datetime | None = moment(default=None)
    enabled: bool = True


class CouponKind(StrEnum):
    """What a coupon takes off: an amount, a share, or the delivery."""

    AMOUNT = "amount"
    PERCENT = "percent"
    DELIVERY = "delivery"


class Coupon(OfShop, Versioned, table=True):
    """A code that makes an order cheaper. `code` is kept in capital letters.

    `off_minor`: the amount, or the most that a percentage or a delivery coupon takes off (none:
    all of it). `combines`: taken off after the threshold discount; else in its place. `uses`
    counts the orders that hold or used it, under the row's lock; `version` stays as it is then.
    """

    __tablename__ = "coupons"
    __table_args__ = (
        UniqueConstraint("shop_id", "code", name="coupons_code"),
        CheckConstraint("off_minor > 0", "coupons_off"),
        CheckConstraint("percent BETWEEN 1 AND 100", "coupons_percent"),
        CheckConstraint("uses >= 0 AND (total_most IS NULL OR uses <= total_most)", "coupons_uses"),
    )

    id: UUID = id_field()
    code: str
    name: dict[str, str] = json_value(nullable=False)
    kind: str = state_field(default=CouponKind.AMOUNT, nullable=False)
    off_minor: int | None = minor_units(default=None)
    percent: int | None = None
    from_minor: int = minor_units(default=0, nullable=False)
    customer_most: int | None = None
    total_most: int | None = None
    combines: bool = True
    uses: int = 0
    valid_from: datetime = moment_now(nullable=False)
    valid_until: datetime | None = moment(default=None)
    enabled: bool = True


class CouponUse(OfShop, table=True):
    """The order that used a coupon, by whom, and what it took off.

    `lines`: {"1": 200} is 2.00 off line 1, a part of that line's discount; together `off_minor`.
    `given_back_at`: the order was cancelled or never paid, and the use counts no more.
    """

    __tablename__ = "coupon_uses"
    __table_args__ = (
        Index(
            "coupon_uses_counted",
            "coupon_id",
            postgresql_where=text("given_back_at IS NULL"),
        ),
    )

    order_id: UUID = Field(primary_key=True)
    coupon_id: UUID = Field(foreign_key="coupons.id")
    code: str
    off_minor: int = minor_units(nullable=False)
    delivery_off_minor: int = minor_units(default=0, nullable=False)
    lines: dict[str, int] = json_value(default_factory=dict, nullable=False)
    customer_id: UUID | None = None
    phone_index: bytes | None = sealed(default=None)
    email_index: bytes | None = sealed(default=None)
    used_at: datetime = moment_now(nullable=False)
    given_back_at: datetime | None = moment(default=None)
