"""Lists as PostgreSQL's binary arrays, packed at one go.

For a batch the driver's own way, a call for each element, takes longer than half of the database's
work. What is packed here is read by `unnest(%(name)b::uuid[], ...)`.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from psycopg import postgres
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEADER = Struct(">iiIii").pack  # dimensions, whether any is NULL, type, length, lower bound
_EMPTY = Struct(">iiI").pack
_LENGTH = Struct(">i").pack
_INT = Struct(">ii").pack
_BIGINT = Struct(">iq").pack
_BOOL = Struct(">i?").pack
_NULL = _LENGTH(-1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Uuids(list[UUID | bytes | None]):
    """uuid[]; one may be its 16 bytes."""


class Ints(list[int]):
    """int4[]"""


class Bigints(list[int]):
    """int8[]"""


class Bools(list[bool]):
    """bool[]"""


class Texts(list[str | None]):
    """text[]; for jsonb[] see Jsons."""


class Jsons(list[str]):
    """jsonb[] of what is written as JSON already."""


class Bytes(list[bytes | None]):
    """bytea[]"""


class Moments(list[datetime]):
    """timestamptz[] of aware moments."""


def _uuid(value: UUID | bytes | None) -> bytes:
    if value is None:
        return _NULL
    return b"\0\0\0\x10" + (value if isinstance(value, bytes) else value.bytes)


def _text(value: str | None) -> bytes:
    return _NULL if value is None else _bytes(value.encode())


def _bytes(value: bytes | None) -> bytes:
    return _NULL if value is None else _LENGTH(len(value)) + value


def _json(value: str) -> bytes:
    return _bytes(b"\x01" + value.encode())  # jsonb's version in front


def _moment(value: datetime) -> bytes:
    return _BIGINT(8, (value - _EPOCH) // _MICROSECOND)


class _Packer(Dumper):
    """Dumps a whole list; `element` packs one with its length in front."""

    format = Format.BINARY
    element_type: ClassVar[str]
    element: ClassVar[Callable[[Any], bytes]]

    def __init__(self, cls: type, context: Any = None) -> None:
        super().__init__(cls, context)
        self._of = postgres.types[self.element_type].oid
        self.oid = postgres.types[self.element_type].array_oid

    def dump(self, obj: Sequence[Any]) -> Buffer:
        """The array's whole message."""
        if not obj:
            return _EMPTY(0, 0, self._of)
        packed = b"".join(map(type(self).element, obj))
        return _HEADER(1, _NULL in packed, self._of, len(obj), 1) + packed


def _packer(name: str, element: Callable[[Any], bytes]) -> type[_Packer]:
    return type(f"_{name}", (_Packer,), {"element_type": name, "element": staticmethod(element)})


_PACKERS: dict[type, type[_Packer]] = {
    Uuids: _packer("uuid", _uuid),
    Ints: _packer("int4", lambda value: _INT(4, value)),
    Bigints: _packer("int8", lambda value: _BIGINT(8, value)),
    Bools: _packer("bool", lambda value: _BOOL(1, value)),
    Texts: _packer("text", _text),
    Jsons: _packer("jsonb", _json),
    Bytes: _packer("bytea", _bytes),
    Moments: _packer("timestamptz", _moment),
}


def register(connection: psycopg.AsyncConnection[Any]) -> None:
    """Let `connection` dump them."""
    for kind, packer in _PACKERS.items():
        connection.adapters.register_dumper(kind, packer)
