"""Callbacks on their way out: kept until answered with 2xx or tried often enough."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from sandbox.store import Store

FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 300.0
ATTEMPTS = 12
ANSWER_SECONDS = 10.0
KEPT_ANSWER = 100  # bytes
AT_ONCE = 4

THANKS = {"alipay": b"success"}  # whose notices are repeated until the answer says so

Signer = Callable[[str, bytes], dict[str, str]]


class Outbox:
    """Queues callbacks and posts them, a few at once."""

    def __init__(self, store: Store, signers: dict[str, Signer], first_retry: float) -> None:
        self._store = store
        self._signers = signers
        self._first_retry = first_retry
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self.changed = asyncio.Event()

    def put(
        self, subject: str, signer: str, event_id: str, url: str, body: bytes, delay: float = 0
    ) -> None:
        """Queue one callback about `subject`; written with the caller's transaction."""
        row = {"subject": subject, "signer": signer, "event_id": event_id, "url": url}
        self._store.insert("callbacks", {**row, "body": body, "due": time.time() + delay})
        self.changed.set()

    def next_due(self) -> float | None:
        """When the next callback that is not under way wants to go."""
        if len(self._under_way) >= AT_ONCE:
            return None
        waiting = self._waiting()
        return waiting[0]["due"] if waiting else None

    def send_due(self, now: float) -> None:
        """Start posting what is due, up to the bound."""
        for row in self._waiting():
            if row["due"] > now or len(self._under_way) >= AT_ONCE:
                return
            task = asyncio.create_task(self._send(row))
            self._under_way[row["n"]] = task
            task.add_done_callback(lambda _done, n=row["n"]: self._landed(n))

    async def stop(self) -> None:
        """Leave what is under way to the next start; the receiver may see it twice."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _waiting(self) -> list[sqlite3.Row]:
        rows = self._store.all(
            "SELECT * FROM callbacks WHERE state = 'waiting' ORDER BY due LIMIT ?", 2 * AT_ONCE
        )
        return [row for row in rows if row["n"] not in self._under_way]

    def _landed(self, n: int) -> None:
        del self._under_way[n]
        self.changed.set()

    async def _send(self, row: sqlite3.Row) -> None:
        headers = self._signers[row["signer"]](row["event_id"], row["body"])
        status, answer = await post(row["url"], row["body"], headers, THANKS.get(row["signer"]))
        attempts = row["attempts"] + 1
        state = "done" if 200 <= status < 300 else "given_up" if attempts >= ATTEMPTS else "waiting"
        pause = min(self._first_retry * 2 ** (attempts - 1), LONGEST_RETRY_SECONDS)
        self._store.change(
            "UPDATE callbacks SET state = ?, attempts = ?, answer = ?, due = ? WHERE n = ?",
            state,
            attempts,
            answer,
            time.time() + pause,
            row["n"],
        )


async def post(
    url: str, body: bytes, headers: dict[str, str], thanks: bytes | None = None
) -> tuple[int, str]:
    """POST once, following no redirect: the status and what to note (0 when nobody answered).

    Where `thanks` is wanted any other answer counts as none.
    """
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            status, told = await _exchange(urlsplit(url), body, headers, thanks is not None)
    except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as failure:
        return 0, type(failure).__name__
    if thanks is not None and told.strip() != thanks:
        return 0, f"{status} without thanks"
    return status, str(status)


async def _exchange(
    parts: SplitResult, body: bytes, headers: dict[str, str], listen: bool
) -> tuple[int, bytes]:
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure or None)
    try:
        writer.write(request_head(parts, len(body), headers) + body)
        await writer.drain()
        status = int((await reader.readline()).split(b" ", 2)[1])
        while (await reader.readline()).strip():
            pass
        return status, await reader.read(KEPT_ANSWER) if listen else b""
    except IndexError as nonsense:
        raise ValueError("not an HTTP answer") from nonsense
    finally:
        writer.close()


def request_head(parts: SplitResult, length: int, headers: dict[str, str]) -> bytes:
    """The request line and headers of one POST on a connection of its own."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    standing = {
        "host": parts.netloc.rpartition("@")[2],
        "content-type": "application/json",
        "content-length": str(length),
        "user-agent": "allhours-sandbox",
        "connection": "close",
    }
    lines = [f"{name}: {value}" for name, value in {**standing, **headers}.items()]
    return "\r\n".join([f"POST {target} HTTP/1.1", *lines, "", ""]).encode()
