"""A coupon's use comes back with its order's end, and is taken again when the order revives."""

from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session
from commerce.promotions.models import Coupon, CouponUse


async def give_back(session: Session, order_id: UUID) -> None:
    """The order, whose row is locked, ended: its coupon may be used once more. Repeatable."""
    use = await session.get(CouponUse, order_id, populate_existing=True)
    if use is None or use.given_back_at is not None:
        return
    coupon = await _locked(session, use.coupon_id)
    coupon.uses -= 1
    use.given_back_at = clock.now()


async def take_again(session: Session, order_id: UUID) -> bool:
    """The order, whose row is locked, revives: take its coupon again if there is any left.

    True also where the order never had one.
    """
    use = await session.get(CouponUse, order_id, populate_existing=True)
    if use is None or use.given_back_at is None:
        return True
    coupon = await _locked(session, use.coupon_id)
    if coupon.total_most is not None and coupon.uses >= coupon.total_most:
        return False
    if not await _left_for(session, coupon, use):
        return False
    coupon.uses += 1
    use.given_back_at = None
    return True


async def _left_for(session: Session, coupon: Coupon, use: CouponUse) -> bool:
    if coupon.customer_most is None:
        return True
    others = await session.exec(
        select(CouponUse).where(
            CouponUse.coupon_id == coupon.id, col(CouponUse.given_back_at).is_(None)
        )
    )
    mine = sum(
        (use.customer_id is not None and other.customer_id == use.customer_id)
        or (use.phone_index is not None and other.phone_index == use.phone_index)
        or (use.email_index is not None and other.email_index == use.email_index)
        for other in others
    )
    return mine < coupon.customer_most


async def _locked(session: Session, coupon_id: UUID) -> Coupon:
    found = await session.exec(
        select(Coupon)
        .where(Coupon.id == coupon_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()
