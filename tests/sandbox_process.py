"""The real sandbox as a process of the tests' own, and an inbox for its callbacks.

A test package takes the fixtures by importing them in its conftest:
`from tests.sandbox_process import inbox, sandbox_process`, and `till` beside a database.
"""

import asyncio
import base64
import hashlib
import hmac
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import pytest_asyncio

from commerce.payments import registry
from commerce.settings import settings
from launch.children import die_with_parent

HOUSE = Path(__file__).resolve().parent.parent
START_SECONDS = 20


@dataclass
class SandboxProcess:
    """A running sandbox: its environment for the shop, and what tests do to it."""

    state_dir: Path
    port: int
    smtp_port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        keys = subprocess.run(
            [*self._command(), "keys"], capture_output=True, check=True, cwd=HOUSE, text=True
        )
        lines = (line.partition("=") for line in keys.stdout.splitlines())
        self.environment = {name: value for name, _, value in lines}
        pace = ["--first-retry-seconds", "0.05", "--parcel-step-seconds", "0"]
        pace += ["--promotion-seconds", "1"]
        command = [*self._command(), *pace]
        self.process = subprocess.Popen(
            command,
            cwd=HOUSE,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
        )
        wait_for(self._answers, START_SECONDS)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(10)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask anything, unsigned unless the headers say otherwise."""
        return httpx.request(method, self.url + path, **more)

    def drive(self, payment_id: str, outcome: str, **more: Any) -> dict[str, Any]:
        """Let `outcome` happen: pay, decline, provider_down, timeout_after, late, twice, never."""
        body = {"outcome": outcome, **more}
        answer = httpx.post(f"{self.url}/drive/{payment_id}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, payment_id: str) -> dict[str, Any]:
        """A payment with its callbacks: each one's state, attempts and last answer."""
        answer = httpx.get(f"{self.url}/drive/{payment_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def faults(
        self, *, provider_down: bool = False, broken: bool = False, delay_ms: int = 0
    ) -> None:
        body = {"provider_down": provider_down, "broken": broken, "delay_ms": delay_ms}
        httpx.post(f"{self.url}/drive/faults", json=body).raise_for_status()

    def texts_to(self, number: str) -> list[dict[str, Any]]:
        """The SMS to `number`, newest first."""
        target = "/sms/v1/messages?" + urlencode({"to": number})
        headers = signed(self.environment["ALLHOURS_SMS_KEY"], "GET", target)
        return httpx.get(self.url + target, headers=headers).raise_for_status().json()["items"]

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """The e-mails to `address`, newest first."""
        smtp = urlsplit(self.environment["ALLHOURS_SMTP_URL"])
        log_in = base64.b64encode(f"{smtp.username}:{smtp.password}".encode()).decode()
        answer = httpx.get(
            f"{self.url}/mail/v1/messages",
            params={"to": address},
            headers={"authorization": f"Basic {log_in}"},
        )
        return answer.raise_for_status().json()["items"]

    def _command(self) -> list[str]:
        ports = ["--port", str(self.port), "--smtp-port", str(self.smtp_port)]
        return [sys.executable, "-m", "sandbox", "--state-dir", str(self.state_dir), *ports]

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the sandbox ended at its start"
        try:
            return httpx.get(f"{self.url}/health").is_success
        except httpx.TransportError:
            return False


def signed(
    key: str,
    method: str,
    target: str,
    body: bytes = b"",
    *,
    idempotency_key: str = "",
    age: int = 0,
) -> dict[str, str]:
    """Headers that sign a request as the sandbox's README says, `age` seconds ago."""
    timestamp = str(int(time.time()) - age)
    text = "\n".join((timestamp, method, target, idempotency_key, "")).encode() + body
    signature = hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    headers = {"x-timestamp": timestamp, "x-signature": signature}
    return {**headers, "idempotency-key": idempotency_key} if idempotency_key else headers


@dataclass
class Inbox:
    """What was called back: a server that answers `status` and keeps headers and bodies.

    Who posts a form is Alipay, and wants to read "success".
    """

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:]
        headers = {n.strip().lower(): v.strip() for n, _, v in (h.partition(":") for h in head)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.received.append((headers, body))
        form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        status = self.statuses.pop(0) if self.statuses else 200 if form else 204
        told = "success" if status == 200 else ""
        head = f"HTTP/1.1 {status} x\r\ncontent-length: {len(told)}\r\n\r\n"
        writer.write((head + told).encode())
        await writer.drain()
        writer.close()

    async def holds(self, count: int, seconds: float = 5) -> None:
        """Wait until `count` callbacks have come."""
        await condition(lambda: len(self.received) >= count, seconds)


async def condition(met: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until `met()`."""
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def wait_for(met: Callable[[], bool], seconds: float) -> None:
    """Wait until `met()`, without an event loop."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A running sandbox, one for the whole session."""
    port, smtp_port = free_ports(2)
    sandbox = SandboxProcess(tmp_path_factory.mktemp("sandbox"), port, smtp_port)
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest_asyncio.fixture
async def inbox() -> AsyncIterator[Inbox]:
    """An empty inbox at a URL of its own."""
    box = Inbox()
    server = await asyncio.start_server(box.take, "127.0.0.1", 0)
    box.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/notify"
    yield box
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def paid_through(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """The shop knows the providers that these settings name; at the end none, all patches gone."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    registry.gateways.cache_clear()
    yield
    await registry.close_gateways()
    monkeypatch.undo()
    settings.cache_clear()


@pytest_asyncio.fixture
async def till(
    sandbox_process: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SandboxProcess]:
    """The sandbox's till as this shop's payment provider."""
    async with paid_through(sandbox_process.environment, monkeypatch):
        yield sandbox_process
