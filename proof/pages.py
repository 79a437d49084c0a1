"""Open pages: live sockets as a browser holds them, opened anew when the server hangs up."""

import asyncio
import contextlib
import json
import random
import time
import uuid
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from proof.connection import Connection
from proof.product import Product

PROTOCOL = Subprotocol("0.10.1")
BOOT = "reflex___state____state.hydrate_and_load"
ON_LOAD = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
STATE = "reflex___state____state.storefront___products___state____product_state"
EVENT = "42/_event,"
AT_A_TIME = 25
ANSWER_SECONDS = 4.0
OPEN_SECONDS = 30.0


class Page:
    """One product's page with its socket; `answers` asks it for something small."""

    def __init__(self, url: str, slug: str) -> None:
        self._url = url
        self._path = f"/p/{slug}"
        self._slug = slug
        self._socket: ClientConnection | None = None
        self._token = str(uuid.uuid4())
        self._quantity = 1

    async def open(self) -> None:
        """Connect and hydrate, which has the page show and follow its product."""
        async with asyncio.timeout(OPEN_SECONDS):
            await self._open()

    async def _open(self) -> None:
        address = self._url.replace("http", "ws", 1)
        self._socket = await connect(
            f"{address}/_event/?EIO=4&transport=websocket&token={self._token}",
            subprotocols=[PROTOCOL],
            origin=self._url,  # pyright: ignore[reportArgumentType]
            max_size=None,
            ping_interval=None,
            compression=None,
            close_timeout=1,
        )
        await self._socket.recv()
        await self._socket.send("40/_event," + json.dumps({"event": self._event(BOOT, {})}))
        await self._hear(f'"{self._slug}"')

    async def answers(self) -> bool:
        """Whether an event is answered in time; a page that was hung up on opens anew first."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._socket is None:
                    await self.open()
                await self._drop_what_came()
                self._quantity = 2 + self._quantity % 90  # another one: what stays is not told
                await self._send(f"{STATE}.change_quantity", {"quantity": self._quantity})
                await self._hear(f'"quantity_rx_state_":{self._quantity}')
        except (OSError, TimeoutError, WebSocketException):
            await self.close()
            return False
        return True

    async def turn_to(self, slug: str) -> None:
        """Follow a link to another product, and wait until it is shown."""
        self._slug, self._path = slug, f"/p/{slug}"
        async with asyncio.timeout(OPEN_SECONDS):
            await self._drop_what_came()
            await self._send(ON_LOAD, {})
            await self._hear(f'"slug":"{slug}"')

    async def close(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError, TimeoutError, WebSocketException):
                await self._socket.close()
            self._socket = None

    async def _drop_what_came(self) -> None:
        assert self._socket is not None  # noqa: S101
        while True:
            try:
                frame = await asyncio.wait_for(self._socket.recv(), 0.01)
            except TimeoutError:
                return
            await self._pong(str(frame))

    async def _hear(self, wanted: str) -> None:
        """Wait for an update that holds these words."""
        assert self._socket is not None  # noqa: S101
        while True:
            frame = str(await self._socket.recv())
            await self._pong(frame)
            if frame.startswith(EVENT) and wanted in frame.replace(": ", ":"):
                return

    async def _pong(self, frame: str) -> None:
        assert self._socket is not None  # noqa: S101
        if frame == "2":
            await self._socket.send("3")

    async def _send(self, name: str, payload: dict[str, object]) -> None:
        assert self._socket is not None  # noqa: S101
        await self._socket.send(EVENT + json.dumps(["event", self._event(name, payload)]))

    def _event(self, name: str, payload: dict[str, object]) -> dict[str, object]:
        at = {"pathname": self._path, "asPath": self._path, "query": {"slug": self._slug}}
        return {"name": name, "payload": payload, "router_data": at}


class Pages:
    """So many people, each looking at a product."""

    def __init__(self, product: Product, people: int) -> None:
        self._product = product
        self._people = people
        self._pages: list[Page] = []

    async def __aenter__(self) -> Self:
        async with Connection(self._product.port) as shop:
            listed = (await shop.ask("GET", "/api/v1/products")).json()["items"]
        url = self._product.house.url
        slugs = [item["slug"] for item in listed]
        self._pages = [Page(url, slugs[n % len(slugs)]) for n in range(self._people)]
        for first in range(0, self._people, AT_A_TIME):
            async with asyncio.TaskGroup() as opening:
                for page in self._pages[first : first + AT_A_TIME]:
                    opening.create_task(page.open())
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(page.close() for page in self._pages))

    async def until_all_answer(self, within: float) -> float:
        """Seconds until each page has answered an event; infinite when one does not."""
        began = time.monotonic()
        silent = self._pages
        while silent:
            if time.monotonic() - began > within:
                return float("inf")
            still: list[Page] = []
            for first in range(0, len(silent), AT_A_TIME):
                asked = silent[first : first + AT_A_TIME]
                answered = await asyncio.gather(*(page.answers() for page in asked))
                still += [page for page, yes in zip(asked, answered, strict=True) if not yes]
            silent = still
        return time.monotonic() - began

    async def browse(self, seconds: float, pace: float) -> int:
        """Each turns to another product every `pace` seconds or so; how many were shown."""
        async with Connection(self._product.port) as shop:
            listed = (await shop.ask("GET", "/api/v1/products")).json()["items"]
        slugs = [str(item["slug"]) for item in listed]
        until = time.monotonic() + seconds
        turned = await asyncio.gather(*(_browse(page, slugs, until, pace) for page in self._pages))
        return sum(turned)


async def _browse(page: Page, slugs: list[str], until: float, pace: float) -> int:
    turned = 0
    await asyncio.sleep(random.random() * pace)  # noqa: S311
    while time.monotonic() < until:
        with contextlib.suppress(TimeoutError):
            await page.turn_to(random.choice(slugs))  # noqa: S311
            turned += 1
        await asyncio.sleep(pace * (0.5 + random.random()))  # noqa: S311
    return turned
