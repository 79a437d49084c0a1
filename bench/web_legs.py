"""The legs through the shop's real doors: orders, orders that are paid, reads, pages' events."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench.figures import TRIVIAL, Figure
from bench.legs import Legs, Written
from bench.shop import Shop, open_shop
from launch.house import HOUSE

READS = {"list": "GET products", "product": "GET product", "order": "GET order"}


class WebLegs:
    """Runs them, each shop on a fresh database."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs

    def orders(self, round_: int, shape: str, skus: int) -> list[Figure]:
        """`POST /api/v1/orders`."""
        with self._shop("http") as (shop, acknowledged, written):
            told = self._buyers("orders", shop, skus, acknowledged)
        return [_figure("HTTP", shape, round_, told, written)]

    def paid(self, round_: int, shape: str, skus: int) -> list[Figure]:
        """Placed, a payment opened, the provider's callback taken: three requests an order."""
        with self._shop("paid") as (shop, acknowledged, written):
            told = self._buyers("paid", shop, skus, acknowledged)
        return [_figure("placed and paid", shape, round_, told, written)]

    def reads(self, round_: int, shape: str, skus: int) -> list[Figure]:
        """The product list, a product, an order with its token."""
        with self._shop("reads") as (shop, acknowledged, written):
            told = {what: self._buyers(what, shop, skus, acknowledged) for what in READS}
        return [_figure(READS[what], "reads", round_, told[what], written) for what in READS]

    def sockets(self, round_: int, shape: str, skus: int) -> list[Figure]:
        """'Place order' over the pages' socket, beside events that do nothing."""
        with self._shop("sockets") as (shop, acknowledged, written):
            arguments = [shop.port, self._legs.seconds, skus, acknowledged]
            told = self._run("bench.sockets", arguments, shop)
        beside = Written(verdict=written.verdict)
        trivial = _figure(TRIVIAL, "socket", round_, told["trivial"], beside)
        return [trivial, _figure("place order", "socket", round_, told["place"], written)]

    @contextmanager
    def _shop(self, name: str) -> Generator[tuple[Shop, Path, Written]]:
        acknowledged = self._legs.fresh_file(f"{name}.jsonl")
        with self._legs.database(name, acknowledged) as (database, written):
            environment = self._legs.ground.environment(database)
            with open_shop(environment, self._legs.folder / "shop") as shop:
                yield shop, acknowledged, written

    def _buyers(self, what: str, shop: Shop, skus: int, acknowledged: Path) -> dict[str, Any]:
        arguments = [what, shop.port, self._legs.seconds, skus, acknowledged]
        return self._run("bench.buyers", arguments, shop)

    def _run(self, module: str, arguments: list[object], shop: Shop) -> dict[str, Any]:
        key = shop.till_key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        done = subprocess.run(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=HOUSE,
            env=self._legs.ground.environment("postgres"),
            input=key.hex() + "\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=60 + 10 * self._legs.seconds,
        )
        if done.returncode:
            raise SystemExit(f"{module} {arguments[0]} failed:\n{done.stderr[-2000:]}")
        return json.loads(done.stdout)


def _figure(what: str, shape: str, round_: int, told: dict[str, Any], written: Written) -> Figure:
    if told["refused"]:
        raise SystemExit(
            f"{what}, {shape}: the shop refused what it should take: {told['refused']}"
        )
    return Figure(what, shape, round_, told["rate"], written.verdict, written.rows, told)
