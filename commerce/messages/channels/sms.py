"""Text messages over the carrier's HTTP API, and the delivery receipts that come back."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import httpx
from pydantic import BaseModel, ValidationError

from commerce.messages.channels import ChannelDown, MessageRefused, ReceiptRefused

NAME = "sms"
PATH = "/sms/v1/messages"
TIMEOUT = httpx.Timeout(4.0, connect=2.0)
ATTEMPTS = 2
TOO_MANY = 429
OLDEST_RECEIPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """Where the carrier is, the key shared with it, and where it shall send receipts, if at all."""

    url: str
    key: str
    receipts_url: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message."""

    provider_ref: str
    delivered: bool


class _Message(BaseModel):
    id: str
    status: Literal["delivered", "undeliverable"]


class _Error(BaseModel):
    code: str
    field: str | None


class _Refusal(BaseModel):
    error: _Error


class SmsChannel:
    """The carrier as a Channel; a repeat carries the same key, so nobody gets a text twice."""

    name = NAME

    def __init__(self, account: SmsAccount, client: httpx.AsyncClient | None = None) -> None:
        self._account = account
        self._client = client or httpx.AsyncClient(
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=2),
            # Loading the authorities' certificates costs megabytes that plain HTTP has no use for.
            verify=account.url.startswith("https:"),
            trust_env=False,
        )

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def send(
        self, recipient: str, subject: str, body: str, *, message_id: str | None = None
    ) -> str:
        """Text `body` to a number in E.164; a text has no subject, so that goes unused."""
        del subject
        wanted = {"to": recipient, "text": body}
        if self._account.receipts_url is not None:
            wanted["notify_url"] = self._account.receipts_url
        content = json.dumps(wanted, ensure_ascii=False).encode()
        answer = await self._post(content, message_id or secrets.token_urlsafe(16))
        if answer.is_success:
            try:
                return _Message.model_validate_json(answer.content).id
            except ValidationError as unreadable:
                raise ChannelDown(NAME) from unreadable
        try:
            error = _Refusal.model_validate_json(answer.content).error
        except ValidationError as unreadable:
            raise MessageRefused(f"http_{answer.status_code}") from unreadable
        field = {"to": "recipient", "text": "body"}.get(error.field or "")
        raise MessageRefused(error.code, field)

    def read_receipt(self, headers: Mapping[str, str], body: bytes) -> Receipt:
        """Believe a delivery receipt or raise ReceiptRefused; header names are lower case."""
        timestamp = headers.get("x-timestamp", "")
        signature = headers.get("x-signature", "")
        if not timestamp or not signature:
            raise ReceiptRefused("missing_header")
        right = self._hmac(f"receipt\n{timestamp}\n".encode() + body)
        if not hmac.compare_digest(right.encode(), signature.encode()):
            raise ReceiptRefused("bad_signature")
        if abs(time.time() - int(timestamp)) > OLDEST_RECEIPT_SECONDS:
            raise ReceiptRefused("too_old")
        try:
            message = _Message.model_validate_json(body)
        except ValidationError as unreadable:
            raise ReceiptRefused("bad_body") from unreadable
        return Receipt(message.id, delivered=message.status == "delivered")

    async def _post(self, content: bytes, message_id: str) -> httpx.Response:
        for _ in range(ATTEMPTS):
            try:
                answer = await self._client.post(
                    self._account.url + PATH,
                    content=content,
                    headers=self._signed(content, message_id),
                )
            except httpx.RequestError:
                continue
            if not answer.is_server_error and answer.status_code != TOO_MANY:
                return answer
        raise ChannelDown(NAME)

    def _signed(self, content: bytes, message_id: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        text = "\n".join((timestamp, "POST", PATH, message_id, "")).encode() + content
        return {
            "content-type": "application/json",
            "idempotency-key": message_id,
            "x-timestamp": timestamp,
            "x-signature": self._hmac(text),
        }

    def _hmac(self, text: bytes) -> str:
        return hmac.new(self._account.key.encode(), text, hashlib.sha256).hexdigest()
