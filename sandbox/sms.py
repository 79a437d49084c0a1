"""The SMS carrier's twin: takes messages, delivers none, and reports back as a carrier would."""

import json
import re
import secrets
import sqlite3
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, moment_text, read_body
from sandbox.outbox import Outbox
from sandbox.refusals import Refusal
from sandbox.signing import check_request
from sandbox.store import Store

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
UNDELIVERABLE_ENDING = "0000"
RECEIPT_DELAY_SECONDS = 0.5
KEPT_MESSAGES = 10_000


class SmsCarrier:
    """Routes of the carrier."""

    def __init__(
        self, store: Store, outbox: Outbox, key: str, allowed_origins: frozenset[str]
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._key = key
        self._allowed_origins = allowed_origins

    def routes(self) -> list[Route]:
        """Every route of the carrier."""
        return [
            Route("/sms/v1/messages", self._send, methods=["POST"]),
            Route("/sms/v1/messages", self._list, methods=["GET"]),
        ]

    async def _send(self, request: Request) -> Response:
        fields = Fields(await self._signed_body(request))
        key = request.headers.get("idempotency-key", "")
        if not 1 <= len(key) <= 200:
            raise Refusal(400, "idempotency_key_required", "Idempotency-Key: 1 to 200 characters.")
        row = self._known(key) or self._accept(key, fields)
        return JSONResponse(view(row), status_code=202)

    async def _list(self, request: Request) -> Response:
        await self._signed_body(request)
        recipient = request.query_params.get("to", "")
        rows = self._store.all(
            "SELECT * FROM texts WHERE ? IN ('', recipient) ORDER BY n DESC LIMIT 100", recipient
        )
        return JSONResponse({"items": [view(row) for row in rows]})

    async def _signed_body(self, request: Request) -> bytes:
        body = await read_body(request)
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        check_request(self._key, request.headers, request.method, target, body)
        return body

    def _known(self, key: str) -> sqlite3.Row | None:
        return self._store.one("SELECT * FROM texts WHERE idempotency_key = ?", key)

    def _accept(self, key: str, fields: Fields) -> sqlite3.Row:
        recipient = fields.text("to", 20)
        if not PHONE.fullmatch(recipient):
            raise Refusal(422, "not_a_phone_number", "to must be E.164, like +8613800138000.", "to")
        undeliverable = recipient.endswith(UNDELIVERABLE_ENDING)
        row = {
            "id": "sms_" + secrets.token_urlsafe(12),
            "idempotency_key": key,
            "recipient": recipient,
            "body": fields.text("text", 1000),
            "status": "undeliverable" if undeliverable else "delivered",
            "created": time.time(),
        }
        notify_url = None
        if "notify_url" in fields.members:
            notify_url = fields.callback_url("notify_url", self._allowed_origins)
        with self._store.transaction():
            self._store.insert("texts", row)
            self._forget_old()
            stored = self._known(key)
            assert stored is not None  # noqa: S101 - inserted four lines above
            if notify_url is not None:
                body = json.dumps(view(stored), ensure_ascii=False).encode()
                self._outbox.put(
                    row["id"], "sms", row["id"], notify_url, body, RECEIPT_DELAY_SECONDS
                )
        return stored

    def _forget_old(self) -> None:
        self._store.change(
            "DELETE FROM texts WHERE n <= (SELECT max(n) FROM texts) - ?", KEPT_MESSAGES
        )


def view(row: sqlite3.Row) -> dict[str, Any]:
    """A message as its sender sees it; also what a receipt says."""
    return {
        "id": row["id"],
        "to": row["recipient"],
        "text": row["body"],
        "status": row["status"],
        "created": moment_text(row["created"]),
    }
