"""Asking a payment provider over HTTP: connections that are kept, time that is bounded.

At the peak each order asks once, in the web process: what a question costs there decides how many
orders can be paid in a second (ADR 34).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from commerce.payments.gateways import GatewayDown

ATTEMPTS = 2
CONNECTIONS = 20  # to one provider, from one process
TO_CONNECT, TO_ANSWER = 2.0, 4.0  # seconds

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider answered."""

    status: int
    content: bytes
    headers: Mapping[str, str]  # whose names are compared without regard to case

    @property
    def is_success(self) -> bool:
        """Whether it did as it was asked."""
        return 200 <= self.status < 300

    @property
    def is_server_error(self) -> bool:
        """Whether the provider is in trouble of its own."""
        return self.status >= 500


class Silence(Exception):
    """No usable answer came; `maybe_done`: the provider may have acted all the same."""

    def __init__(self, *, maybe_done: bool) -> None:
        super().__init__()
        self.maybe_done = maybe_done


async def asked_again(provider: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What `ask` gets, asked once more after Silence: for questions whose repeats are harmless.

    Raises GatewayDown, and what else `ask` raises.
    """
    maybe_done = False
    for _ in range(ATTEMPTS):
        try:
            return await ask()
        except Silence as silence:
            maybe_done = maybe_done or silence.maybe_done
    raise GatewayDown(provider, maybe_done=maybe_done)


class Asker:
    """Asks one provider, from the event loop of the first question."""

    def __init__(self, *, to_answer: float = TO_ANSWER) -> None:
        self._patience = ClientTimeout(
            total=TO_CONNECT + 2 * to_answer,
            connect=TO_CONNECT + to_answer,
            sock_connect=TO_CONNECT,
            sock_read=to_answer,
        )
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, method: str, url: str, content: bytes, headers: Mapping[str, str]) -> Told:
        """One question, at exactly that address. Raises Silence."""
        try:
            async with self._opened().request(
                method,
                URL(url, encoded=True),
                data=content or None,
                headers=headers,
                allow_redirects=False,
            ) as answer:
                return Told(answer.status, await answer.read(), answer.headers)
        except (ClientConnectorError, ConnectionTimeoutError) as nobody:
            raise Silence(maybe_done=False) from nobody
        except (ClientError, TimeoutError) as lost:
            raise Silence(maybe_done=True) from lost

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=CONNECTIONS),
                cookie_jar=DummyCookieJar(),
                timeout=self._patience,
                trust_env=False,
            )
        return self._session
