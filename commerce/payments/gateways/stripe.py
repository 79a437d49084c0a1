"""The adapter to Stripe: cards on its Checkout page, form-encoded requests, signed webhooks."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ValidationError

from commerce import clock
from commerce.payments.gateways import (
    CallbackRefused,
    GatewayAccount,
    GatewayDown,
    GatewayRefused,
    GatewayReport,
    PaymentReport,
    RefundReport,
    StartedPayment,
    StartPayment,
    StartRefund,
)
from commerce.payments.gateways.asking import Asker, Silence, Told, asked_again
from commerce.payments.gateways.stripe_wire import (
    Event,
    Refusal,
    ToldAccount,
    ToldIntent,
    ToldRefund,
    ToldSession,
    stripe_amount,
)

PROVIDER = "stripe"
API = "https://api.stripe.com"
API_VERSION = "2025-02-24.acacia"
TOLERANCE_SECONDS = 300
TO_ANSWER = 8.0  # seconds
TWIN_RUNS, TOO_MANY = 409, 429  # an equal request is being answered; too many at once
# A session is open for 30 minutes at least, 24 hours at most.
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23, minutes=50)
_SESSION = "checkout.session."


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """The secret key, the secret of our webhook endpoint, and where Stripe is."""

    key: str
    webhook_secret: str
    url: str = API

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return not self.key.split("_", 1)[-1].startswith("test_")


Answer = TypeVar("Answer", bound=BaseModel)


class StripeGateway:
    """Stripe as a Gateway. What stands on an attempt as `provider_ref` is its session's id."""

    provider = PROVIDER
    methods = ("card",)
    thanks = ""

    def __init__(self, account: StripeSettings, asker: Asker | None = None) -> None:
        self._account = account
        self._asker = asker or Asker(to_answer=TO_ANSWER)

    async def close(self) -> None:
        """Give the connections back."""
        await self._asker.close()

    async def start(self, command: StartPayment) -> StartedPayment:
        """Open a session, or find the one opened with the same key."""
        item = "line_items[0]"
        wanted = {
            "mode": "payment",
            "client_reference_id": command.reference,
            "success_url": command.return_url,
            "cancel_url": command.return_url,
            "locale": command.locale,
            "payment_method_types[0]": "card",
            f"{item}[quantity]": "1",
            f"{item}[price_data][currency]": command.amount.currency.lower(),
            f"{item}[price_data][unit_amount]": str(stripe_amount(command.amount)),
            f"{item}[price_data][product_data][name]": _called(command),
            "payment_intent_data[metadata][reference]": command.reference,
        }
        # Told by the hold alone: the same key has to come with the same body.
        until = command.expires_at + SHORTEST
        if until < clock.now() + LONGEST:
            wanted["expires_at"] = str(int(until.timestamp()))
        told = await self._ask(
            "POST", "/v1/checkout/sessions", ToldSession, wanted, command.idempotency_key
        )
        return StartedPayment(told.id, "pending", told.url or "", told.url or "")

    async def query(self, provider_ref: str) -> PaymentReport:
        """How the payment stands now."""
        return _ours((await self._session(provider_ref)).report())

    async def cancel(self, provider_ref: str) -> PaymentReport:
        """Close a session that nobody paid; refused with `already_paid` when somebody did."""
        path = f"/v1/checkout/sessions/{quote(provider_ref, safe='')}/expire"
        try:
            told = await self._ask("POST", path, ToldSession, {})
        except GatewayRefused:  # it is not open any more
            told = await self._session(provider_ref)
            if told.payment_status == "paid":
                raise GatewayRefused("already_paid") from None
        return _ours(told.report())

    async def refund(self, command: StartRefund) -> RefundReport:
        """Give money back, wholly or in part."""
        paid = await self._session(command.provider_ref)
        wanted = {
            "payment_intent": paid.payment_intent or "",
            "amount": str(stripe_amount(command.amount)),
            "metadata[reference]": command.reference,
        }
        told = await self._ask("POST", "/v1/refunds", ToldRefund, wanted, command.idempotency_key)
        return _ours(told.report())

    async def query_refund(self, refund_ref: str) -> RefundReport:
        """How the refund stands now."""
        path = f"/v1/refunds/{quote(refund_ref, safe='')}"
        return _ours((await self._ask("GET", path, ToldRefund)).report())

    async def account(self) -> GatewayAccount:
        """Ask who we are there: whether Stripe answers and takes our key."""
        told = await self._ask("GET", "/v1/account", ToldAccount)
        return GatewayAccount(told.id, self.methods)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> GatewayReport | None:
        """Believe a callback or raise CallbackRefused; None for one that says nothing to us."""
        self._check_signature(headers.get("stripe-signature", ""), body)
        try:
            event = Event.model_validate_json(body)
            if event.livemode != self._account.live:
                raise CallbackRefused("other_merchant")
            return _report(event)
        except ValidationError as unreadable:
            raise CallbackRefused("bad_body") from unreadable

    def _check_signature(self, header: str, body: bytes) -> None:
        """t=1767225600,v1=hex: HMAC-SHA256 over "t.body"; while a secret is rolled two v1."""
        pairs = [part.strip().partition("=") for part in header.split(",")]
        moment = next((value for name, _, value in pairs if name == "t"), "")
        signatures = [value for name, _, value in pairs if name == "v1"]
        if not moment or not signatures:
            raise CallbackRefused("missing_header")
        secret = self._account.webhook_secret.encode()  # never empty: settings see to it
        known = hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not any(hmac.compare_digest(known.encode(), told.encode()) for told in signatures):
            raise CallbackRefused("bad_signature")
        if not moment.isascii() or not moment.isdecimal():
            raise CallbackRefused("bad_signature")
        if abs(clock.now().timestamp() - int(moment)) > TOLERANCE_SECONDS:
            raise CallbackRefused("too_old")

    async def _session(self, session_id: str) -> ToldSession:
        path = f"/v1/checkout/sessions/{quote(session_id, safe='')}"
        return await self._ask("GET", path, ToldSession)

    async def _ask(
        self,
        method: str,
        path: str,
        kind: type[Answer],
        form: dict[str, str] | None = None,
        idempotency_key: str = "",
    ) -> Answer:
        """One question; keys make repeats harmless."""
        headers = {
            "authorization": f"Bearer {self._account.key}",
            "content-type": "application/x-www-form-urlencoded",
            "stripe-version": API_VERSION,
        }
        if idempotency_key:
            headers["idempotency-key"] = idempotency_key
        content = urlencode(form).encode() if form else b""

        async def once() -> Answer:
            answer = await self._asker.ask(method, self._account.url + path, content, headers)
            if answer.is_server_error or answer.status in (TWIN_RUNS, TOO_MANY):
                raise Silence(maybe_done=answer.status != TOO_MANY)
            return _accepted(kind, answer)

        return await asked_again(PROVIDER, once)


