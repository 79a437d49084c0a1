"""What the sandbox till says, parsed; the rest of the shop never sees these."""

from datetime import UTC
from typing import Any

from pydantic import AwareDatetime, BaseModel

from commerce.money import Money
from commerce.payments.gateways import PaymentReport, PaymentStatus, RefundReport, RefundStatus


class ToldPayment(BaseModel):
    """A payment, in answers and callbacks."""

    id: str
    merchant_id: str
    merchant_reference: str
    amount: int
    currency: str
    status: PaymentStatus
    cause: str | None
    field: str | None
    changed: AwareDatetime
    pay_url: str
    qr: str

    def report(self, event_id: str | None = None) -> PaymentReport:
        """The same in the shop's words."""
        return PaymentReport(
            provider_ref=self.id,
            reference=self.merchant_reference,
            status=self.status,
            amount=Money(self.amount, self.currency),
            at=self.changed.astimezone(UTC),
            cause=self.cause,
            field=self.field,
            event_id=event_id,
        )


class ToldRefund(BaseModel):
    """A refund, in answers and callbacks."""

    id: str
    payment_id: str
    merchant_id: str
    merchant_reference: str
    amount: int
    currency: str
    status: RefundStatus
    cause: str | None
    changed: AwareDatetime

    def report(self, event_id: str | None = None) -> RefundReport:
        """The same in the shop's words."""
        return RefundReport(
            refund_ref=self.id,
            provider_ref=self.payment_id,
            reference=self.merchant_reference,
            status=self.status,
            amount=Money(self.amount, self.currency),
            at=self.changed.astimezone(UTC),
            cause=self.cause,
            event_id=event_id,
        )


class ToldAccount(BaseModel):
    """The merchant's account."""

    merchant_id: str
    methods: tuple[str, ...]


class Error(BaseModel):
    """Why the till refused."""

    code: str
    field: str | None


class Refusal(BaseModel):
    """The body of an answer that is no 2xx."""

    error: Error


class Event(BaseModel):
    """The body of a callback; what `data` is follows from `type`."""

    id: str
    type: str
    merchant_id: str
    data: dict[str, Any]
