"""Counts the statements that reach the database, whoever sends them: each is a round trip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.sql import Composable

PING = ";"


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of this process inside the block; no BEGIN, COMMIT or ping of the pool."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, *given: Any, **more: Any) -> Any:
        text = query.as_string(self) if isinstance(query, Composable) else query
        if text != PING:
            sent.append(text.decode() if isinstance(text, bytes) else text)
        return await execute(self, query, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.AsyncCursor, "execute", noted)
        yield sent
