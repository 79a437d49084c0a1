"""Rows of the demo's past payments and refunds, as the sandbox's till would have left them."""

from datetime import datetime

from commerce.ids import id_at, new_id
from commerce.orders.models import Order
from commerce.payments.models import AttemptState, Payment, PaymentEvent, Refund
from commerce.people.actors import Actor, ActorKind

PROVIDER = "sandbox"


def a_payment(order: Order, method: str, at: datetime) -> Payment:
    """An attempt, at the till, to pay all of `order`."""
    return Payment(
        id=id_at(at),
        order_id=order.id,
        order_number=order.number,
        provider=PROVIDER,
        method=method,
        amount_minor=order.total_minor,
        currency=order.currency,
        state=AttemptState.PENDING,
        provider_ref=f"pay_{new_id().hex}",
        created_at=at,
        expires_at=max(order.hold_expires_at, at),
    )


def a_report(payment: Payment, status: str, at: datetime, outcome: str = "failed") -> PaymentEvent:
    """What the till told of a payment, and what came of it."""
    return PaymentEvent(
        id=id_at(at),
        payment_id=payment.id,
        provider=PROVIDER,
        provider_event=f"evt_{new_id().hex}",
        kind=f"payment.{status}",
        raw={
            "merchant_reference": str(payment.id),
            "status": status,
            "amount": payment.amount_minor,
            "currency": payment.currency,
            "cause": payment.cause or None,
            "field": payment.field or None,
        },
        outcome=outcome,
        received_at=at,
    )


def a_refund(
    payment: Payment,
    minor: int,
    lines: list[dict[str, object]],
    reason: str,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Money asked to go back."""
    return Refund(
        id=id_at(at),
        order_id=payment.order_id,
        payment_id=payment.id,
        amount_minor=minor,
        currency=payment.currency,
        reason=reason,
        lines=lines,
        attempts=1,
        staff_id=actor.id if actor.kind == ActorKind.STAFF else None,
        created_at=at,
    )


def told(payment: Payment) -> dict[str, str | int]:
    """A payment's facts on the timeline, as commerce.orders.paying writes them."""
    facts: dict[str, str | int] = {
        "payment": str(payment.id),
        "method": payment.method,
        "minor": payment.amount_minor,
        "currency": payment.currency,
        "cause": payment.cause,
        "field": payment.field,
    }
    return {name: value for name, value in facts.items() if value != ""}


def till(payment: Payment) -> Actor:
    """The provider, on a timeline."""
    return Actor(ActorKind.PROVIDER, None, payment.provider)
