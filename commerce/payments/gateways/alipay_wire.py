"""What Alipay says, parsed, and what its signatures (RSA2) stand over."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import CallbackRefused, PaymentReport, PaymentStatus
from commerce.payments.gateways.rsa import reference_of

SHANGHAI = timezone(timedelta(hours=8))
MOST_FIELDS = 100
_AMOUNT = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?")
_CHARSETS = {"utf-8": "utf-8", "gbk": "gbk", "gb2312": "gbk", "gb18030": "gb18030"}
_PAYMENT: dict[str, PaymentStatus] = {
    "WAIT_BUYER_PAY": "pending",
    "TRADE_SUCCESS": "succeeded",
    "TRADE_FINISHED": "succeeded",  # paid, and too long ago to go back
    "TRADE_CLOSED": "expired",
}
TradeStatus = Literal["WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED"]


def _fen(told: Any) -> int:
    """Yuan, as Alipay writes them, in fen."""
    if not isinstance(told, str) or not _AMOUNT.fullmatch(told):
        raise ValueError("not an amount in yuan")
    return int(Decimal(told).scaleb(2))


def _moment(told: Any) -> datetime:
    return datetime.strptime(str(told), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)


def moment_text(at: datetime) -> str:
    """A moment as Alipay reads it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


Yuan = Annotated[int, BeforeValidator(_fen)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class Signed(BaseModel):
    """What stands beside the answer: the signature over its text."""

    sign: str = ""


class Answered(BaseModel):
    """What stands in every answer; all went well where `code` is 10000."""

    code: str
    sub_code: str = ""

    @property
    def cause(self) -> str:
        """Why not, without the name of Alipay's department."""
        return self.sub_code.removeprefix("ACQ.") or self.code


class ToldCode(BaseModel):
    """What a QR code for the Alipay app holds."""

    qr_code: str


class ToldTrade(BaseModel):
    """A trade, in answers and notices. It is in yuan unless it says otherwise."""

    out_trade_no: str
    trade_status: TradeStatus
    total_amount: Yuan
    trans_currency: str = "CNY"
    paid_at: Moment | None = Field(
        None, validation_alias=AliasChoices("send_pay_date", "gmt_payment")
    )

    def report(self, event_id: str | None = None) -> PaymentReport:
        """The same in the shop's words; what was paid and went back whole is closed, too."""
        given_back = self.trade_status == "TRADE_CLOSED" and self.paid_at is not None
        return PaymentReport(
            provider_ref=self.out_trade_no,
            reference=reference_of(self.out_trade_no),
            status="succeeded" if given_back else _PAYMENT[self.trade_status],
            amount=Money(self.total_amount, self.trans_currency),
            at=(self.paid_at or clock.now()).astimezone(UTC),
            event_id=event_id,
        )


class ToldNotice(ToldTrade):
    """A notice: the trade, whose it is, and since when it is told."""

    app_id: str
    seller_id: str
    notify_id: str = Field(min_length=1)
    notify_time: Moment
    gmt_refund: str = ""


class ToldRefund(BaseModel):
    """What is known of a refund: whether this question moved money, or how it stands."""

    fund_change: str = "N"
    refund_status: str = ""
    refund_amount: Yuan = 0


def read_form(body: bytes) -> tuple[dict[str, str], str]:
    """A notice's fields and its charset. Raises CallbackRefused."""
    try:
        text = body.decode("ascii")
        named = dict(parse_qsl(text, max_num_fields=MOST_FIELDS)).get("charset", "utf-8")
        charset = _CHARSETS[named.lower()]
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, encoding=charset, errors="strict"
        )
    except (ValueError, KeyError) as unreadable:
        raise CallbackRefused("bad_body") from unreadable
    told = dict(pairs)
    if len(told) != len(pairs):  # a name that comes twice could be read in two ways
        raise CallbackRefused("bad_body")
    return told, charset


def notice_content(told: Mapping[str, str], charset: str) -> bytes:
    """What a notice's signature stands over: all but `sign` and `sign_type`, by name."""
    kept = sorted(name for name in told if name not in ("sign", "sign_type"))
    return "&".join(f"{name}={told[name]}" for name in kept).encode(charset)


def request_content(asked: Mapping[str, str]) -> bytes:
    """What a request's signature stands over: what is said at all, by name."""
    kept = sorted(name for name, value in asked.items() if value and name != "sign")
    return "&".join(f"{name}={asked[name]}" for name in kept).encode()


def answer_node(content: bytes, method: str) -> tuple[str, str]:
    """The text that answers `method`, as it came, and the signature over it. Raises ValueError."""
    text = content.decode()
    sign = Signed.model_validate_json(text).sign
    for name in (f"{method.replace('.', '_')}_response", "error_response"):
        if found := re.search(rf'"{name}"\s*:\s*', text):
            _, end = json.JSONDecoder().raw_decode(text, found.end())
            return text[found.end() : end], sign
    raise ValueError("not an answer to that")
