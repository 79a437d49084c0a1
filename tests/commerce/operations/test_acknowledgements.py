"""What callers were told is compared with the books: none lost, none doubled, none changed."""

import io
import json

import pytest

from commerce.operations.auditing import acknowledgements


@pytest.fixture
def told(books):
    """All orders of the books, as their callers would have noted them."""
    rows = books(
        "SELECT number, key, total_minor, payment_status <> 'unpaid'"
        " FROM orders JOIN idempotency_keys ON order_id = id ORDER BY number"
    )
    return [dict(zip(("number", "key", "total", "paid"), row, strict=True)) for row in rows]


def broken(books, tmp_path, lines):
    file = tmp_path / "acknowledged.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return {name: shown[0] for name, shown in books.broken(file).items()}


def test_what_was_told_and_stands_is_whole(books, told, tmp_path):
    assert len(told) > 5
    assert broken(books, tmp_path, [*told, told[0]]) == {}


def test_a_lost_order_is_found(books, told, tmp_path):
    books("DELETE FROM orders WHERE number = %s", told[0]["number"])
    found = broken(books, tmp_path, told)
    assert found["acknowledged.kept"].subject == told[0]["number"]


def test_an_order_that_never_was_is_found(books, told, tmp_path):
    found = broken(books, tmp_path, [*told, {"number": "NEVERWAS00", "key": "another-key"}])
    assert set(found) == {"acknowledged.kept"}
    assert found["acknowledged.kept"].subject == "NEVERWAS00"


def test_a_key_that_was_told_two_orders_is_found(books, told, tmp_path):
    again = {"number": told[1]["number"], "key": told[0]["key"]}
    assert set(broken(books, tmp_path, [*told, again])) == {"acknowledged.once", "acknowledged.key"}


@pytest.mark.parametrize("change", [{"total": 1}, {"paid": True}])
def test_other_terms_than_were_told_are_found(books, told, tmp_path, change):
    unpaid = next(line for line in told if not line["paid"])
    found = broken(books, tmp_path, [unpaid | change])
    assert set(found) == {"acknowledged.terms"}
    assert found["acknowledged.terms"].subject == unpaid["number"]


def test_a_line_that_was_cut_off_is_no_promise():
    lines = io.StringIO('{"number": "A", "key": "k"}\n{"number": "B", "ke')
    assert [one.number for one in acknowledgements.read(lines)] == ["A"]


@pytest.mark.parametrize("line", ["no json", "{}", '{"number": 1, "key": "k"}', "[]"])
def test_a_line_that_is_no_acknowledgement_is_refused_with_its_number(line):
    with pytest.raises(acknowledgements.Unreadable, match="line 2"):
        list(acknowledgements.read(io.StringIO('{"number": "A", "key": "k"}\n' + line + "\n")))
