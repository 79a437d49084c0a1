"""What WeChat Pay says, parsed, and its signatures; the rest of the shop never sees these."""

import base64
from datetime import UTC
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import AwareDatetime, BaseModel

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import (
    CallbackRefused,
    PaymentReport,
    PaymentStatus,
    RefundReport,
    RefundStatus,
    rsa,
)
from commerce.payments.gateways.rsa import reference_of

_PAYMENT: dict[str, PaymentStatus] = {
    "SUCCESS": "succeeded",
    "REFUND": "succeeded",  # paid, and some of it went back
    "NOTPAY": "pending",
    "USERPAYING": "pending",
    "CLOSED": "expired",
    "REVOKED": "expired",
    "PAYERROR": "failed",
}
_REFUND: dict[str, RefundStatus] = {
    "SUCCESS": "succeeded",
    "PROCESSING": "pending",
    "CLOSED": "failed",
    "ABNORMAL": "failed",
}
TradeState = Literal["SUCCESS", "REFUND", "NOTPAY", "USERPAYING", "CLOSED", "REVOKED", "PAYERROR"]
RefundState = Literal["SUCCESS", "PROCESSING", "CLOSED", "ABNORMAL"]


class ToldCode(BaseModel):
    """What a QR code for the WeChat app holds."""

    code_url: str


class ToldAmount(BaseModel):
    """What was to be paid, in fen. A payment that nobody made yet has none."""

    total: int
    currency: str = "CNY"


class ToldPayment(BaseModel):
    """A transaction, in answers and notices."""

    appid: str
    mchid: str
    out_trade_no: str
    trade_state: TradeState
    success_time: AwareDatetime | None = None
    amount: ToldAmount

    def report(self, event_id: str | None = None) -> PaymentReport:
        """The same in the shop's words."""
        return PaymentReport(
            provider_ref=self.out_trade_no,
            reference=reference_of(self.out_trade_no),
            status=_PAYMENT[self.trade_state],
            amount=Money(self.amount.total, self.amount.currency),
            at=(self.success_time or clock.now()).astimezone(UTC),
            event_id=event_id,
        )


class RefundAmount(BaseModel):
    """What goes back, of which whole, in fen."""

    refund: int
    total: int
    currency: str = "CNY"


class ToldRefund(BaseModel):
    """A refund; notices have `refund_status` where answers have `status`."""

    out_trade_no: str
    out_refund_no: str
    status: RefundState
    amount: RefundAmount

    def report(self, event_id: str | None = None) -> RefundReport:
        """The same in the shop's words."""
        status = _REFUND[self.status]
        return RefundReport(
            refund_ref=self.out_refund_no,
            provider_ref=self.out_trade_no,
            reference=reference_of(self.out_refund_no),
            status=status,
            amount=Money(self.amount.refund, self.amount.currency),
            at=clock.now(),
            cause=self.status.lower() if status == "failed" else None,
            event_id=event_id,
        )


class Refusal(BaseModel):
    """The body of an answer that is no 2xx."""

    code: str


class Resource(BaseModel):
    """What a notice is about, encrypted with the merchant's APIv3 key."""

    algorithm: Literal["AEAD_AES_256_GCM"]
    ciphertext: str
    associated_data: str = ""
    nonce: str

    def opened(self, key: bytes) -> bytes:
        """The plain JSON. Raises CallbackRefused."""
        try:
            sealed = base64.b64decode(self.ciphertext, validate=True)
            return AESGCM(key).decrypt(self.nonce.encode(), sealed, self.associated_data.encode())
        except (InvalidTag, ValueError) as broken:
            raise CallbackRefused("bad_body") from broken


class Event(BaseModel):
    """The body of a notice; what `resource` is follows from `event_type`."""

    id: str
    event_type: str
    resource: Resource


def signature(key: RSAPrivateKey, *parts: str) -> str:
    """SHA256 with RSA over the parts, a line each."""
    return rsa.signed(key, "".join(f"{part}\n" for part in parts).encode())


def is_signed(key: RSAPublicKey, told: str, moment: str, nonce: str, body: bytes) -> bool:
    """Whether the owner of `key` signed an answer or a notice."""
    return rsa.is_signed(key, told, f"{moment}\n{nonce}\n".encode() + body + b"\n")