def _called(command: StartPayment) -> str:
    """What Stripe's page says is being paid."""
    return f"{command.shop_name} {command.description}".strip()[:250]


def _accepted(kind: type[Answer], answer: Told) -> Answer:
    if not answer.is_success:
        try:
            error = Refusal.model_validate_json(answer.content).error
        except ValidationError as unreadable:
            raise GatewayRefused(f"http_{answer.status}") from unreadable
        raise GatewayRefused(*error.cause)
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError as unreadable:
        raise GatewayDown(PROVIDER, maybe_done=True) from unreadable


Reported = TypeVar("Reported", PaymentReport, RefundReport)


def _ours(report: Reported | None) -> Reported:
    if report is None:
        raise GatewayRefused("not_ours")
    return report


def _report(event: Event) -> GatewayReport | None:
    """What an event says in the shop's words."""
    at = datetime.fromtimestamp(event.created, UTC)
    told = event.data.object
    if event.type in ("refund.updated", "refund.failed", "refund.created"):
        return ToldRefund.model_validate(told).report(event.id)
    if event.type == "payment_intent.payment_failed":
        return ToldIntent.model_validate(told).failed(event.id, at)
    if event.type.startswith(_SESSION):
        session = ToldSession.model_validate(told)
        failed = event.type == _SESSION + "async_payment_failed"
        return session.report(event.id, at, failed=failed)
    return None
