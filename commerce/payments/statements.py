"""Reading a bank's statement: a CSV with a head, as banks of several countries write it."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from commerce.errors import InvalidInput
from commerce.money import is_currency, minor_digits

LARGEST = 1024 * 1024  # bytes
MOST = 2_000  # lines at once
_LONGEST = 300
_LONGEST_CELL = 10_000
_HEADS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "booking date", "transaction date", "日期", "交易日期", "记账日期"),
    "amount": ("amount", "credit", "金额", "交易金额", "贷方金额", "收入金额"),
    "currency": ("currency", "币种"),
    "text": (
        "reference",
        "description",
        "details",
        "remittance information",
        "附言",
        "摘要",
        "备注",
    ),
    "payer": ("payer", "name", "counterparty", "对方户名", "付款人"),
    "id": ("id", "transaction id", "bank reference", "流水号", "交易流水号"),
}
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in. `key`: the bank's own id of it, or what tells it from all others."""

    key: str
    booked_on: date
    amount_minor: int
    currency: str
    text: str
    payer: str


def read_statement(text: str, currency: str) -> list[StatementLine]:
    """The money that came in; what went out is left. `currency`: where the bank names none.

    Raises InvalidInput at 'statement': no_columns, statement_line, too_many_lines.
    """
    rows = _rows(text)
    if len(rows) > MOST + 1:
        raise InvalidInput.of("statement", "too_many_lines", most=MOST)
    places = _places(rows[0] if rows else [])
    twins: Counter[str] = Counter()
    found: list[StatementLine] = []
    for n, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if max(map(len, row)) > _LONGEST_CELL:
            raise InvalidInput.of("statement", "statement_line", line=n)
        cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
        try:
            line = _line(cells, currency, twins)
        except (ValueError, InvalidOperation, KeyError):
            raise InvalidInput.of("statement", "statement_line", line=n) from None
        found += [line] if line else []
    return found


def _rows(text: str) -> list[list[str]]:
    if "\0" in text:
        raise InvalidInput.of("statement", "statement_line", line=1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return list(reader)
    except csv.Error:
        raise InvalidInput.of("statement", "statement_line", line=reader.line_num) from None


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _places(head: list[str]) -> dict[str, int]:
    names = [cell.strip().strip("\ufeff").lower() for cell in head]
    places = {
        what: names.index(name)
        for what, known in _HEADS.items()
        for name in reversed(known)
        if name in names
    }
    if not {"date", "amount", "text"} <= set(places):
        raise InvalidInput.of("statement", "no_columns")
    return places


def _line(cells: Mapping[str, str], currency: str, twins: Counter[str]) -> StatementLine | None:
    told = cells.get("currency", "").upper() or currency
    if not is_currency(told):
        raise ValueError("currency")
    amount = _amount(cells["amount"])
    if amount <= 0:
        return None
    minor = amount.scaleb(minor_digits(told))
    if minor != int(minor):
        raise ValueError("amount")
    day = _day(cells["date"])
    words = (cells["text"][:_LONGEST], cells.get("payer", "")[:_LONGEST])
    same = "\n".join((day.isoformat(), str(int(minor)), told, *words))
    twins[same] += 1  # two alike in one file are two payments
    digest = hashlib.sha256(f"{same}\n{twins[same]}".encode()).hexdigest()
    own = cells.get("id", "")[:100]
    return StatementLine(f"id:{own}" if own else f"of:{digest}", day, int(minor), told, *words)


def _amount(text: str) -> Decimal:
    """1,234.50, 1.234,50 and 1234.5 alike."""
    kept = text.replace(" ", "").replace("\u00a0", "").lstrip("+")
    if re.fullmatch(r"-?[0-9.]*,[0-9]{1,2}", kept):
        kept = kept.replace(".", "").replace(",", ".")
    kept = kept.replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,4})?", kept):
        raise ValueError("amount")
    return Decimal(kept)


def _day(text: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007  a day of the bank's
        except ValueError:
            continue
    raise ValueError("date")
