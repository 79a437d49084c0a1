"""Fulfilling: parcels leave with some or all lines, and arrive."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlmodel import select

from commerce import clock
from commerce.campaigns.queries import campaigns_of
from commerce.carriers.registry import tracker_for_new
from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session
from commerce.errors import InvalidInput, MoveRefused, NotFound, Problem
from commerce.orders import at_door, notices
from commerce.orders.access import lines_by_number, order_by_number
from commerce.orders.models import Order, OrderLine, Parcel
from commerce.orders.states import (
    FULFILMENT_MOVES,
    ORDER_MOVES,
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    moved,
)
from commerce.orders.timeline import record
from commerce.people.actors import Actor, ActorKind
from commerce.people.contacts import Plain

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Plain]
SHIPPABLE = (PaymentStatus.PAID, PaymentStatus.PART_REFUNDED, PaymentStatus.DUE)


class ShipLines(BaseModel):
    """A parcel: line number -> pieces. `request_key` makes a repeat the same parcel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_key: UUID
    carrier: Word
    tracking_number: Word
    lines: Annotated[dict[int, Annotated[int, Field(ge=1, le=9_999)]], Field(min_length=1)]

    @classmethod
    def parse(cls, given: object) -> "ShipLines":
        """Parse a form. Raises InvalidInput, one Problem a field."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


class CorrectParcel(BaseModel):
    """Another carrier or tracking number for a parcel that was mistyped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    carrier: Word
    tracking_number: Word

    @classmethod
    def parse(cls, given: object) -> "CorrectParcel":
        """Parse a form. Raises InvalidInput, one Problem a field."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


async def ship(session: Session, number: str, command: ShipLines, actor: Actor) -> Parcel:
    """Send some lines of an order on their way that is paid, or all of one that is paid at the door.

    The same request key again returns the parcel that it made. Raises InvalidInput for lines
    that are not there or not left, MoveRefused when the order is not paid or is closed.
    """
    order = await order_by_number(session, number, lock=True)
    twin = await session.exec(
        select(Parcel).where(Parcel.order_id == order.id, Parcel.request_key == command.request_key)
    )
    known = twin.one_or_none()
    if known is not None:
        return known
    if order.status != OrderStatus.OPEN or order.payment_status not in SHIPPABLE:
        raise MoveRefused("fulfilment", order.payment_status, FulfilmentStatus.FULFILLED)
    lines = await lines_by_number(session, order)
    _take(command.lines, lines)
    if order.payment_status == PaymentStatus.DUE and any(map(left_of, lines.values())):
        raise InvalidInput.of("lines", "whole_order_only")
    parcel = _packed(order, command, actor)
    session.add(parcel)
    await settle(session, order, lines)
    record(
        session,
        order,
        "shipped",
        actor,
        parcel=str(parcel.id),
        carrier=command.carrier,
        tracking=command.tracking_number,
        lines=parcel.lines,
    )
    await notices.have_told(await session.driver(), order.shop_id, [order.id])
    return parcel


def _packed(order: Order, command: ShipLines, actor: Actor) -> Parcel:
    return Parcel(
        order_id=order.id,
        request_key=command.request_key,
        carrier=command.carrier,
        tracking_number=command.tracking_number,
        lines={str(n): quantity for n, quantity in command.lines.items()},
        shipped_at=clock.now(),
        staff_id=actor.id if actor.kind == ActorKind.STAFF else None,
        tracker=tracker_for_new(),
    )


async def correct_parcel(
    session: Session, number: str, parcel_id: UUID, command: CorrectParcel, actor: Actor
) -> None:
    """Mend what was mistyped; the customer is told the new number. A repeat changes nothing.

    Raises NotFound, and MoveRefused for a parcel that has arrived.
    """
    order = await order_by_number(session, number, lock=True)
    parcel = await _parcel(session, order, parcel_id)
    if parcel.delivered_at is not None:
        raise MoveRefused("parcel", "delivered", "corrected")
    if (parcel.carrier, parcel.tracking_number) == (command.carrier, command.tracking_number):
        return
    before = f"{parcel.carrier} {parcel.tracking_number}"
    parcel.carrier, parcel.tracking_number = command.carrier, command.tracking_number
    parcel.tracker_ref = parcel.checked_at = None  # the next round asks under the new number
    facts = {"carrier": command.carrier, "tracking": command.tracking_number, "before": before}
    record(session, order, "parcel_corrected", actor, parcel=str(parcel.id), **facts)
    await notices.have_told(await session.driver(), order.shop_id, [order.id])


async def _parcel(session: Session, order: Order, parcel_id: UUID) -> Parcel:
    found = await session.exec(
        select(Parcel).where(Parcel.order_id == order.id, Parcel.id == parcel_id)
    )
    parcel = found.one_or_none()
    if parcel is None:
        raise NotFound("parcel")
    return parcel


async def mark_delivered(session: Session, number: str, parcel_id: UUID, actor: Actor) -> None:
    """A parcel arrived; the last one completes the order. A repeat changes nothing.

    Where the order was to be paid at the door, it was.

    Raises NotFound.
    """
    order = await order_by_number(session, number, lock=True)
    parcel = await _parcel(session, order, parcel_id)
    if parcel.delivered_at is not None:
        return
    parcel.delivered_at = clock.now()
    if order.payment_status == PaymentStatus.DUE:
        await at_door.collect(session, order, actor)
    await settle(session, order, await lines_by_number(session, order))
    record(session, order, "delivered", actor, parcel=str(parcel.id))
    await notices.have_told(await session.driver(), order.shop_id, [order.id])


async def settle(session: Session, order: Order, lines: Mapping[int, OrderLine]) -> None:
    """Move a locked order's fulfilment to what its lines, parcels and campaigns come to.

    Once all of it has arrived the order is done. An order of which nothing was fulfilled stays as
    it is, however much of it was refunded.
    """
    parcels = await session.exec(select(Parcel).where(Parcel.order_id == order.id))
    under_way = any(parcel.delivered_at is None for parcel in parcels.all())
    campaigns = await campaigns_of(session, order.id)
    to = fulfilment_of(lines.values(), under_way=under_way or any(c.open for c in campaigns))
    order.fulfilment_status = moved("fulfilment", FULFILMENT_MOVES, order.fulfilment_status, to)
    if to is FulfilmentStatus.DELIVERED and order.status == OrderStatus.OPEN:
        order.status = moved("order", ORDER_MOVES, order.status, OrderStatus.COMPLETED)
        order.closed_at, order.close_reason = clock.now(), "delivered"


def fulfilment_of(lines: Iterable[OrderLine], *, under_way: bool) -> FulfilmentStatus:
    """What the lines come to; `under_way`: a parcel or a campaign has not reached its end."""
    every = tuple(lines)
    if not any(line.fulfilled for line in every):
        return FulfilmentStatus.UNFULFILLED
    if any(left_of(line) for line in every):
        return FulfilmentStatus.PARTIAL
    return FulfilmentStatus.FULFILLED if under_way else FulfilmentStatus.DELIVERED


def left_of(line: OrderLine) -> int:
    """Pieces that are neither fulfilled nor refunded instead."""
    return line.quantity - line.fulfilled - min(line.refunded, line.quantity - line.fulfilled)


def _take(wanted: Mapping[int, int], lines: Mapping[int, OrderLine]) -> None:
    problems: list[Problem] = []
    for n, quantity in wanted.items():
        line = lines.get(n)
        if line is None:
            problems.append(Problem(f"lines.{n}", "unknown_line"))
            continue
        left = left_of(line) if line.kind in kinds_fulfilled_by(Fulfilment.PARCEL) else 0
        if quantity > left:
            problems.append(Problem(f"lines.{n}", "more_than_left", (("left", str(left)),)))
    if problems:
        raise InvalidInput(problems)
    for n, quantity in wanted.items():
        lines[n].fulfilled += quantity
