"""How past orders went: each plot tells one kind of story, as often as `count` of 300 says."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from commerce.demo.story import Story
from commerce.orders.models import Parcel
from commerce.people.actors import Actor

_DECLINES = (
    ("insufficient_funds", ""),
    ("card_expired", "expiry"),
    ("wrong_cvc", "cvc"),
    ("limit_exceeded", ""),
)
_CARRIERS = {
    "CNY": (("顺丰速运 SF Express", "SF", 13), ("京东物流 JD Logistics", "JDVA", 11)),
    "EUR": (("CTT Expresso", "DA", 9),),
}
_SHIPS_AFTER = (3, 20)  # hours from payment; a night parcel leaves sooner


@dataclass(frozen=True, slots=True)
class Cast:
    """Who works in the shop while the stories happen, and what chance has in store."""

    clerk: Actor
    manager: Actor
    chance: random.Random


def pay(story: Story, cast: Cast) -> None:
    """Pay, one in eight after being declined first."""
    if cast.chance.random() < 0.125:
        decline(story, cast)
    story.pay(story.start_payment())


def decline(story: Story, cast: Cast) -> None:
    """Be declined; a wallet knows no card's fields."""
    causes = _DECLINES if story.method == "card" else (_DECLINES[0], _DECLINES[3])
    story.decline(*cast.chance.choice(causes))


def ship(story: Story, cast: Cast, lines: Mapping[int, int] | None = None) -> Parcel:
    """Pack what is left, or only `lines`."""
    story.wait(*((0.5, 3) if story.order.delivery_code == "night" else _SHIPS_AFTER))
    left = {n: line.quantity - line.fulfilled - line.refunded for n, line in story.lines.items()}
    carrier, prefix, digits = cast.chance.choice(_CARRIERS[story.order.currency])
    tracking = prefix + "".join(cast.chance.choices("0123456789", k=digits))
    wanted = lines or {n: quantity for n, quantity in left.items() if quantity}
    return story.ship(cast.clerk, carrier, tracking, wanted)


def deliver(story: Story, cast: Cast, parcel: Parcel) -> None:
    """Wait for the carrier."""
    promise = story.order.promise
    if promise.get("night"):
        story.wait(1.5, 5)
    else:
        story.wait(14, 24 * max(1, promise.get("days_max", 3)) - 8)
    story.deliver(cast.clerk, parcel)


