"""The adapter to the sandbox's advertising platform: believes only what the platform signed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ValidationError

from commerce import clock
from commerce.campaigns.platforms import (
    CampaignReport,
    NoticeRefused,
    Order,
    PlatformDown,
    PlatformRefused,
    StartCampaign,
    Status,
)

PROVIDER = "sandbox"
OLDEST_NOTICE_SECONDS = 300
TIMEOUT = httpx.Timeout(4.0, connect=2.0)
ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """Where the platform is, who we are there, and its raw Ed25519 key in base64."""

    url: str
    account: str
    key: str
    public_key: str


class _Told(BaseModel):
    """A campaign as the platform tells it."""

    id: str
    reference: str
    account: str
    status: Status
    delivered: int
    cause: str | None = None

    def report(self) -> CampaignReport:
        return CampaignReport(
            self.id, self.reference, self.status, max(0, self.delivered), self.cause or ""
        )


class _Notice(BaseModel):
    """A notice's body."""

    id: str
    type: str
    data: _Told


class _Error(BaseModel):
    code: str


class _Refusal(BaseModel):
    error: _Error


class SandboxPlatform:
    """The sandbox's platform. Each question is asked twice when no answer comes: all repeatable."""

    provider = PROVIDER

    def __init__(self, account: SandboxAccount, client: httpx.AsyncClient | None = None) -> None:
        self._account = account
        self._client = client or httpx.AsyncClient(
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=2),
            verify=account.url.startswith("https:"),
            trust_env=False,
        )
        self._their_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(account.public_key))

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def start(self, command: StartCampaign) -> CampaignReport:
        """Begin a campaign, or find the one that this reference began."""
        wanted = {
            "reference": command.reference,
            **command.brief,
            "quantity": command.quantity,
            "ends_at": command.ends_at.isoformat(),
            "notify_url": command.notify_url,
        }
        return await self._ask("POST", "/promotion/v1/campaigns", wanted, command.reference)

    async def query(self, provider_ref: str) -> CampaignReport:
        """How the campaign stands now."""
        return await self._ask("GET", f"/promotion/v1/campaigns/{quote(provider_ref, safe='')}")

    async def tell(self, provider_ref: str, order: Order) -> CampaignReport:
        """Pause it, go on, or stop it for good."""
        path = f"/promotion/v1/campaigns/{quote(provider_ref, safe='')}/{order}"
        return await self._ask("POST", path)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> CampaignReport:
        """Believe a notice or raise NoticeRefused; header names are lower case."""
        notice_id = self._checked_id(headers, body)
        try:
            notice = _Notice.model_validate_json(body)
        except ValidationError as unreadable:
            raise NoticeRefused("bad_body") from unreadable
        if notice.id != notice_id:
            raise NoticeRefused("bad_body")
        if notice.data.account != self._account.account:
            raise NoticeRefused("other_account")
        return notice.data.report()

    def _checked_id(self, headers: Mapping[str, str], body: bytes) -> str:
        notice_id = headers.get("webhook-id", "")
        timestamp = headers.get("webhook-timestamp", "")
        version, _, signature = headers.get("webhook-signature", "").partition(",")
        if not notice_id or not timestamp or not signature:
            raise NoticeRefused("missing_header")
        try:
            signed = f"{notice_id}.{timestamp}.".encode() + body
            self._their_key.verify(base64.b64decode(signature, validate=True), signed)
        except (InvalidSignature, ValueError) as forged:
            raise NoticeRefused("bad_signature") from forged
        if version != "v1a" or not timestamp.isascii() or not timestamp.isdecimal():
            raise NoticeRefused("bad_signature")
        if abs(clock.now().timestamp() - int(timestamp)) > OLDEST_NOTICE_SECONDS:
            raise NoticeRefused("too_old")
        return notice_id

    async def _ask(
        self, method: str, path: str, wanted: dict[str, Any] | None = None, key: str = ""
    ) -> CampaignReport:
        body = b"" if wanted is None else json.dumps(wanted, ensure_ascii=False).encode()
        for _ in range(ATTEMPTS):
            headers = self._signed(method, path, key, body)
            try:
                answer = await self._client.request(
                    method, self._account.url + path, content=body, headers=headers
                )
            except httpx.RequestError:
                continue
            if not answer.is_server_error:
                return self._read(answer)
        raise PlatformDown(PROVIDER)

    def _signed(self, method: str, path: str, key: str, body: bytes) -> dict[str, str]:
        # The platform judges by the wall's clock, so a clock frozen for the shop must not sign.
        timestamp = str(int(datetime.now(UTC).timestamp()))
        text = "\n".join((timestamp, method, path, key, "")).encode() + body
        secret = self._account.key.encode()
        headers = {
            "content-type": "application/json",
            "x-account": self._account.account,
            "x-timestamp": timestamp,
            "x-signature": hmac.new(secret, text, hashlib.sha256).hexdigest(),
        }
        return headers | ({"idempotency-key": key} if key else {})

    @staticmethod
    def _read(answer: httpx.Response) -> CampaignReport:
        try:
            if answer.is_success:
                return _Told.model_validate_json(answer.content).report()
            cause = _Refusal.model_validate_json(answer.content).error.code
        except ValidationError as unreadable:
            raise PlatformDown(PROVIDER) from unreadable
        raise PlatformRefused(cause)
