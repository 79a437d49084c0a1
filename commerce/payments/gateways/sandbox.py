"""The adapter to the sandbox till: signs what it asks, believes only what the till signed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
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
from commerce.payments.gateways.sandbox_wire import (
    Event,
    Refusal,
    ToldAccount,
    ToldPayment,
    ToldRefund,
)

PROVIDER = "sandbox"
METHODS = ("wechat", "alipay", "card")
OLDEST_CALLBACK_SECONDS = 300
BUSY_OR_DOWN = 503


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """Where the till is, who we are there, and the till's raw Ed25519 key in base64."""

    url: str
    merchant_id: str
    merchant_key: str
    public_key: str


Answer = TypeVar("Answer", bound=BaseModel)


class SandboxGateway:
    """The till as a Gateway. Reads and keyed posts are tried twice; all of them are repeatable."""

    provider = PROVIDER
    methods = METHODS
    thanks = ""

    def __init__(self, account: SandboxSettings, asker: Asker | None = None) -> None:
        self._account = account
        self._asker = asker or Asker()
        self._till_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(account.public_key))

    async def close(self) -> None:
        """Give the connections back."""
        await self._asker.close()

    async def start(self, command: StartPayment) -> StartedPayment:
        """Open a payment, or find the one opened with the same key."""
        wanted = {
            "merchant_reference": command.reference,
            "amount": command.amount.minor,
            "currency": command.amount.currency,
            "description": command.description,
            "shop_name": command.shop_name,
            "locale": command.locale,
            "method": command.method,
            "return_url": command.return_url,
            "notify_url": command.notify_url,
            "expires_at": command.expires_at.isoformat(),
        }
        told = await self._ask("POST", "/v1/payments", wanted, command.idempotency_key)
        payment = self._parsed(ToldPayment, told)
        return StartedPayment(payment.id, payment.status, payment.pay_url, payment.qr)

    async def query(self, provider_ref: str) -> PaymentReport:
        """How the payment stands now."""
        told = await self._ask("GET", f"/v1/payments/{quote(provider_ref, safe='')}")
        return self._parsed(ToldPayment, told).report()

    async def cancel(self, provider_ref: str) -> PaymentReport:
        """Close a payment that nobody paid; refused with `already_paid` when somebody did."""
        told = await self._ask("POST", f"/v1/payments/{quote(provider_ref, safe='')}/cancel")
        return self._parsed(ToldPayment, told).report()

    async def refund(self, command: StartRefund) -> RefundReport:
        """Give money back, wholly or in part."""
        wanted = {
            "payment_id": command.provider_ref,
            "merchant_reference": command.reference,
            "amount": command.amount.minor,
            "currency": command.amount.currency,
            "reason": command.reason,
            "notify_url": command.notify_url,
        }
        told = await self._ask("POST", "/v1/refunds", wanted, command.idempotency_key)
        return self._parsed(ToldRefund, told).report()

    async def query_refund(self, refund_ref: str) -> RefundReport:
        """How the refund stands now."""
        told = await self._ask("GET", f"/v1/refunds/{quote(refund_ref, safe='')}")
        return self._parsed(ToldRefund, told).report()

    async def account(self) -> GatewayAccount:
        """Ask who we are there: whether the till answers and takes our keys."""
        told = self._parsed(ToldAccount, await self._ask("GET", "/v1/account"))
        return GatewayAccount(told.merchant_id, told.methods)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> GatewayReport:
        """Believe a callback or raise CallbackRefused; header names are lower case."""
        event_id = self._checked_event_id(headers, body)
        try:
            event = Event.model_validate_json(body)
            if event.id != event_id:
                raise CallbackRefused("bad_body")
            report, merchants = self._read_event(event)
        except ValidationError as unreadable:
            raise CallbackRefused("bad_body") from unreadable
        if merchants != {self._account.merchant_id}:
            raise CallbackRefused("other_merchant")
        return report

    def _read_event(self, event: Event) -> tuple[GatewayReport, set[str]]:
        subject, _, status = event.type.partition(".")
        match subject:
            case "payment":
                told = ToldPayment.model_validate(event.data)
            case "refund":
                told = ToldRefund.model_validate(event.data)
            case _:
                raise CallbackRefused("unknown_event")
        if told.status != status:
            raise CallbackRefused("bad_body")
        return told.report(event.id), {event.merchant_id, told.merchant_id}

    def _checked_event_id(self, headers: Mapping[str, str], body: bytes) -> str:
        event_id = headers.get("webhook-id", "")
        timestamp = headers.get("webhook-timestamp", "")
        version, _, signature = headers.get("webhook-signature", "").partition(",")
        if not event_id or not timestamp or not signature:
            raise CallbackRefused("missing_header")
        try:
            signed = f"{event_id}.{timestamp}.".encode() + body
            self._till_key.verify(base64.b64decode(signature, validate=True), signed)
        except (InvalidSignature, ValueError) as forged:
            raise CallbackRefused("bad_signature") from forged
        if version != "v1a" or not timestamp.isascii() or not timestamp.isdecimal():
            raise CallbackRefused("bad_signature")
        if abs(clock.now().timestamp() - int(timestamp)) > OLDEST_CALLBACK_SECONDS:
            raise CallbackRefused("too_old")
        return event_id

    async def _ask(
        self,
        method: str,
        path: str,
        wanted: dict[str, Any] | None = None,
        idempotency_key: str = "",
    ) -> Told:
        """One question; keys make repeats harmless."""
        body = b"" if wanted is None else json.dumps(wanted, ensure_ascii=False).encode()

        async def once() -> Told:
            headers = self._signed(method, path, idempotency_key, body)
            answer = await self._asker.ask(method, self._account.url + path, body, headers)
            if answer.is_server_error:
                raise Silence(maybe_done=answer.status != BUSY_OR_DOWN)
            return self._accepted(answer)

        return await asked_again(PROVIDER, once)

    def _signed(self, method: str, path: str, idempotency_key: str, body: bytes) -> dict[str, str]:
        # The provider judges by the wall's clock, so a clock frozen for the shop must not sign.
        timestamp = str(int(datetime.now(UTC).timestamp()))
        text = "\n".join((timestamp, method, path, idempotency_key, "")).encode() + body
        key = self._account.merchant_key.encode()
        headers = {
            "content-type": "application/json",
            "x-merchant": self._account.merchant_id,
            "x-timestamp": timestamp,
            "x-signature": hmac.new(key, text, hashlib.sha256).hexdigest(),
        }
        return headers | ({"idempotency-key": idempotency_key} if idempotency_key else {})

    @staticmethod
    def _accepted(answer: Told) -> Told:
        if answer.is_success:
            return answer
        try:
            error = Refusal.model_validate_json(answer.content).error
        except ValidationError as unreadable:
            raise GatewayRefused(f"http_{answer.status}") from unreadable
        raise GatewayRefused(error.code, error.field)

    @staticmethod
    def _parsed(kind: type[Answer], told: Told) -> Answer:
        try:
            return kind.model_validate_json(told.content)
        except ValidationError as unreadable:
            raise GatewayDown(PROVIDER, maybe_done=True) from unreadable
