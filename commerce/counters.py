"""Counting tries in moving windows: in Redis for all processes at once, or in this one.

Many tries are counted by one call: at the peak a round trip for each would cost more than an order.
"""

import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Protocol, cast

from redis.asyncio import Redis

AWAY_SECONDS = 1.0  # a Redis that does not answer by then is as good as none
MOST_KEYS = 100_000  # kept here before the outdated ones are cleared away


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` tries within any `seconds`."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Try:
    """One try of somebody (`key` names who and what), and the windows that it has to fit into."""

    key: str
    windows: tuple[Window, ...]


class Counter(Protocol):
    """Counts tries; a try that does not fit is not counted, in none of its windows."""

    async def count(self, tries: Sequence[Try]) -> list[int]:
        """For each 0, or the seconds until it would fit."""
        ...

    async def forget(self, tried: Try) -> None:
        """Let all its windows be empty."""
        ...


class CounterHere:
    """In this process's memory."""

    def __init__(self) -> None:
        self._tries: dict[str, deque[float]] = {}

    async def count(self, tries: Sequence[Try]) -> list[int]:
        """For each 0, or the seconds until it would fit."""
        now = time.monotonic()
        if len(self._tries) > MOST_KEYS:
            self._clear(now)
        return [self._count(tried, now) for tried in tries]

    async def forget(self, tried: Try) -> None:
        """Let all its windows be empty."""
        for window in tried.windows:
            self._tries.pop(_name(tried, window), None)

    def _count(self, tried: Try, now: float) -> int:
        windows = [self._window(tried, window) for window in tried.windows]
        waits = [
            when[0] + window.seconds - now
            for window, when in zip(tried.windows, windows, strict=True)
            if len(when) == window.most and when[0] + window.seconds > now
        ]
        if waits:
            return math.ceil(max(waits))
        for when in windows:
            when.append(now)
        return 0

    def _window(self, tried: Try, window: Window) -> deque[float]:
        name = _name(tried, window)
        found = self._tries.get(name)
        if found is None:
            found = self._tries[name] = deque(maxlen=window.most)
        return found

    def _clear(self, now: float) -> None:
        longest = {name: int(name.rpartition(":")[2]) for name in self._tries}
        for name, seconds in longest.items():
            if not self._tries[name] or self._tries[name][-1] + seconds <= now:
                del self._tries[name]


class CounterShared:
    """In Redis, where a script counts all tries of a call at once by the server's own clock."""

    # KEYS: one a try: the list of its moments, the newest first, which all its windows look at.
    # ARGV: for each run of tries with the same windows how many they are, how many windows, and
    # (most, seconds) of each.
    _SCRIPT = """
    local clock = redis.call('TIME')
    local now = clock[1] + clock[2] / 1000000
    local moment = string.format('%.6f', now)
    local answers, key, argument = {}, 1, 1
    while argument <= #ARGV do
      local tries, count = tonumber(ARGV[argument]), tonumber(ARGV[argument + 1])
      local windows, most, longest = {}, 0, 0
      for i = 1, count do
        local window = {tonumber(ARGV[argument + 2 * i]), tonumber(ARGV[argument + 1 + 2 * i])}
        most, longest = math.max(most, window[1]), math.max(longest, window[2])
        windows[i] = window
      end
      for try = key, key + tries - 1 do
        local name, wait = KEYS[try], 0
        for i = 1, count do
          local oldest = redis.call('LINDEX', name, windows[i][1] - 1)
          if oldest and oldest + windows[i][2] > now then
            wait = math.max(wait, math.ceil(oldest + windows[i][2] - now))
          end
        end
        if wait == 0 then
          if redis.call('LPUSH', name, moment) > most then
            redis.call('LTRIM', name, 0, most - 1)
          end
          redis.call('EXPIRE', name, longest)
        end
        answers[#answers + 1] = wait
      end
      key, argument = key + tries, argument + 2 + 2 * count
    end
    return answers
    """

    def __init__(self, url: str) -> None:
        self._client: Redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
            url.replace("redis+unix", "unix", 1),
            socket_timeout=AWAY_SECONDS,
            socket_connect_timeout=AWAY_SECONDS,
        )
        self._script = self._client.register_script(self._SCRIPT)

    async def count(self, tries: Sequence[Try]) -> list[int]:
        """For each 0, or the seconds until it would fit. Raises redis's RedisError."""
        arguments: list[int] = []
        for windows, run in groupby(tries, attrgetter("windows")):
            arguments += (sum(1 for _ in run), len(windows))
            for window in windows:
                arguments += (window.most, window.seconds)
        return cast("list[int]", await self._script([_list(one) for one in tries], arguments))

    async def forget(self, tried: Try) -> None:
        """Let all its windows be empty. Raises redis's RedisError."""
        await self._client.delete(_list(tried))

    async def close(self) -> None:
        """Give its connections back."""
        await self._client.aclose()


def _list(tried: Try) -> str:
    return f"limit:{tried.key}"


def _name(tried: Try, window: Window) -> str:
    return f"limit:{tried.key}:{window.seconds}"
