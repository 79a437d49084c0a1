"""Counts the statements that go to the database, whoever sends them: each is a round trip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

PING = ";"  # of the pool
BELL = "pg_notify"  # live topics are told when there is time


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of this process inside the block; no BEGIN, COMMIT, ping or live topic."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, *given: Any, **more: Any) -> Any:
        text = str(query.as_string(self) if hasattr(query, "as_string") else query)
        if text != PING and BELL not in text:
            sent.append(text)
        return await execute(self, query, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.AsyncCursor, "execute", noted)
        yield sent
