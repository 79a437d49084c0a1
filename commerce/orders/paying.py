"""Paying: attempts of an order, and what a provider's report does to it, exactly once."""

from datetime import timedelta
from typing import Any

from commerce import clock
from commerce.errors import MoveRefused, PaymentRefused
from commerce.money import Money
from commerce.orders import at_door, starting, transfers
from commerce.orders.access import access_token
from commerce.orders.applying import mark_paid
from commerce.orders.models import Order
from commerce.orders.payable import Payable
from commerce.orders.payment_writer import payment_writer
from commerce.orders.reports import Reported
from commerce.orders.states import OrderStatus, PaymentStatus
from commerce.payments import attempts, methods
from commerce.payments.gateways import PaymentReport
from commerce.shops.queries import ShopView

__all__ = ["GRACE", "apply_report", "mark_paid", "start_payment"]

LONGEST_AT_TILL = timedelta(days=6)  # providers keep no payment open for longer
GRACE = timedelta(seconds=30)  # a customer who opens the till may finish there


async def start_payment(
    shop: ShopView,
    order: Order | Payable,
    method: str,
    locale: str,
    *,
    on_phone: bool = False,
) -> attempts.Attempt:
    """Open an attempt to pay what `order` still owes, at the provider of `method`.

    Calls the provider: no lock may be held. The attempt may come back failed, with its cause.
    Raises MoveRefused when the order no longer waits for money, InvalidInput for a method that the
    shop does not offer for it, Busy; at the door also TooManyUnpaid.
    """
    methods.check_offered(shop, method, order.total_minor)
    if order.status != OrderStatus.OPEN or order.payment_status != PaymentStatus.UNPAID:
        raise MoveRefused("payment", order.payment_status, PaymentStatus.PAID)
    if order.hold_expires_at <= clock.now():
        raise PaymentRefused("hold_expired")
    if methods.is_at_door(method):
        return attempts.Attempt.of(await at_door.promise(shop, order.id, method))
    if methods.is_transfer(method):
        return attempts.Attempt.of(await transfers.await_transfer(shop, order.id, method))
    prefix = "" if locale == "en" else f"/{locale}"
    due = attempts.Due(
        shop_id=shop.id,
        shop_name=shop.name,
        order_id=order.id,
        order_number=order.number,
        amount=Money(order.total_minor - order.paid_minor, order.currency),
        locale=locale,
        return_path=f"{prefix}/orders/{order.number}?key={access_token(order.id)}",
        expires_at=min(order.hold_expires_at, clock.now() + LONGEST_AT_TILL),
        on_phone=on_phone,
    )
    return await starting.keep(await attempts.start(due, method))


async def apply_report(report: PaymentReport, provider: str, raw: dict[str, Any]) -> str:
    """Apply what a provider reports of a payment; the same event a second time changes nothing.

    Returns the outcome after the commit: paid, paid_twice, paid_late, refunded_late, failed,
    repeated, ignored. Reports are committed in batches, with transactions of their own: call this
    outside of any transaction that holds locks.
    Raises NotFound for a payment that is not ours, PaymentRefused for a wrong amount, and Busy when
    the queue is full or the database away: the same report may then come again.
    """
    return await payment_writer.apply(Reported.of(report, provider, raw))
