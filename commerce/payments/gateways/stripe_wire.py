"""What Stripe says, parsed, and its amounts; the rest of the shop never sees these."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from commerce.money import Money, minor_digits
from commerce.payments.gateways import (
    GatewayRefused,
    PaymentReport,
    PaymentStatus,
    RefundReport,
    RefundStatus,
)

# https://docs.stripe.com/currencies: all others are told in hundredths, whatever they are in life.
_WHOLE = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THOUSANDTHS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
# What its declines are in the shop's words, and the field at fault.
_CAUSES: Mapping[str, tuple[str, str | None]] = {
    "insufficient_funds": ("insufficient_funds", None),
    "expired_card": ("card_expired", "expiry"),
    "invalid_expiry_month": ("card_expired", "expiry"),
    "invalid_expiry_year": ("card_expired", "expiry"),
    "incorrect_cvc": ("wrong_cvc", "cvc"),
    "invalid_cvc": ("wrong_cvc", "cvc"),
    "card_velocity_exceeded": ("limit_exceeded", None),
    "withdrawal_count_limit_exceeded": ("limit_exceeded", None),
    "fraudulent": ("suspected_fraud", None),
}


def stripe_amount(amount: Money) -> int:
    """In Stripe's own units. Raises GatewayRefused for a part of one."""
    minor = amount.minor * 10 ** _digits(amount.currency)
    whole, rest = divmod(minor, 10 ** minor_digits(amount.currency))
    if rest:
        raise GatewayRefused("amount_too_fine", "amount")
    return whole


def money_of(units: int, currency: str) -> Money:
    """What Stripe's amount is; of a part of our smallest unit nothing is believed."""
    code = currency.upper()
    minor, rest = divmod(units * 10 ** minor_digits(code), 10 ** _digits(code))
    return Money(minor if not rest else -1, code)


def _digits(currency: str) -> int:
    return 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2


class ToldError(BaseModel):
    """Why a payment or a request failed."""

    type: str = "api_error"
    code: str | None = None
    decline_code: str | None = None
    param: str | None = None

    @property
    def cause(self) -> tuple[str, str | None]:
        """The cause in the shop's words, and the field at fault."""
        for code in (self.decline_code, self.code):
            if code is not None and code in _CAUSES:
                return _CAUSES[code]
        return self.decline_code or self.code or self.type, self.param


class Refusal(BaseModel):
    """The body of an answer that is no 2xx."""

    error: ToldError


class ToldIntent(BaseModel):
    """A PaymentIntent: what a session charges through."""

    id: str
    amount: int
    currency: str
    metadata: dict[str, str] = Field(default_factory=dict)
    last_payment_error: ToldError | None = None

    def failed(self, event_id: str, at: datetime) -> PaymentReport | None:
        """A decline; None for what is not ours. It does not name its session."""
        if "reference" not in self.metadata:
            return None
        cause, field = (self.last_payment_error or ToldError()).cause
        return PaymentReport(
            provider_ref="",
            reference=self.metadata["reference"],
            status="failed",
            amount=money_of(self.amount, self.currency),
            at=at,
            cause=cause,
            field=field,
            event_id=event_id,
        )


class ToldSession(BaseModel):
    """A Checkout Session: the page on which a customer pays."""

    id: str
    client_reference_id: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    status: Literal["open", "complete", "expired"] | None = None
    payment_status: Literal["paid", "unpaid", "no_payment_required"]
    payment_intent: str | None = None
    url: str | None = None
    created: int

    def report(
        self, event_id: str | None = None, at: datetime | None = None, *, failed: bool = False
    ) -> PaymentReport | None:
        """The same in the shop's words; None for a session that is not ours."""
        if self.client_reference_id is None or self.currency is None:
            return None
        return PaymentReport(
            provider_ref=self.id,
            reference=self.client_reference_id,
            status="failed" if failed else self._stands(),
            amount=money_of(self.amount_total or 0, self.currency),
            at=at or datetime.fromtimestamp(self.created, UTC),
            event_id=event_id,
        )

    def _stands(self) -> PaymentStatus:
        if self.payment_status == "paid":
            return "succeeded"
        return "expired" if self.status == "expired" else "pending"


class ToldRefund(BaseModel):
    """A refund, in answers and events."""

    id: str
    amount: int
    currency: str
    status: str
    payment_intent: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    created: int

    def report(self, event_id: str | None = None) -> RefundReport | None:
        """The same in the shop's words; None for one that somebody made at Stripe by hand."""
        if "reference" not in self.metadata:
            return None
        return RefundReport(
            refund_ref=self.id,
            provider_ref=self.payment_intent or "",
            reference=self.metadata["reference"],
            status=self._stands(),
            amount=money_of(self.amount, self.currency),
            at=datetime.fromtimestamp(self.created, UTC),
            cause=self.failure_reason,
            event_id=event_id,
        )

    def _stands(self) -> RefundStatus:
        if self.status in ("failed", "canceled"):
            return "failed"
        return "succeeded" if self.status == "succeeded" else "pending"


class ToldAccount(BaseModel):
    """Whose key it is."""

    id: str


class EventData(BaseModel):
    """What an event is about."""

    object: dict[str, Any]


class Event(BaseModel):
    """The body of a webhook; what `data` is follows from `type`."""

    id: str
    type: str
    created: int
    livemode: bool
    data: EventData
