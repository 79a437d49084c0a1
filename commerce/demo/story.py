"""One past order, told move by move at its own moments, by the same rules as a living one."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from commerce import clock
from commerce.db.session import Session
from commerce.demo.money_moves import a_payment, a_refund, a_report, till, told
from commerce.demo.traces import Told
from commerce.ids import id_at
from commerce.orders.models import OrderLine, OrderNumber, Parcel
from commerce.orders.new import NewOrder
from commerce.orders.refund_pieces import delivery_paid, share
from commerce.orders.states import (
    FULFILMENT_MOVES,
    ORDER_MOVES,
    PAYMENT_MOVES,
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    moved,
)
from commerce.orders.timeline import record
from commerce.payments.models import AttemptState, Payment, Refund, RefundState
from commerce.people.actors import SYSTEM, Actor
from commerce.stock.models import StockReason


class Story:
    """The order, its present moment `at`, and the moves that it can make."""

    def __init__(
        self,
        session: Session,
        new: NewOrder,
        *,
        told: Told,
        actor: Actor,
        method: str,
        now: datetime,
        chance: random.Random,
    ) -> None:
        """Place the order at its `placed_at`."""
        self.session, self.told = session, told
        self.order, lines = new.rows()
        self.lines = {line.n: line for line in lines}
        self.actor, self.method, self.now, self.chance = actor, method, now, chance
        self.at = self.order.placed_at
        self.payments: list[Payment] = []
        self.parcels: list[Parcel] = []
        self.refunds: list[Refund] = []
        session.add(self.order)
        session.add(OrderNumber(number=self.order.number, order_id=self.order.id))
        session.add_all(lines)
        self._take_stock()
        self._record("placed", actor, total=self.order.total_minor)

    @property
    def all(self) -> dict[int, int]:
        """Every piece of every line."""
        return {n: line.quantity for n, line in self.lines.items()}

    def wait(self, low: float, high: float) -> None:
        """Let between `low` and `high` hours go by, but never so many that it is past now."""
        then = self.at + timedelta(hours=self.chance.uniform(low, high))
        self.at = then if then < self.now else self.at + (self.now - self.at) / 2

    def start_payment(self) -> Payment:
        """Open an attempt at the till."""
        self.wait(0.01, 0.08)
        payment = a_payment(self.order, self.method, self.at)
        self.payments.append(payment)
        self.told.payments.append(payment)
        self._record("payment_started", till(payment), **told(payment))
        return payment

    def decline(self, cause: str, wrong_field: str = "") -> None:
        """Somebody tries to pay and is declined; the hold is extended, once."""
        payment = self.start_payment()
        self.wait(0.005, 0.03)
        payment.move(AttemptState.FAILED, self.at)
        payment.cause, payment.field = cause, wrong_field
        self.told.after_payments.append(a_report(payment, "failed", self.at))
        self._record("payment_failed", till(payment), **told(payment))
        if not self.order.hold_extended:
            length = self.order.hold_expires_at - self.order.placed_at
            self.order.hold_expires_at = max(self.order.hold_expires_at, self.at + length)
            self.order.hold_extended = True

    def pay(self, payment: Payment) -> None:
        """A payment succeeds: in time, late (the order comes back to life) or once too often."""
        self.wait(0.005, 0.03)
        payment.move(AttemptState.SUCCEEDED, self.at)
        order, kind = self.order, "paid"
        order.paid_minor += payment.amount_minor
        if order.payment_status != PaymentStatus.UNPAID:
            kind = "paid_twice"
        elif order.status == OrderStatus.CANCELLED:
            order.status = moved("order", ORDER_MOVES, order.status, OrderStatus.OPEN)
            order.closed_at, order.close_reason = None, ""
            self._take_stock()
            kind = "paid_late"
        self.told.after_payments.append(a_report(payment, "succeeded", self.at, kind))
        if kind != "paid_twice":
            order.payment_status = moved(
                "payment", PAYMENT_MOVES, order.payment_status, PaymentStatus.PAID
            )
            order.paid_at = self.at
        self._record(kind, till(payment), **told(payment))
        if kind == "paid_twice":
            self._refund(payment, payment.amount_minor, [], "paid_twice", SYSTEM)

    def expire(self) -> None:
        """Nobody paid in time."""
        self.at = self.order.hold_expires_at + timedelta(seconds=self.chance.uniform(31, 90))
        self._release()
        self._close("not_paid_in_time", "expired", SYSTEM)

    def cancel(self, actor: Actor, reason: str) -> None:
        """Called off before anything left the house: money and stock go back."""
        if self.order.payment_status == PaymentStatus.UNPAID:
            self._release()
        else:
            refund = self.request_refund(self.all, restock=True, reason=reason, actor=actor)
            self._close(reason, "cancelled", actor)
            self.settle_refund(refund)
            return
        self._close(reason, "cancelled", actor)

    def ship(self, clerk: Actor, carrier: str, tracking: str, lines: Mapping[int, int]) -> Parcel:
        """Some lines leave the house in a parcel."""
        parcel = Parcel(
            id=id_at(self.at),
            order_id=self.order.id,
            carrier=carrier,
            tracking_number=tracking,
            lines={str(n): quantity for n, quantity in lines.items()},
            shipped_at=self.at,
            staff_id=clerk.id,
        )
        for n, quantity in lines.items():
            self.lines[n].fulfilled += quantity
        whole = all(line.fulfilled + line.refunded >= line.quantity for line in self.lines.values())
        self._fulfil(FulfilmentStatus.FULFILLED if whole else FulfilmentStatus.PARTIAL)
        self.session.add(parcel)
        self.parcels.append(parcel)
        facts = {"carrier": carrier, "tracking": tracking, "lines": parcel.lines}
        self._record("shipped", clerk, parcel=str(parcel.id), **facts)
        return parcel

    def deliver(self, clerk: Actor, parcel: Parcel) -> None:
        """A parcel arrives; the last one completes the order."""
        parcel.delivered_at = self.at
        there = all(p.delivered_at for p in self.parcels)
        if self.order.fulfilment_status == FulfilmentStatus.FULFILLED and there:
            self._fulfil(FulfilmentStatus.DELIVERED)
            self._end(OrderStatus.COMPLETED, "delivered")
        self._record("delivered", clerk, parcel=str(parcel.id))

    def request_refund(
        self, pieces: Mapping[int, int], *, restock: bool, reason: str, actor: Actor
    ) -> Refund:
        """Refund pieces of lines; with the last of them goes what delivery cost."""
        lines: list[dict[str, object]] = []
        total = 0
        for n, quantity in pieces.items():
            line = self.lines[n]
            amount = share(line, quantity)
            line.refunded += quantity
            line.refunded_minor += amount
            total += amount
            lines.append({"n": n, "quantity": quantity, "minor": amount, "restock": restock})
            if restock:
                line.restocked += quantity
                self._stock(line, quantity, StockReason.RESTOCKED)
        if all(line.refunded == line.quantity for line in self.lines.values()):
            self.order.refunded_delivery_minor = delivery_paid(self.order)
            total += self.order.refunded_delivery_minor
        payment = next(p for p in self.payments if p.state == AttemptState.SUCCEEDED)
        return self._refund(payment, total, lines, reason, actor)

    def settle_refund(self, refund: Refund, failed_because: str = "") -> None:
        """The provider says what became of a refund."""
        self.wait(0.001, 0.02)
        refund.settled_at, refund.cause = self.at, failed_because
        refund.state = RefundState.FAILED if failed_because else RefundState.SUCCEEDED
        facts = {"refund": str(refund.id), "minor": refund.amount_minor}
        facts |= {"currency": refund.currency}
        if failed_because:
            self._record("refund_failed", SYSTEM, cause=failed_because, **facts)
            return
        refund.provider_ref = f"re_{refund.id.hex}"
        self._count_refunds()
        self._record("refunded", SYSTEM, reason=refund.reason, **facts)

    def _count_refunds(self) -> None:
        order = self.order
        gone = sum(r.amount_minor for r in self.refunds if r.state == RefundState.SUCCEEDED)
        kept = order.paid_minor - gone
        if kept >= order.total_minor:
            return
        to = PaymentStatus.PART_REFUNDED if kept else PaymentStatus.REFUNDED
        order.payment_status = moved("payment", PAYMENT_MOVES, order.payment_status, to)
        if to is PaymentStatus.REFUNDED and order.status == OrderStatus.OPEN:
            self._end(OrderStatus.COMPLETED, "refunded")

    def _refund(
        self,
        payment: Payment,
        minor: int,
        lines: list[dict[str, object]],
        reason: str,
        actor: Actor,
    ) -> Refund:
        refund = a_refund(payment, minor, lines, reason, actor, self.at)
        self.order.refunded_minor += minor
        self.refunds.append(refund)
        self.told.after_payments.append(refund)
        facts = {"refund": str(refund.id), "minor": minor, "currency": refund.currency}
        self._record("refund_requested", actor, reason=reason, **facts)
        return refund

    def _fulfil(self, to: FulfilmentStatus) -> None:
        self.order.fulfilment_status = moved(
            "fulfilment", FULFILMENT_MOVES, self.order.fulfilment_status, to
        )

    def _end(self, to: OrderStatus, reason: str) -> None:
        self.order.status = moved("order", ORDER_MOVES, self.order.status, to)
        self.order.closed_at, self.order.close_reason = self.at, reason

    def _close(self, reason: str, kind: str, actor: Actor) -> None:
        self._end(OrderStatus.CANCELLED, reason)
        for payment in self.payments:
            if payment.state == AttemptState.PENDING:
                payment.move(AttemptState.CANCELLED, self.at)
        self._record(kind, actor, reason=reason)

    def _take_stock(self) -> None:
        for line in self.lines.values():
            self._stock(line, -line.quantity, StockReason.HELD)

    def _release(self) -> None:
        for line in self.lines.values():
            self._stock(line, line.quantity, StockReason.RELEASED)

    def _stock(self, line: OrderLine, change: int, reason: StockReason) -> None:
        self.told.book.note(self.at, line.variant_id, change, reason, self.order.id)

    def _record(self, kind: str, actor: Actor, **facts: object) -> None:
        with clock.at(self.at):
            event = record(self.session, self.order, kind, actor, **facts)
        self.told.events.append((self.order, event))
