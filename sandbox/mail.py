"""The mail server's twin: SMTP with a log-in; messages are kept here and go nowhere."""

import asyncio
import base64
import hmac
import logging
import secrets
import sqlite3
import time
import warnings
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import moment_text
from sandbox.keys import Keys
from sandbox.refusals import Refusal
from sandbox.store import Store

SIZE_LIMIT = 2 * 1024 * 1024
KEPT_MESSAGES = 2_000


class MailServer:
    """Takes mail over SMTP and shows it to whoever has the log-in."""

    def __init__(self, store: Store, keys: Keys) -> None:
        self._store = store
        self._keys = keys

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Open the SMTP port."""
        # aiosmtpd warns at each connection that the log-in is not over TLS: here it never leaves
        # this machine.
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._protocol, host, port)

    def routes(self) -> list[Route]:
        """The one route that lists what came, behind HTTP Basic with the SMTP log-in."""
        return [Route("/mail/v1/messages", self._list, methods=["GET"])]

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            hostname="mail.sandbox",
            ident="allhours sandbox",
            auth_required=True,
            auth_require_tls=False,
            authenticator=self._authenticate,
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        if mechanism not in {"LOGIN", "PLAIN"} or not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        return AuthResult(success=self._is_log_in(given.login, given.password), handled=False)

    def _is_log_in(self, user: bytes, password: bytes) -> bool:
        right_user = hmac.compare_digest(user, self._keys.smtp_user.encode())
        return hmac.compare_digest(password, self._keys.smtp_password.encode()) and right_user

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks after the commands
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Refuse `bounce...@` for good and `busy...@` for now."""
        local = address.lower()
        if local.startswith("bounce"):
            return "550 5.1.1 No such mailbox"
        if local.startswith("busy"):
            return "451 4.3.2 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, once for each recipient."""
        mail_id = "mail_" + secrets.token_urlsafe(12)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        with self._store.transaction():
            for n, recipient in enumerate(envelope.rcpt_tos):
                row = {"id": f"{mail_id}.{n}" if n else mail_id, "sender": envelope.mail_from or ""}
                row = {**row, "recipient": recipient, "content": content, "created": time.time()}
                self._store.insert("mails", row)
            self._store.change(
                "DELETE FROM mails WHERE n <= (SELECT max(n) FROM mails) - ?", KEPT_MESSAGES
            )
        return f"250 2.0.0 OK {mail_id}"

    async def _list(self, request: Request) -> Response:
        self._check_log_in(request)
        rows = self._store.all(
            "SELECT * FROM mails WHERE ? IN ('', recipient) ORDER BY n DESC LIMIT 100",
            request.query_params.get("to", ""),
        )
        return JSONResponse({"items": [view(row) for row in rows]})

    def _check_log_in(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(given).partition(b":")
        except ValueError:
            user = password = b""
        if scheme.lower() != "basic" or not self._is_log_in(user, password):
            raise Refusal(401, "log_in_wrong", "HTTP Basic with the SMTP log-in is required.")


def view(row: sqlite3.Row) -> dict[str, Any]:
    """A mail with its subject and its texts."""
    message = message_from_bytes(row["content"], policy=policy.default)
    return {
        "id": row["id"],
        "from": row["sender"],
        "to": row["recipient"],
        "subject": str(message["subject"] or ""),
        "message_id": str(message["message-id"] or ""),
        "text": _body(message, "plain"),
        "html": _body(message, "html"),
        "created": moment_text(row["created"]),
    }


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return part.get_content() if part is not None else None
