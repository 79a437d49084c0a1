"""What a process may go by for some seconds before it reads it again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A value that is read at first use and again once it is `seconds` old.

    One reading serves all who wait for it: at the peak hundreds of callers find it old at once.
    """

    def __init__(self, read: Callable[[], Awaitable[Value]], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._found: tuple[Value, float] | None = None
        self._reading: asyncio.Future[Value] | None = None

    async def get(self) -> Value:
        """The value; raises what the reading raised, and the next caller tries again."""
        found = self._found
        if found is not None and time.monotonic() - found[1] < self._seconds:
            return found[0]
        loop = asyncio.get_running_loop()
        if self._reading is None or self._reading.get_loop() is not loop:
            self._reading = loop.create_task(self._read_now())
        # Shielded: a caller that goes away must not end what the others wait for.
        return await asyncio.shield(self._reading)

    def forget(self) -> None:
        """Read anew at the next call, and keep nothing of a reading that has begun before."""
        self._found = self._reading = None

    async def _read_now(self) -> Value:
        task, began = asyncio.current_task(), time.monotonic()
        try:
            value = await self._read()
        except BaseException:
            if self._reading is task:
                self._reading = None
            raise
        if self._reading is task:
            self._found, self._reading = (value, began), None
        return value
