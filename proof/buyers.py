"""Buyers as good clients are: each order is sent again under its key until it is acknowledged."""

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TextIO

from proof.connection import Answer, Broken, Connection
from proof.product import Product, Stall

COME_AGAIN = frozenset({429, 503})
PATIENCE = 30.0  # seconds that a buyer goes on asking for one order
AGAIN_AFTER = 0.1


@dataclass
class Trade:
    """What the buyers saw. `refused`: the shop was busy; `held_off`: for another reason, by its code."""

    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    acknowledged: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    refused: list[float] = field(default_factory=list[float])
    answers: list[float] = field(default_factory=list[float])
    held_off: Counter[str] = field(default_factory=Counter[str])
    troubles: Counter[str] = field(default_factory=Counter[str])
    unexpected: Counter[str] = field(default_factory=Counter[str])
    given_up: int = 0

    def silence(self) -> float:
        """The longest time in which nobody's order was acknowledged."""
        return self._silence(self.ended)

    def silence_so_far(self) -> float:
        return self._silence(time.monotonic())

    def _silence(self, until: float) -> float:
        known = sorted(at for at, _ in self.acknowledged if at < until)
        moments = [self.began, *known, until]
        return max(after - before for before, after in pairwise(moments))

    def longest_wait(self) -> float:
        """The longest that one buyer waited, all tries together."""
        return max((waited for _, waited in self.acknowledged), default=0.0)

    def rate(self, since: float = 0.0, until: float = float("inf")) -> float:
        """Orders a second between two moments (seconds after the beginning)."""
        until = min(until, self.ended - self.began)
        moments = (at - self.began for at, _ in self.acknowledged)
        return sum(since <= at < until for at in moments) / max(until - since, 0.001)


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)] if seconds else 0.0


class Buyers:
    """So many connections, each with one order under way and a pause after it."""

    def __init__(self, product: Product, connections: int, *, pause: float = 0.0) -> None:
        self._product = product
        self._connections = connections
        self._pause = pause
        self._closing = False

    async def trade(self, during: Callable[[Trade], Awaitable[None]]) -> Trade:
        """Buy until `during` returns; then let each finish the order that it is about."""
        trade = Trade()
        self._closing = False
        with self._product.acknowledgements.open("a") as notes:
            crowd = [
                asyncio.create_task(self._buy(trade, notes, n)) for n in range(self._connections)
            ]
            try:
                await during(trade)
            finally:
                self._closing = True
                trade.ended = time.monotonic()
                await asyncio.gather(*crowd)
        return trade

    async def _buy(self, trade: Trade, notes: TextIO, n: int) -> None:
        await asyncio.sleep(random.random() * max(self._pause, 0.05))  # noqa: S311
        async with Connection(self._product.port) as connection:
            while not self._closing:
                await self._one_order(trade, notes, connection, n)
                if self._pause:
                    await asyncio.sleep(self._pause)

    async def _one_order(self, trade: Trade, notes: TextIO, connection: Connection, n: int) -> None:
        key = uuid.uuid4().hex
        body = an_order(self._product.stall, n, key)
        first = time.monotonic()
        while time.monotonic() - first < PATIENCE:
            sent = time.monotonic()
            try:
                answer = await connection.ask(
                    "POST", "/api/v1/orders", body, {"idempotency-key": key}
                )
            except Broken as broken:
                trade.troubles[str(broken)] += 1
                await asyncio.sleep(AGAIN_AFTER)
                continue
            now = time.monotonic()
            trade.answers.append(now - sent)
            if answer.status == 201:
                trade.acknowledged.append((now, now - first))
                _note(notes, key, answer)
                return
            if answer.status in COME_AGAIN:
                why = str(answer.json()["type"])
                if why == "busy":
                    trade.refused.append(now - sent)
                else:
                    trade.held_off[why] += 1
                await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
            elif answer.status >= 500:
                trade.troubles[str(answer.status)] += 1
                await asyncio.sleep(AGAIN_AFTER)
            else:
                trade.unexpected[f"{answer.status} {answer.body[:160].decode()}"] += 1
                return
        trade.given_up += 1


def an_order(stall: Stall, n: int, key: str) -> dict[str, object]:
    """One piece; the key stands in the name too, so that a double is found whatever made it."""
    return {
        "lines": [{"sku": stall.skus[n % len(stall.skus)], "quantity": 1}],
        "contact": {"name": f"Proof {key}", "email": f"{key}@proof.example"},
        "address": {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"},
        "delivery_method": stall.delivery_method,
    }


def _note(notes: TextIO, key: str, answer: Answer) -> None:
    placed = answer.json()
    line = {
        "number": placed["number"],
        "key": key,
        "total": placed["total"]["minor"],
        "paid": placed["payment_status"] == "paid",
    }
    notes.write(json.dumps(line) + "\n")


def acknowledged_in(file: Path) -> list[dict[str, object]]:
    """All lines of an acknowledgement file."""
    return [json.loads(line) for line in file.read_text().splitlines()]
