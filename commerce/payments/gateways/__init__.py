"""What a payment provider is to the shop: one Protocol, its requests, reports and errors.

CommerceError
├── GatewayDown              no answer, or a 5xx; whether it may have happened all the same
├── PaymentRefused
│   └── GatewayRefused       the provider said no: cause and field
└── CallbackRefused          a notice that is not from our provider, or not for us
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from commerce.errors import CommerceError, PaymentRefused
from commerce.money import Money

PaymentStatus = Literal["pending", "succeeded", "failed", "expired", "cancelled"]
RefundStatus = Literal["pending", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class StartPayment:
    """Ask the provider for a place to pay; the same idempotency key asks for the same one."""

    reference: str
    idempotency_key: str
    amount: Money
    description: str
    shop_name: str
    locale: str
    method: str
    return_url: str
    notify_url: str
    expires_at: datetime
    on_phone: bool = False  # where the customer is, for providers with a page for each


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """Where the customer pays: a page to open, and the content of a QR code for a phone."""

    provider_ref: str
    status: PaymentStatus
    pay_url: str
    qr: str


@dataclass(frozen=True, slots=True)
class StartRefund:
    """Give `amount` of a payment back; the same idempotency key asks for the same refund."""

    provider_ref: str
    reference: str
    idempotency_key: str
    amount: Money
    reason: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """How a payment stands at the provider; `event_id` is set when it came by callback.

    `provider_ref` is '' where a callback of a failure does not name its payment, but our reference.
    """

    provider_ref: str
    reference: str
    status: PaymentStatus
    amount: Money
    at: datetime
    cause: str | None = None
    field: str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class RefundReport:
    """How a refund stands at the provider; `provider_ref` is its payment's."""

    refund_ref: str
    provider_ref: str
    reference: str
    status: RefundStatus
    amount: Money
    at: datetime
    cause: str | None = None
    event_id: str | None = None


GatewayReport = PaymentReport | RefundReport


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """Who we are at the provider, as it says itself, and which ways to pay it opens to us."""

    merchant: str
    methods: tuple[str, ...]


class GatewayDown(CommerceError):
    """No usable answer came; `maybe_done` says that the provider may have acted all the same."""

    code = "provider_down"

    def __init__(self, provider: str, *, maybe_done: bool) -> None:
        self.provider = provider
        self.maybe_done = maybe_done
        super().__init__(f"{provider} does not answer{', but may have acted' * maybe_done}")


class GatewayRefused(PaymentRefused):
    """The provider understood and said no."""


class CallbackRefused(CommerceError):
    """A callback that must not be believed: `reason` is a stable code.

    missing_header, bad_signature, too_old, bad_body, other_merchant, unknown_event.
    """

    code = "callback_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Gateway(Protocol):
    """One payment provider. Every call may raise GatewayDown or GatewayRefused."""

    @property
    def provider(self) -> str:
        """The name that stands in the callback's URL and on the attempt."""
        ...

    @property
    def methods(self) -> tuple[str, ...]:
        """The ways to pay that it offers: 'wechat', 'alipay', 'card'."""
        ...

    @property
    def thanks(self) -> str:
        """What a notice that was taken is answered with; '' where 204 is enough."""
        ...

    async def start(self, command: StartPayment) -> StartedPayment:
        """Open a payment, or find the one opened with the same key."""
        ...

    async def query(self, provider_ref: str) -> PaymentReport:
        """How the payment stands now."""
        ...

    async def cancel(self, provider_ref: str) -> PaymentReport:
        """Close a payment that nobody paid; refused with `already_paid` when somebody did."""
        ...

    async def refund(self, command: StartRefund) -> RefundReport:
        """Give money back, wholly or in part."""
        ...

    async def query_refund(self, refund_ref: str) -> RefundReport:
        """How the refund stands now."""
        ...

    async def account(self) -> GatewayAccount:
        """Ask who we are there: whether the provider answers and takes our keys."""
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> GatewayReport | None:
        """Believe a callback or raise CallbackRefused; header names are lower case.

        None for one that is the provider's and says nothing of our payments.
        """
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...
