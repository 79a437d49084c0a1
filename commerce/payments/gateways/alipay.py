"""The adapter to Alipay: a QR code and a page for one trade, signed both ways (RSA2)."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import (
    CallbackRefused,
    GatewayAccount,
    GatewayDown,
    GatewayRefused,
    PaymentReport,
    RefundReport,
    StartedPayment,
    StartPayment,
    StartRefund,
)
from commerce.payments.gateways.alipay_wire import (
    Answered,
    ToldCode,
    ToldNotice,
    ToldRefund,
    ToldTrade,
    answer_node,
    moment_text,
    notice_content,
    read_form,
    request_content,
)
from commerce.payments.gateways.asking import Asker, Silence, Told, asked_again
from commerce.payments.gateways.rsa import (
    is_signed,
    number_of,
    private_key,
    public_key,
    reference_of,
    signed,
)
from commerce.provider_settings import AlipaySettings

PROVIDER = "alipay"
TO_ANSWER = 6.0  # seconds
# Alipay repeats a notice for 25 hours, and does not promise to date it anew.
OLDEST, EARLIEST = timedelta(hours=26), timedelta(minutes=5)
DONE, DOWN = "10000", "20000"
NOT_THERE = "TRADE_NOT_EXIST"
_PAGE = ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY")
_PHONE = ("alipay.trade.wap.pay", "QUICK_WAP_WAY")
_FORM = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}

Answer = TypeVar("Answer", bound=BaseModel)


class AlipayGateway:
    """Alipay as a Gateway. Our own numbers name trades and refunds there: they are keys."""

    provider = PROVIDER
    methods = ("alipay",)
    thanks = "success"

    def __init__(self, account: AlipaySettings, asker: Asker | None = None) -> None:
        self._account = account
        self._own_key = private_key(account.private_key)
        self._their_key = public_key(account.public_key)
        self._asker = asker or Asker(to_answer=TO_ANSWER)

    async def close(self) -> None:
        """Give the connections back."""
        await self._asker.close()

    async def start(self, command: StartPayment) -> StartedPayment:
        """A code for the app and a page, for one trade: who comes first makes it, once."""
        if command.amount.currency != "CNY":
            raise GatewayRefused("currency_unsupported", "currency")
        number = number_of(command.reference)
        trade = {
            "out_trade_no": number,
            "total_amount": str(command.amount.major),
            "subject": _subject(command),
            "time_expire": moment_text(command.expires_at),
        }
        heard = {"notify_url": command.notify_url}
        told = await self._ask("alipay.trade.precreate", ToldCode, trade, heard)
        method, product = _PHONE if command.on_phone else _PAGE
        back = heard | {"return_url": command.return_url}
        page = self._signed(method, trade | {"product_code": product}, back)
        return StartedPayment(
            number, "pending", f"{self._account.url}?{urlencode(page)}", told.qr_code
        )

    async def query(self, provider_ref: str) -> PaymentReport:
        """How the trade stands now; until somebody scans the code there is none."""
        try:
            asked = {"out_trade_no": provider_ref}
            return (await self._ask("alipay.trade.query", ToldTrade, asked)).report()
        except GatewayRefused as refused:
            if refused.cause != NOT_THERE:
                raise
        nothing = Money(0, "CNY")
        return PaymentReport(
            provider_ref, reference_of(provider_ref), "pending", nothing, clock.now()
        )

    async def cancel(self, provider_ref: str) -> PaymentReport:
        """Close a trade that nobody paid; refused with `already_paid` when somebody did.

        A code that nobody scanned yet has no trade to close: it ends with its time.
        """
        try:
            await self._ask("alipay.trade.close", Answered, {"out_trade_no": provider_ref})
        except GatewayRefused as refused:
            if refused.cause not in (NOT_THERE, "TRADE_STATUS_ERROR"):
                raise
        report = await self.query(provider_ref)
        if report.status == "succeeded":
            raise GatewayRefused("already_paid")
        return report

    async def refund(self, command: StartRefund) -> RefundReport:
        """Give money back, wholly or in part; what is not sure yet is asked for again."""
        number = number_of(command.reference)
        wanted = {
            "out_trade_no": command.provider_ref,
            "out_request_no": number,
            "refund_amount": str(command.amount.major),
            "refund_reason": command.reason[:256],
        }
        told = await self._ask("alipay.trade.refund", ToldRefund, wanted)
        found = await self.query_refund(f"{command.provider_ref}:{number}")
        if found.status == "succeeded":
            return found
        if told.fund_change != "Y":
            raise GatewayDown(PROVIDER, maybe_done=True)
        return replace(found, status="succeeded", amount=command.amount)

    async def query_refund(self, refund_ref: str) -> RefundReport:
        """How the refund stands now."""
        trade, _, number = refund_ref.partition(":")
        asked = {"out_trade_no": trade, "out_request_no": number}
        told = await self._ask("alipay.trade.fastpay.refund.query", ToldRefund, asked)
        return RefundReport(
            refund_ref=refund_ref,
            provider_ref=trade,
            reference=reference_of(number),
            status="succeeded" if told.refund_status == "REFUND_SUCCESS" else "pending",
            amount=Money(told.refund_amount, "CNY"),
            at=clock.now(),
        )

    async def account(self) -> GatewayAccount:
        """Whether our keys are taken: asks for a trade that is not there, as that is free."""
        await self.query("0" * 32)
        return GatewayAccount(self._account.seller_id, self.methods)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> PaymentReport | None:
        """Believe a callback or raise CallbackRefused; None for one that says nothing to us.

        Nothing is told by a refund's notice: it has the sum of all refunds, and who asked for one
        was answered.
        """
        form, charset = read_form(body)
        if form.get("sign_type") != "RSA2" or not is_signed(
            self._their_key, form.get("sign", ""), notice_content(form, charset)
        ):
            raise CallbackRefused("bad_signature")
        try:
            told = ToldNotice.model_validate(form)
        except ValidationError as unreadable:
            raise CallbackRefused("bad_body") from unreadable
        if (told.app_id, told.seller_id) != (self._account.app_id, self._account.seller_id):
            raise CallbackRefused("other_merchant")
        if not -EARLIEST <= clock.now() - told.notify_time <= OLDEST:
            raise CallbackRefused("too_old")
        if told.gmt_refund or told.trade_status == "WAIT_BUYER_PAY":
            return None
        return told.report(told.notify_id)

    async def _ask(
        self,
        method: str,
        kind: type[Answer],
        asked: dict[str, str],
        more: dict[str, str] | None = None,
    ) -> Answer:
        """One question; numbers make repeats harmless."""
        url = f"{self._account.url}?charset=utf-8"

        async def once() -> Answer:
            content = urlencode(self._signed(method, asked, more or {})).encode()
            answer = await self._asker.ask("POST", url, content, _FORM)
            if answer.is_success and (text := self._believed(method, answer)) is not None:
                return _accepted(kind, text)
            raise Silence(maybe_done=True)

        return await asked_again(PROVIDER, once)

    def _signed(self, method: str, asked: dict[str, str], more: dict[str, str]) -> dict[str, str]:
        # Alipay judges by the wall's clock, so a clock frozen for the shop must not sign.
        told = {
            "app_id": self._account.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": moment_text(datetime.now(UTC)),
            "version": "1.0",
            "biz_content": json.dumps(asked, ensure_ascii=False),
        } | more
        return told | {"sign": signed(self._own_key, request_content(told))}

    def _believed(self, method: str, answer: Told) -> str | None:
        """The node that answers, if it is Alipay's and Alipay is well.

        Only a refusal may be unsigned: whose signature is wrong gets none in return.
        """
        try:
            text, sign = answer_node(answer.content, method)
            told = Answered.model_validate_json(text)
        except ValueError:
            return None
        unsigned_refusal = not sign and told.code != DONE
        if not unsigned_refusal and not is_signed(self._their_key, sign, text.encode()):
            return None
        return None if told.code == DOWN or told.cause.endswith("SYSTEM_ERROR") else text


def _subject(command: StartPayment) -> str:
    """What Alipay shows as being paid, without the signs that it does not take."""
    return re.sub(r"[/=&]", " ", f"{command.shop_name} {command.description}").strip()[:200]


def _accepted(kind: type[Answer], text: str) -> Answer:
    told = Answered.model_validate_json(text)
    if told.code != DONE:
        raise GatewayRefused(told.cause)
    try:
        return kind.model_validate_json(text)
    except ValidationError as unreadable:
        raise GatewayDown(PROVIDER, maybe_done=True) from unreadable
