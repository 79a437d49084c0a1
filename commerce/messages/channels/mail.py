"""E-mail over SMTP."""

import ipaddress
import re
import secrets
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from commerce import clock
from commerce.messages.channels import ChannelDown, MessageRefused

NAME = "email"
TIMEOUT_SECONDS = 10.0
PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = 500
OUR_LOG_IN_IS_WRONG = {530, 534, 535, 538}
ADDRESS = re.compile(r"""[^\s@,;:<>()"\\]+@[^\s@,;:<>()"\\]+""")


@dataclass(frozen=True, slots=True)
class MailAccount:
    """The mail server and its log-in; `sender` is `Name <address>`."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: bool = False

    @classmethod
    def from_url(cls, url: str, sender: str) -> Self:
        """Read `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte.

        Raises ValueError for anything else.
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("a mail server is smtp://user:password@host:port or smtps://...")
        if not ADDRESS.fullmatch(parseaddr(sender)[1]):
            raise ValueError("a sender is 'Name <address>'")
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=sender,
            tls=parts.scheme == "smtps",
        )


class MailChannel:
    """A mail server as a Channel; the password leaves this machine over TLS only."""

    name = NAME

    def __init__(self, account: MailAccount) -> None:
        self._account = account

    async def send(
        self, recipient: str, subject: str, body: str, *, message_id: str | None = None
    ) -> str:
        """Mail a plain text; repeats carry the same Message-ID, by which mailboxes know them."""
        message = self._composed(recipient, subject, body, message_id or secrets.token_hex(16))
        account = self._account
        try:
            _, answer = await aiosmtplib.send(
                message,
                hostname=account.host,
                port=account.port,
                username=account.user or None,
                password=account.password or None,
                use_tls=account.tls,
                start_tls=self._start_tls(),
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise self._refusal(refused.recipients[0].code, "recipient") from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise self._refusal(refused.code, None) from refused
        except (aiosmtplib.SMTPException, OSError) as silence:
            raise ChannelDown(NAME) from silence
        return answer.rpartition(" ")[2]

    def _start_tls(self) -> bool | None:
        """Required on the way to another machine; here, as the server offers."""
        if self._account.tls:
            return False
        try:
            local = ipaddress.ip_address(self._account.host).is_loopback
        except ValueError:
            local = self._account.host == "localhost"
        return None if local else True

    def _composed(self, recipient: str, subject: str, body: str, message_id: str) -> EmailMessage:
        if not ADDRESS.fullmatch(recipient):
            raise MessageRefused("not_an_address", "recipient")
        name, address = parseaddr(self._account.sender)
        message = EmailMessage()
        try:
            message["From"] = Address(name, addr_spec=address)
            message["To"] = Address(addr_spec=recipient)
            message["Subject"] = subject
            message["Message-ID"] = f"<{message_id}@{address.rpartition('@')[2]}>"
        except (ValueError, IndexError) as broken:
            raise MessageRefused("bad_header", "subject") from broken
        message["Date"] = format_datetime(clock.now())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message

    @staticmethod
    def _refusal(code: int, field: str | None) -> ChannelDown | MessageRefused:
        if code < PERMANENT or code in OUR_LOG_IN_IS_WRONG:
            return ChannelDown(NAME)
        return MessageRefused(f"smtp_{code}", field)
