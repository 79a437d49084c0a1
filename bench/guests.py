"""Guests at the checkout: each a page with its live socket, its cart and an address of its own."""

import asyncio
import json
import random
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bench.buyers import API, CREATED
from bench.client import Script, converse, request
from bench.ground import HOST, SKUS
from bench.orders import body
from commerce.ids import new_id, new_token
from loadtests.expecting import Expectation, Shows
from loadtests.frames import (
    PING,
    PONG,
    PROTOCOL,
    ROOT,
    Build,
    Update,
    boot_frame,
    event_frame,
    update_in,
)
from loadtests.states import CHECKOUT

PATIENCE = 30.0
HYDRATED = Shows(ROOT, "is_hydrated", True)
ADDRESS = "/checkout"
FILLING = 16  # connections that fill carts


class Guest:
    """One open page, the n-th; `key`: under which its cart is ordered."""

    def __init__(self, port: int, n: int) -> None:
        self.sku = self.key = ""
        self._port = port
        self._cookie = f"allhours_cart={new_token()}"
        self._address = f"10.99.{n >> 8}.{n & 255}"
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect and hydrate, as a page does that connects again; it follows its cart then."""
        host = f"{HOST}:{self._port}"
        self._socket = await connect(
            f"ws://{host}/_event/?EIO=4&transport=websocket&token={new_id()}",
            host="127.0.0.1",
            port=self._port,
            subprotocols=[Subprotocol(PROTOCOL)],
            origin=Origin(f"http://{host}"),
            additional_headers={"Cookie": self._cookie, "X-Forwarded-For": self._address},
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        await self._socket.recv()
        await self._socket.send(boot_frame(Build((), ""), ADDRESS, first=False))
        await self.hears(HYDRATED)

    async def sends(self, event: str, payload: dict[str, Any], answer: Expectation) -> Update:
        """Send an event; the update that answers it."""
        assert self._socket is not None  # noqa: S101
        await self._socket.send(event_frame(event, payload, ADDRESS))
        return await self.hears(answer)

    async def hears(self, what: Expectation) -> Update:
        """Wait for an update that brings this. Ends the run when the shop refuses."""
        assert self._socket is not None  # noqa: S101
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = str(await self._socket.recv())
                if frame == PING:
                    await self._socket.send(PONG)
                elif update := update_in(frame):
                    if what.met_by(update):
                        return update
                    if refusal := update.values.get((CHECKOUT, "refusal")):
                        raise SystemExit(f"The shop refused: {json.dumps(refusal)}")

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()

    def fill(self) -> Script:
        """Put one piece of something into the cart."""
        n = random.randint(1, SKUS)  # noqa: S311
        self.sku = f"BENCH-{n}"
        host = f"{HOST}:{self._port}"
        headers = [f"cookie: {self._cookie}", f"x-forwarded-for: {self._address}"]
        headers += [f"origin: http://{host}"]
        line = json.dumps({"sku": self.sku}).encode()
        answer = yield request("POST", f"{API}/cart/lines", host, line, headers)
        if answer.status != CREATED:
            raise SystemExit(f"No cart: {answer.status} {answer.body[:300]!r}")
        self.key = json.loads(answer.body)["order_key"]


def _each(guests: Sequence[Guest]) -> Script:
    for guest in guests:
        yield from guest.fill()


async def fill_carts(port: int, guests: Sequence[Guest]) -> None:
    """A piece in each cart, until all pages show it: what follows a change is over then."""
    many = min(FILLING, len(guests))
    await asyncio.to_thread(converse, port, [_each(guests[n::many]) for n in range(many)])
    shown = (guest.hears(Shows(CHECKOUT, "page.lines.*.sku", guest.sku)) for guest in guests)
    await asyncio.gather(*shown)


def filled_form() -> dict[str, Any]:
    """The checkout form as the page sends it, with the total that it showed."""
    wanted = body(1, f"13{random.randrange(10**9):09d}")  # noqa: S311
    contact = {field: value or "" for field, value in wanted["contact"].items()}
    choices = {"delivery_method": "post", "method": "wechat", "expected": "1800 CNY"}
    return {"form": contact | wanted["address"] | choices}
