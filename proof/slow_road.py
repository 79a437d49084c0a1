"""A road to the database that can be made slow: every answer comes so many seconds later."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPEN_SECONDS = 10


class SlowRoad:
    """Passes a socket on to another one. `delay` may change while connections are open."""

    def __init__(self, here: Path, there: Path) -> None:
        self._here = here
        self._there = there
        self.delay = 0.0
        self.open = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = asyncio.Event()

    async def serve(self) -> None:
        """Until it is closed."""
        self._loop = asyncio.get_running_loop()
        async with await asyncio.start_unix_server(self._pass_on, self._here):
            self.open.set()
            await self._closing.wait()

    def close(self) -> None:
        """From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._closing.set)

    async def _pass_on(self, house: asyncio.StreamReader, to_house: asyncio.StreamWriter) -> None:
        database, to_database = await asyncio.open_unix_connection(self._there)
        ways = (
            asyncio.create_task(_copy(house, to_database)),
            asyncio.create_task(self._copy_late(database, to_house)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (to_database, to_house):
                end.close()

    async def _copy_late(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Each piece waits for itself, not for the one before: slow, not narrow."""
        loop = asyncio.get_running_loop()
        last = 0.0
        with contextlib.suppress(OSError):
            while piece := await source.read(65_536):
                last = max(last, loop.time() + self.delay)  # never overtaking
                if self.delay or last > loop.time():
                    loop.call_at(last, _write, sink, piece)
                else:
                    _write(sink, piece)


def _write(sink: asyncio.StreamWriter, piece: bytes) -> None:
    if not sink.is_closing():
        sink.write(piece)


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(65_536):
            sink.write(piece)
            await sink.drain()


@contextmanager
def open_road(here: Path, there: Path) -> Iterator[SlowRoad]:
    """A road in a thread of its own, so that it is open while the product starts."""
    road = SlowRoad(here, there)
    thread = threading.Thread(target=lambda: asyncio.run(road.serve()), daemon=True)
    thread.start()
    if not road.open.wait(OPEN_SECONDS):
        raise RuntimeError(f"the road at {here} does not open")
    try:
        yield road
    finally:
        road.close()
        thread.join(OPEN_SECONDS)