def some_of(story: Story) -> dict[int, int]:
    """The first line, or one piece of it where it is the only one."""
    quantity = story.lines[1].quantity
    return {1: quantity if len(story.lines) > 1 else max(1, quantity // 2)}


def waits_for_payment(story: Story, cast: Cast) -> None:
    """Placed a moment ago."""


def expired(story: Story, cast: Cast) -> None:
    """Left at the till, sometimes after being declined."""
    if cast.chance.random() < 0.4:
        decline(story, cast)
    story.expire()


def changed_mind(story: Story, cast: Cast) -> None:
    """Cancelled by the customer before paying."""
    story.wait(0.02, 0.15)
    story.cancel(story.actor, "cancelled")


def cancelled_paid(story: Story, cast: Cast) -> None:
    """Paid, then cancelled by the customer or by the shop."""
    pay(story, cast)
    story.wait(0.3, 5)
    by_customer = cast.chance.random() < 0.6
    actor, reason = (story.actor, "cancelled") if by_customer else (cast.manager, "damaged_stock")
    story.cancel(actor, reason)


def to_ship(story: Story, cast: Cast) -> None:
    """Paid and waiting to be packed."""
    pay(story, cast)


def part_shipped(story: Story, cast: Cast) -> None:
    """One parcel is on its way, the rest follows."""
    pay(story, cast)
    ship(story, cast, some_of(story))


def shipped(story: Story, cast: Cast) -> None:
    """All is on its way."""
    pay(story, cast)
    ship(story, cast)


def delivered(story: Story, cast: Cast) -> None:
    """The ordinary way."""
    pay(story, cast)
    deliver(story, cast, ship(story, cast))


def two_parcels(story: Story, cast: Cast) -> None:
    """Sent in two parcels, both there."""
    pay(story, cast)
    first = ship(story, cast, some_of(story))
    second = ship(story, cast)
    deliver(story, cast, first)
    story.wait(2, 9)
    story.deliver(cast.clerk, second)


def returned(story: Story, cast: Cast, pieces: Mapping[int, int], reason: str) -> None:
    """After delivery some pieces come back, or are broken and stay away."""
    delivered(story, cast)
    story.wait(20, 90)
    restock = reason == "returned_unused"
    refund = story.request_refund(pieces, restock=restock, reason=reason, actor=cast.manager)
    story.settle_refund(refund)


def returned_some(story: Story, cast: Cast) -> None:
    """A part of it came back."""
    reason = cast.chance.choice(("returned_unused", "arrived_damaged"))
    returned(story, cast, some_of(story), reason)


def returned_all(story: Story, cast: Cast) -> None:
    """All of it came back."""
    returned(story, cast, story.all, "returned_unused")


def refunded_unsent(story: Story, cast: Cast) -> None:
    """Refunded whole by the shop before anything was sent."""
    pay(story, cast)
    story.wait(1, 8)
    story.settle_refund(
        story.request_refund(story.all, restock=True, reason="cannot_send", actor=cast.manager)
    )


def refunded_some_unsent(story: Story, cast: Cast) -> None:
    """One line was refunded, the rest waits to be packed."""
    pay(story, cast)
    story.wait(1, 5)
    story.settle_refund(
        story.request_refund(
            some_of(story), restock=False, reason="damaged_stock", actor=cast.manager
        )
    )


def refund_failed(story: Story, cast: Cast) -> None:
    """The provider would not send the money back: somebody has to look."""
    delivered(story, cast)
    story.wait(20, 60)
    refund = story.request_refund(
        some_of(story), restock=False, reason="arrived_damaged", actor=cast.manager
    )
    story.settle_refund(refund, failed_because="account_closed")


def paid_late(story: Story, cast: Cast) -> None:
    """The payment came after the order had ended, and there was stock still."""
    late = story.start_payment()
    story.expire()
    story.pay(late)
    deliver(story, cast, ship(story, cast))


def paid_twice(story: Story, cast: Cast) -> None:
    """Paid on the phone and once more at the desk; the second payment went back."""
    phone, desk = story.start_payment(), story.start_payment()
    story.pay(phone)
    story.pay(desk)
    story.settle_refund(story.refunds[-1])
    deliver(story, cast, ship(story, cast))


@dataclass(frozen=True, slots=True)
class Plot:
    """A kind of story: how many of 300, how long ago (hours), with at least how many pieces."""

    tell: Callable[[Story, Cast], None]
    count: int
    youngest: float
    oldest: float
    pieces: int = 1


_DAY = 24.0
_OLDEST = 60 * _DAY

PLOTS = (
    Plot(waits_for_payment, 3, 0.02, 0.1),
    Plot(expired, 30, 1, _OLDEST),
    Plot(changed_mind, 12, 1, _OLDEST),
    Plot(cancelled_paid, 14, 8, _OLDEST),
    Plot(to_ship, 12, 0.3, 1.6 * _DAY),
    Plot(part_shipped, 6, 1 * _DAY, 5 * _DAY, pieces=2),
    Plot(shipped, 18, 1 * _DAY, 4.8 * _DAY),
    Plot(delivered, 162, 4.2 * _DAY, _OLDEST),
    Plot(two_parcels, 6, 8 * _DAY, _OLDEST, pieces=2),
    Plot(returned_some, 14, 11 * _DAY, _OLDEST, pieces=2),
    Plot(returned_all, 8, 11 * _DAY, _OLDEST),
    Plot(refunded_unsent, 5, 12, _OLDEST),
    Plot(refunded_some_unsent, 4, 8, 2 * _DAY, pieces=2),
    Plot(refund_failed, 1, 10 * _DAY, 14 * _DAY, pieces=2),
    Plot(paid_late, 3, 7 * _DAY, _OLDEST),
    Plot(paid_twice, 2, 7 * _DAY, 30 * _DAY),
)
