"""Arrays packed by us are what the driver's own would be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import Transformer
from psycopg.pq import Format

from commerce.db import arrays

MOMENTS = st.integers(0, 7_000_000_000_000_000).map(lambda n: FIRST + timedelta(microseconds=n))
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
KINDS: list[tuple[type, str, st.SearchStrategy[Any]]] = [
    (arrays.Uuids, "uuid", st.none() | st.uuids()),
    (arrays.Ints, "int4", st.integers(-(2**31), 2**31 - 1)),
    (arrays.Bigints, "int8", st.integers(-(2**63), 2**63 - 1)),
    (arrays.Bools, "bool", st.booleans()),
    (arrays.Texts, "text", st.none() | TEXTS),
    (arrays.Bytes, "bytea", st.none() | st.binary(max_size=20)),
    (arrays.Moments, "timestamptz", MOMENTS),
]


@pytest.mark.parametrize(("kind", "name", "values"), KINDS, ids=[name for _, name, _ in KINDS])
def test_what_is_packed_is_read_back(kind: type, name: str, values: st.SearchStrategy[Any]) -> None:
    packer = arrays._PACKERS[kind](kind)
    reader = Transformer()
    reader.set_loader_types([psycopg.postgres.types[name].array_oid], Format.BINARY)

    @given(st.lists(values, max_size=5))
    def law(elements: list[Any]) -> None:
        packed = bytes(packer.dump(kind(elements)))
        assert list(reader.load_sequence([packed])[0]) == elements

    law()


def test_json_goes_as_it_is_written() -> None:
    packer = arrays._PACKERS[arrays.Jsons](arrays.Jsons)
    reader = Transformer()
    reader.set_loader_types([psycopg.postgres.types["jsonb"].array_oid], Format.BINARY)
    packed = bytes(packer.dump(arrays.Jsons(['{"名":1}', "[]"])))
    assert reader.load_sequence([packed])[0] == [{"名": 1}, []]
