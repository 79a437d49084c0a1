"""What a shop sold on a day, hour by hour, and up to the same time of that day as it is now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Integer, cast, func, select
from sqlmodel import col

from commerce import clock
from commerce.db.session import Session
from commerce.ids import first_id_of
from commerce.orders.models import Order
from commerce.orders.states import OrderStatus, PaymentStatus
from commerce.shops.queries import ShopView

HOURS = 24


@dataclass(frozen=True, slots=True)
class Sold:
    """Orders that were placed and what was paid for them, in minor units of the shop's currency.

    An order that ended unpaid counts as none; what was refunded later was sold all the same.
    """

    orders: int = 0
    paid_minor: int = 0


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day of the shop: each hour of its clock, and all `so_far`, up to the present time of day."""

    day: date
    hours: tuple[Sold, ...]
    so_far: Sold


async def day_figures(session: Session, shop: ShopView, day: date) -> DayFigures:
    """One read of the day's orders by their index, however many there were on other days."""
    zone = clock.zone(shop.time_zone)
    starts = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    same_time = datetime.combine(day, clock.now().astimezone(zone).time(), zone)
    hour = cast(func.extract("hour", func.timezone(shop.time_zone, col(Order.placed_at))), Integer)
    paid, before = func.sum(col(Order.paid_minor)), col(Order.placed_at) <= same_time
    rows = await session.rows(
        select(hour, func.count(), paid, func.count().filter(before), paid.filter(before))
        .where(
            col(Order.shop_id) == session.shop_id,
            col(Order.id) >= first_id_of(starts),
            col(Order.id) < first_id_of(ends),
            col(Order.currency) == shop.currency,
            (col(Order.status) != OrderStatus.CANCELLED)
            | (col(Order.payment_status) != PaymentStatus.UNPAID),
        )
        .group_by(hour)
    )
    by_hour = {row[0]: Sold(row[1], int(row[2] or 0)) for row in rows}
    so_far = Sold(sum(row[3] for row in rows), sum(int(row[4] or 0) for row in rows))
    return DayFigures(day, tuple(by_hour.get(n, Sold()) for n in range(HOURS)), so_far)
