"""What callers were told: a file of JSON lines, read as a stream into a temporary table.

Each line has `number` and `key`, and if it is known `total` (minor units) and `paid`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TextIO

from psycopg import Connection
from psycopg.rows import TupleRow
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Unreadable(ValueError):
    """A line of the file is no acknowledgement."""


class Acknowledgement(BaseModel):
    """An order that somebody was told of."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    number: Name
    key: Name
    total: int | None = None
    paid: bool = False


def read(lines: TextIO) -> Iterator[Acknowledgement]:
    """One a line. A last line without an end was being written when its writer died: no promise.

    Raises Unreadable with the line's number.
    """
    for n, line in enumerate(lines, start=1):
        if not line.endswith("\n"):
            return
        try:
            yield Acknowledgement.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as wrong:
            raise Unreadable(f"line {n}: {str(wrong).splitlines()[0]}") from None


def load(connection: Connection[TupleRow], file: Path) -> None:
    """Copy a file into `audit_acknowledged`, which goes away with the connection."""
    connection.execute(
        "CREATE TEMP TABLE audit_acknowledged"
        " (number text NOT NULL, key text NOT NULL, total bigint, paid boolean NOT NULL)"
    )
    with (
        file.open(encoding="utf-8") as lines,
        connection.cursor() as cursor,
        cursor.copy("COPY audit_acknowledged FROM STDIN") as copy,
    ):
        for one in read(lines):
            copy.write_row((one.number, one.key, one.total, one.paid))
    connection.execute("ANALYZE audit_acknowledged")
