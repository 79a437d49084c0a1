"""CSV as spreadsheets read and write it: encodings, separators, cells that must be no formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commerce.errors import InvalidInput

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 50_000
LONGEST_CELL = 20_000
MARK = "\ufeff".encode()  # spreadsheets read UTF-8 as such only with it
# What a spreadsheet takes for a formula when a cell begins with it.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # workbooks, which are no CSV

csv.field_size_limit(1024 * 1024)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns and its rows, each with the number that a spreadsheet shows for it."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, dict[str, str]]]


def read_table(content: bytes, known: Iterable[str], needed: Iterable[str]) -> Table:
    """Raises InvalidInput: no text, nothing in it, too many rows, unknown or missing columns."""
    text = _text(content)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        columns = [name.strip().lower() for name in _next(reader)]
        _check(columns, set(known), set(needed))
        rows = _rows(reader, columns)
    except csv.Error:
        raise InvalidInput.of("file", "not_csv") from None
    if not rows:
        raise InvalidInput.of("file", "no_rows")
    return Table(columns, rows)


def _next(reader: Iterator[list[str]]) -> list[str]:
    for row in reader:
        return row
    return []


def _rows(reader: Iterable[list[str]], columns: list[str]) -> list[tuple[int, dict[str, str]]]:
    rows: list[tuple[int, dict[str, str]]] = []
    for n, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            raise InvalidInput.of("file", "too_many_cells", line=n)
        if len(rows) == MOST_ROWS:
            raise InvalidInput.of("file", "too_many_rows", most=MOST_ROWS)
        rows.append((n, dict(zip(columns, map(plain_cell, cells), strict=False))))
    return rows


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8; a text that a spreadsheet would take for a formula is quoted by '."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def safe_cell(cell: object) -> object:
    """A cell that no spreadsheet calculates; `plain_cell` gives back what it was.

    A text that begins with ' before such a sign is quoted too, or it would lose that one.
    """
    if isinstance(cell, str) and cell.lstrip("'").startswith(_FORMULAS):
        return f"'{cell}"
    return cell


def plain_cell(cell: str) -> str:
    """A cell as it was meant: what we quoted ourselves loses its quote."""
    quoted = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULAS)
    return (cell[1:] if quoted else cell).replace("\0", "").strip()[:LONGEST_CELL]


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16, or what Chinese spreadsheets write (GB18030)."""
    if content.startswith(_NO_TEXT):
        raise InvalidInput.of("file", "not_csv")
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput.of("file", "not_csv")


def _check(columns: Sequence[str], known: set[str], needed: set[str]) -> None:
    if not any(columns):
        raise InvalidInput.of("file", "no_rows")
    for name in columns:
        if name not in known:
            raise InvalidInput.of("file", "unknown_column", column=name[:40] or "?")
        if columns.count(name) > 1:
            raise InvalidInput.of("file", "column_twice", column=name)
    for name in sorted(needed - set(columns)):
        raise InvalidInput.of("file", "column_missing", column=name)
