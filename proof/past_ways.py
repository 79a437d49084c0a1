"""The ways that orders of a shop's past went: what stands on their timelines, and when."""

from dataclasses import dataclass
from datetime import timedelta

DAY = timedelta(days=1)
SOON = timedelta(0)
HOLD = 5 * DAY  # of who did not pay
HOLD_EXTENDED = 7 * DAY  # of who may pay still: a past that is kept is whole for two days
UNPAID = 0.04  # of all orders end so


@dataclass(frozen=True, slots=True)
class Way:
    """States of an order, and its events with their time after it was placed."""

    status: str
    payment: str
    fulfilment: str
    events: tuple[tuple[str, timedelta], ...]

    @property
    def is_paid(self) -> bool:
        return self.payment == "paid"

    @property
    def is_sent(self) -> bool:
        return self.fulfilment in ("fulfilled", "delivered")

    def after(self, kind: str) -> timedelta | None:
        """How long after the order was placed; None if it was not."""
        return next((after for told, after in self.events if told == kind), None)


_PLACED = (("placed", SOON),)
_PAID = (*_PLACED, ("paid", SOON))
_SHIPPED = (*_PAID, ("shipped", DAY / 4))
WAITING = Way("open", "unpaid", "unfulfilled", _PLACED)
EXPIRED = Way("cancelled", "unpaid", "unfulfilled", (*_PLACED, ("expired", HOLD)))
PAID = Way("open", "paid", "unfulfilled", _PAID)
SENT = Way("open", "paid", "fulfilled", _SHIPPED)
DONE = Way("completed", "paid", "delivered", (*_SHIPPED, ("delivered", DAY)))


def way_of(age: timedelta, chance: float) -> Way:
    """That of an order which is so old."""
    if chance < UNPAID:
        return WAITING if age < HOLD else EXPIRED
    if age < DAY / 4:
        return PAID
    return SENT if age < DAY else DONE
