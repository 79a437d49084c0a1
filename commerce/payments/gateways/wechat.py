"""The adapter to WeChat Pay v3: a QR code for the app, RSA both ways, notices that are encrypted."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

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
from commerce.payments.gateways.rsa import number_of, private_key, public_key
from commerce.payments.gateways.wechat_wire import (
    Event,
    Refusal,
    ToldCode,
    ToldPayment,
    ToldRefund,
    is_signed,
    signature,
)
from commerce.provider_settings import WechatSettings

PROVIDER = "wechat"
OLDEST_SECONDS = 300
TO_ANSWER = 6.0  # seconds
TOO_MANY = 429
_TRADES = "/v3/pay/transactions/out-trade-no/"
_REFUNDS = "/v3/refund/domestic/refunds"
_SCHEME = "WECHATPAY2-SHA256-RSA2048"


class Nothing(BaseModel):
    """An answer without a body."""


Answer = TypeVar("Answer", bound=BaseModel)


class WechatGateway:
    """WeChat Pay as a Gateway. Our own numbers name payments and refunds there: they are keys."""

    provider = PROVIDER
    methods = ("wechat",)
    thanks = ""

    def __init__(self, account: WechatSettings, asker: Asker | None = None) -> None:
        self._account = account
        self._own_key = private_key(account.private_key)
        self._their_key = public_key(account.public_key)
        self._asker = asker or Asker(to_answer=TO_ANSWER)

    async def close(self) -> None:
        """Give the connections back."""
        await self._asker.close()

    async def start(self, command: StartPayment) -> StartedPayment:
        """Open a payment, or find the one opened under the same number."""
        if command.amount.currency != "CNY":
            raise GatewayRefused("currency_unsupported", "currency")
        number = number_of(command.reference)
        wanted = {
            "appid": self._account.appid,
            "mchid": self._account.mchid,
            "description": f"{command.shop_name} {command.description}".strip()[:42],
            "out_trade_no": number,
            "time_expire": command.expires_at.astimezone(UTC).isoformat(timespec="seconds"),
            "notify_url": command.notify_url,
            "amount": {"total": command.amount.minor, "currency": "CNY"},
        }
        told = await self._ask("POST", "/v3/pay/transactions/native", ToldCode, wanted)
        return StartedPayment(number, "pending", "", told.code_url)

    async def query(self, provider_ref: str) -> PaymentReport:
        """How the payment stands now."""
        return (await self._payment(provider_ref)).report()

    async def cancel(self, provider_ref: str) -> PaymentReport:
        """Close a payment that nobody paid; refused with `already_paid` when somebody did."""
        path = f"{_TRADES}{provider_ref}/close"
        try:
            await self._ask("POST", path, Nothing, {"mchid": self._account.mchid})
        except GatewayRefused as refused:
            if refused.cause == "ORDERPAID":
                raise GatewayRefused("already_paid") from None
        return await self.query(provider_ref)

    async def refund(self, command: StartRefund) -> RefundReport:
        """Give money back, wholly or in part."""
        paid = await self._payment(command.provider_ref)
        wanted = {
            "out_trade_no": command.provider_ref,
            "out_refund_no": number_of(command.reference),
            "reason": command.reason[:80],
            "notify_url": command.notify_url,
            "amount": {
                "refund": command.amount.minor,
                "total": paid.amount.total,
                "currency": command.amount.currency,
            },
        }
        return (await self._ask("POST", _REFUNDS, ToldRefund, wanted)).report()

    async def query_refund(self, refund_ref: str) -> RefundReport:
        """How the refund stands now."""
        return (await self._ask("GET", f"{_REFUNDS}/{refund_ref}", ToldRefund)).report()

    async def account(self) -> GatewayAccount:
        """Whether our keys are taken: asks for a payment that is not there, as nothing else is free."""
        try:
            await self._payment("0" * 32)
        except GatewayRefused as refused:
            if refused.cause != "ORDER_NOT_EXIST":
                raise
        return GatewayAccount(self._account.mchid, self.methods)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> GatewayReport | None:
        """Believe a callback or raise CallbackRefused; None for one that says nothing to us."""
        moment = headers.get("wechatpay-timestamp", "")
        if not moment or not headers.get("wechatpay-signature"):
            raise CallbackRefused("missing_header")
        if not self._is_theirs(headers, body):
            raise CallbackRefused("bad_signature")
        if not moment.isascii() or not moment.isdecimal():
            raise CallbackRefused("bad_signature")
        if abs(clock.now().timestamp() - int(moment)) > OLDEST_SECONDS:
            raise CallbackRefused("too_old")
        try:
            return self._report(Event.model_validate_json(body))
        except (ValidationError, ValueError) as unreadable:
            raise CallbackRefused("bad_body") from unreadable

    def _report(self, event: Event) -> GatewayReport | None:
        subject = event.event_type.partition(".")[0]
        if subject not in ("TRANSACTION", "REFUND"):
            return None
        told: dict[str, Any] = json.loads(event.resource.opened(self._account.v3_key.encode()))
        if told.get("mchid") != self._account.mchid:
            raise CallbackRefused("other_merchant")
        if subject == "REFUND":
            told["status"] = told.get("refund_status")
            return ToldRefund.model_validate(told).report(event.id)
        payment = ToldPayment.model_validate(told)
        if payment.appid != self._account.appid:
            raise CallbackRefused("other_merchant")
        return payment.report(event.id)

    def _is_theirs(self, headers: Mapping[str, str], body: bytes) -> bool:
        return headers.get("wechatpay-serial") == self._account.public_key_id and is_signed(
            self._their_key,
            headers.get("wechatpay-signature", ""),
            headers.get("wechatpay-timestamp", ""),
            headers.get("wechatpay-nonce", ""),
            body,
        )

    async def _payment(self, number: str) -> ToldPayment:
        path = f"{_TRADES}{number}?mchid={self._account.mchid}"
        told = await self._ask("GET", path, ToldPayment)
        if told.mchid != self._account.mchid:
            raise GatewayRefused("other_merchant")
        return told

    async def _ask(
        self, method: str, path: str, kind: type[Answer], wanted: dict[str, Any] | None = None
    ) -> Answer:
        """One question; numbers make repeats harmless."""
        body = "" if wanted is None else json.dumps(wanted, ensure_ascii=False)

        async def once() -> Answer:
            answer = await self._asker.ask(
                method, self._account.url + path, body.encode(), self._signed(method, path, body)
            )
            if answer.is_server_error or answer.status == TOO_MANY:
                raise Silence(maybe_done=answer.status != TOO_MANY)
            return self._accepted(kind, answer)

        return await asked_again(PROVIDER, once)

    def _signed(self, method: str, path: str, body: str) -> dict[str, str]:
        # WeChat judges by the wall's clock, so a clock frozen for the shop must not sign.
        moment, nonce = str(int(datetime.now(UTC).timestamp())), secrets.token_hex(16)
        told = {
            "mchid": self._account.mchid,
            "nonce_str": nonce,
            "signature": signature(self._own_key, method, path, moment, nonce, body),
            "timestamp": moment,
            "serial_no": self._account.serial,
        }
        return {
            "accept": "application/json",
            "content-type": "application/json",
            "authorization": f"{_SCHEME} " + ",".join(f'{k}="{v}"' for k, v in told.items()),
            "wechatpay-serial": self._account.public_key_id,
        }

    def _accepted(self, kind: type[Answer], answer: Told) -> Answer:
        if not answer.is_success:
            try:
                raise GatewayRefused(Refusal.model_validate_json(answer.content).code)
            except ValidationError as unreadable:
                raise GatewayRefused(f"http_{answer.status}") from unreadable
        if not self._is_theirs(answer.headers, answer.content):
            raise GatewayDown(PROVIDER, maybe_done=True)
        try:
            return kind.model_validate_json(answer.content or b"{}")
        except ValidationError as unreadable:
            raise GatewayDown(PROVIDER, maybe_done=True) from unreadable
