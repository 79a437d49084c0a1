"""Counts the statements that go to the database, whoever sends them: each is a round trip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

PING = ";"  # of the pool
PLANS = "DISCARD PLANS"  # of the group commits, once a second
BELL = "pg_notify"  # live topics are told when there is time


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of this process inside the block, without what is done by the clock."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, *given: Any, **more: Any) -> Any:
        text = str(query.as_string(self) if hasattr(query, "as_string") else query)
        if text not in (PING, PLANS) and BELL not in text:
            sent.append(text)
        return await execute(self, query, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.AsyncCursor, "execute", noted)
        yield sent
