"""A merchant changes promotions: threshold discounts and coupons, made and edited."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.edits import Amount, Named, kept
from commerce.db.edited import broken_constraint, locked_row
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, StaleEdit
from commerce.promotions.models import Coupon, CouponKind, Promotion

_PROMOTION = ("from_minor", "off_minor", "valid_from", "valid_until", "enabled")
_COUPON = (*_PROMOTION, "kind", "percent", "customer_most", "total_most", "combines")
Most = Annotated[int, Field(ge=1, le=10_000_000)]
Off = Annotated[int, Field(ge=1, le=10**12)]


class _Edit(BaseModel):
    """What both have. `version`: what it was read at, 0 for a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    name: Named
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _period(self) -> Self:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError("period_turned_round")
        return self

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


class PromotionEdit(_Edit):
    """A threshold discount's form."""

    from_minor: Off
    off_minor: Off

    @model_validator(mode="after")
    def _less(self) -> Self:
        if self.off_minor > self.from_minor:
            raise ValueError("off_above_from")
        return self


class CouponEdit(_Edit):
    """A coupon's form; `code` stays for good."""

    code: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9-]+$", max_length=40
        ),
    ]
    kind: CouponKind
    off_minor: Off | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    from_minor: Amount = 0
    customer_most: Most | None = None
    total_most: Most | None = None
    combines: bool = True

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.kind == CouponKind.AMOUNT and self.off_minor is None:
            raise ValueError("amount_missing")
        if self.kind == CouponKind.PERCENT and self.percent is None:
            raise ValueError("percent_missing")
        return self


async def all_promotions(session: Session) -> list[Promotion]:
    """Every threshold discount, the lowest first."""
    return list(await session.exec(select(Promotion).order_by(col(Promotion.from_minor))))


async def all_coupons(session: Session) -> list[Coupon]:
    """Every coupon, the newest first."""
    return list(await session.exec(select(Coupon).order_by(col(Coupon.id).desc())))


async def save_promotion(
    session: Session, promotion_id: UUID | None, edit: PromotionEdit
) -> Promotion:
    """Save a threshold discount; without an id a new one. Raises NotFound, StaleEdit."""
    if promotion_id is None:
        row = Promotion(name={}, from_minor=edit.from_minor, off_minor=edit.off_minor)
        session.add(row)
    else:
        row = await locked_row(session, Promotion, promotion_id, "promotion")
        _check_fresh(row, edit, standing_promotion(row))
    _write(row, edit, _PROMOTION)
    await session.flush()
    session.tell("catalog")
    return row


async def save_coupon(session: Session, coupon_id: UUID | None, edit: CouponEdit) -> Coupon:
    """Save a coupon; without an id a new one. Orders that used it keep what they got.

    Raises NotFound, StaleEdit, Conflict (code), InvalidInput for fewer uses than there were.
    """
    if coupon_id is None:
        row = Coupon(code=edit.code, name={})
        session.add(row)
    else:
        row = await locked_row(session, Coupon, coupon_id, "coupon")
        _check_fresh(row, edit, standing_coupon(row))
        if edit.total_most is not None and edit.total_most < row.uses:
            raise InvalidInput.of("total_most", "below_uses", uses=row.uses)
    _write(row, edit, _COUPON)
    if edit.kind == CouponKind.DELIVERY:
        row.combines = True  # it takes nothing off the goods
    if edit.kind != CouponKind.PERCENT:
        row.percent = None
    try:
        await session.flush()
    except IntegrityError as collision:
        if broken_constraint(collision) == "coupons_code":
            raise Conflict("code") from None
        raise
    return row


def standing_promotion(row: Promotion) -> dict[str, Any]:
    """What stands now, in the form of a PromotionEdit."""
    return _standing(row, _PROMOTION)


def standing_coupon(row: Coupon) -> dict[str, Any]:
    """What stands now, in the form of a CouponEdit."""
    return {"code": row.code} | _standing(row, _COUPON)


def _standing(row: Promotion | Coupon, fields: tuple[str, ...]) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in fields}
    return {"version": row.version, "name": dict(row.name)} | plain


def _check_fresh(row: Promotion | Coupon, edit: _Edit, standing: dict[str, Any]) -> None:
    if row.version != edit.version:
        raise StaleEdit(standing, row.version)
    row.version += 1


def _write(row: Promotion | Coupon, edit: _Edit, fields: tuple[str, ...]) -> None:
    row.name = kept(edit.name)
    for name in fields:
        setattr(row, name, getattr(edit, name))
    row.updated_at = clock.now()


def running(row: Promotion | Coupon, now: datetime) -> str:
    """off, coming, over or on: whether it holds at `now`."""
    if not row.enabled:
        return "off"
    if row.valid_from > now:
        return "coming"
    return "over" if row.valid_until is not None and row.valid_until <= now else "on"
