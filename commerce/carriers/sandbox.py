"""The adapter to the sandbox carrier: signs what it asks, believes only what is signed."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import AwareDatetime, BaseModel, ValidationError

from commerce.carriers import CarrierDown, NoticeRefused, ParcelState, Scan, Tracked

NAME = "sandbox"
PATH = "/carrier/v1/parcels"
OLDEST_NOTICE_SECONDS = 300
TIMEOUT = httpx.Timeout(4.0, connect=2.0)


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    """Where the carrier is, the key shared with it, and where it shall call back."""

    url: str
    key: str
    notify_url: str


class _Scan(BaseModel):
    id: str
    state: ParcelState
    place: str
    note: str
    at: AwareDatetime


class _Parcel(BaseModel):
    id: str
    reference: str
    expected_at: AwareDatetime | None
    delayed: bool
    scans: list[_Scan]

    def tracked(self) -> Tracked:
        scans = tuple(Scan(s.id, s.state, s.place, s.note, s.at) for s in self.scans)
        return Tracked(self.id, self.reference, self.expected_at, self.delayed, scans)


class SandboxCarrier:
    """The twin as a Carrier."""

    name = NAME

    def __init__(self, account: CarrierAccount, client: httpx.AsyncClient | None = None) -> None:
        self._account = account
        self._client = client or httpx.AsyncClient(
            timeout=TIMEOUT, verify=account.url.startswith("https:"), trust_env=False
        )

    async def register(self, reference: str, tracking_number: str) -> Tracked:
        """Have a parcel followed; the same reference again is the same parcel."""
        wanted = {
            "reference": reference,
            "tracking_number": tracking_number,
            "notify_url": self._account.notify_url,
        }
        return await self._ask("POST", PATH, wanted, reference)

    async def query(self, ref: str) -> Tracked:
        """How the parcel stands now."""
        return await self._ask("GET", f"{PATH}/{quote(ref, safe='')}")

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Tracked:
        """Believe a notice or raise NoticeRefused; header names are lower case."""
        timestamp, signature = headers.get("x-timestamp", ""), headers.get("x-signature", "")
        if not timestamp or not signature:
            raise NoticeRefused("missing_header")
        right = self._hmac(f"scan\n{timestamp}\n".encode() + body)
        if not hmac.compare_digest(right.encode(), signature.encode()):
            raise NoticeRefused("bad_signature")
        if abs(time.time() - int(timestamp)) > OLDEST_NOTICE_SECONDS:
            raise NoticeRefused("too_old")
        try:
            return _Parcel.model_validate_json(body).tracked()
        except ValidationError as unreadable:
            raise NoticeRefused("bad_body") from unreadable

    async def _ask(
        self, method: str, path: str, wanted: dict[str, Any] | None = None, key: str = ""
    ) -> Tracked:
        body = b"" if wanted is None else json.dumps(wanted, ensure_ascii=False).encode()
        timestamp = str(int(time.time()))
        text = "\n".join((timestamp, method, path, key, "")).encode() + body
        headers = {"x-timestamp": timestamp, "x-signature": self._hmac(text)}
        headers |= {"idempotency-key": key} if key else {}
        try:
            answer = await self._client.request(
                method, self._account.url + path, content=body, headers=headers
            )
            answer.raise_for_status()
            return _Parcel.model_validate_json(answer.content).tracked()
        except (httpx.HTTPError, ValidationError) as silence:
            raise CarrierDown(NAME) from silence

    def _hmac(self, text: bytes) -> str:
        return hmac.new(self._account.key.encode(), text, hashlib.sha256).hexdigest()
