"""What buyers and readers do at the shop's real API, and what came of it.

`python -m bench.buyers WHAT PORT SECONDS SKUS ACKNOWLEDGEMENTS`; the till's private key comes in as
a line of hex. It ends with one line of JSON.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import till
from bench.client import Answer, Script, converse, request
from bench.ground import HOST
from bench.orders import body

API = "/api/v1"
CONNECTIONS = 256
READERS = 32
WARM_UP = 1.0  # seconds that do not count: caches fill, plans are made
CREATED, DONE, NO_CONTENT = 201, 200, 204


@dataclass(slots=True)
class Acknowledged:
    """An answer that gave an order; read once the time is over: the client shares the cores."""

    key: str
    body: bytes
    paid: bool = False

    def line(self) -> dict[str, Any]:
        """As the auditor reads it."""
        placed = json.loads(self.body)
        total = placed["total"]["minor"]
        return {"number": placed["number"], "key": self.key, "total": total, "paid": self.paid}


@dataclass
class Outcome:
    """What was done within the time that counts, how long each took, and all that was refused."""

    waits: list[float] = field(default_factory=list[float])
    refused: Counter[str] = field(default_factory=Counter[str])
    acknowledged: list["Acknowledged"] = field(default_factory=list["Acknowledged"])


class Buyers:
    """All that share one run: its time, its outcome, its shop."""

    def __init__(self, port: int, seconds: float, skus: int, key: Ed25519PrivateKey) -> None:
        self.host = f"{HOST}:{port}"
        self.begins = time.perf_counter() + WARM_UP
        self.ends = self.begins + seconds
        self.outcome = Outcome()
        self._key = key
        self._random = random.Random()  # noqa: S311
        self._bodies = [self._body(n) for n in range(1, skus + 1)]

    def buy(self) -> Script:
        """Place one order after another."""
        while time.perf_counter() < self.ends:
            yield from self._place()

    def buy_and_pay(self) -> Script:
        """Place an order, open its payment, and have the provider report it, again and again."""
        while time.perf_counter() < self.ends:
            began = time.perf_counter()
            placed = yield from self._place(counts=False)
            if placed is None or not (yield from self._pay(json.loads(placed.body))):
                continue
            placed.paid = True
            self._count(time.perf_counter() - began)

    def read(self, path: Callable[[], tuple[str, list[str]]]) -> Script:
        """Get one page after another."""
        while time.perf_counter() < self.ends:
            where, headers = path()
            answer = yield self._request("GET", where, headers=headers)
            self._judge(answer, DONE)

    def _place(self, *, counts: bool = True) -> Iterator[Any]:
        key = f"{self._random.getrandbits(128):032x}"
        phone = f"13{self._random.randrange(10**9):09d}"
        content = self._random.choice(self._bodies).replace(b"13800138000", phone.encode())
        headers = [f"idempotency-key: {key}"]
        answer = yield self._request("POST", f"{API}/orders", content, headers)
        if answer.status != CREATED:
            self._refuse(answer)
            return None
        placed = Acknowledged(key, answer.body)
        self.outcome.acknowledged.append(placed)
        if counts:
            self._count(answer.seconds)
        return placed

    def _pay(self, placed: dict[str, Any]) -> Iterator[Any]:
        bearer = [f"authorization: Bearer {placed['access_token']}"]
        where = f"{API}/orders/{placed['number']}/payments"
        answer = yield self._request("POST", where, b'{"method":"wechat"}', bearer)
        if answer.status != CREATED:
            self._refuse(answer)
            return False
        reported, headers = till.callback(self._key, json.loads(answer.body)["id"], placed["total"])
        answer = yield self._request("POST", f"{API}/payments/sandbox/notify", reported, headers)
        if answer.status != NO_CONTENT:
            self._refuse(answer)
        return answer.status == NO_CONTENT

    def _request(
        self, method: str, path: str, content: bytes = b"", headers: list[str] | None = None
    ) -> bytes:
        bits = self._random.getrandbits(24)
        address = f"x-forwarded-for: 10.{bits >> 16}.{bits >> 8 & 255}.{bits & 255}"
        return request(method, path, self.host, content, [address, *(headers or [])])

    def _body(self, n: int) -> bytes:
        seen = {"minor": 1_800, "currency": "CNY"}  # the price and the delivery: the shop checks it
        return json.dumps(body(n) | {"expected_total": seen}).encode()

    def _judge(self, answer: Answer, wanted: int) -> None:
        if answer.status == wanted:
            self._count(answer.seconds)
        else:
            self._refuse(answer)

    def _count(self, seconds: float) -> None:
        if self.begins <= time.perf_counter() < self.ends:
            self.outcome.waits.append(seconds)

    def _refuse(self, answer: Answer) -> None:
        self.outcome.refused[f"{answer.status} {answer.body[:200].decode()}"] += 1


def _scripts(what: str, port: int, buyers: Buyers, skus: int) -> list[Script]:
    match what:
        case "orders":
            return [buyers.buy() for _ in range(CONNECTIONS)]
        case "paid":
            return [buyers.buy_and_pay() for _ in range(CONNECTIONS)]
        case "list":
            return [buyers.read(lambda: (f"{API}/products", [])) for _ in range(READERS)]
        case "product":
            one = lambda: (f"{API}/products/bench-{random.randint(1, skus)}", [])  # noqa: E731, S311
            return [buyers.read(one) for _ in range(READERS)]
        case "order":
            placed = _some_orders(port, buyers, skus)
            return [buyers.read(lambda: random.choice(placed)) for _ in range(READERS)]  # noqa: S311
        case _:
            raise SystemExit(f"Nobody does {what!r}")


def _some_orders(port: int, buyers: Buyers, skus: int) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    def one() -> Script:
        acknowledged = yield from buyers._place(counts=False)
        if acknowledged:
            placed = json.loads(acknowledged.body)
            bearer = f"authorization: Bearer {placed['access_token']}"
            found.append((f"{API}/orders/{placed['number']}", [bearer]))

    converse(port, [one() for _ in range(READERS)])
    return found


def main() -> None:
    """Do it, note what was acknowledged, say what came of it."""
    what, port, seconds, skus, file = sys.argv[1:]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.stdin.readline()))
    buyers = Buyers(int(port), float(seconds), int(skus), key)
    scripts = _scripts(what, int(port), buyers, int(skus))
    cpu = time.process_time()
    converse(int(port), scripts)
    cpu = time.process_time() - cpu
    outcome = buyers.outcome
    with Path(file).open("a") as lines:
        lines.writelines(json.dumps(one.line()) + "\n" for one in outcome.acknowledged)
    waits = sorted(outcome.waits) or [0.0]
    told = {
        "rate": len(outcome.waits) / float(seconds),
        "p50_ms": round(waits[len(waits) // 2] * 1e3, 2),
        "p95_ms": round(waits[int(len(waits) * 0.95)] * 1e3, 2),
        "acknowledged": len(outcome.acknowledged),
        "refused": dict(outcome.refused.most_common(3)),
        "client_cpu_seconds": round(cpu, 2),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
