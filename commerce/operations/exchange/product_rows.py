"""The rows of a file as products: which belong together, and the edit that they mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from commerce.catalog.edits import ProductEdit
from commerce.catalog.texts import LANGUAGES
from commerce.errors import CommerceError, Conflict, InvalidInput, MoveRefused, Problem
from commerce.money import minor_of
from commerce.operations.exchange.product_columns import (
    OF_PRODUCT,
    OPTIONS,
    STATES,
    TEXTS,
    Cells,
    options_text,
)
from commerce.operations.exchange.tables import Table

_COLUMN_OF = {
    "": "product",
    "slug": "product",
    "variants": "sku",
    "name": "name.en",
    "options": "options.en",
    "price_minor": "price",
    "compare_at_minor": "compare_at",
    "category_id": "category",
}
NOTHING = "-"  # takes a category or a price before away, where an empty cell leaves it
_YES, _NO = ("yes", "true", "1", "on", "是"), ("no", "false", "0", "off", "否")


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the file."""

    line: int
    column: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell."""

    at: Cell
    code: str
    facts: tuple[tuple[str, str], ...] = ()


class WrongCells(Exception):
    """What is wrong with the rows of one product."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(len(self.wrong))


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one product. `wrong`: what they have wrong among themselves."""

    slug: str
    rows: Sequence[tuple[int, Cells]]
    wrong: Sequence[Wrong] = field(default_factory=tuple)

    @property
    def head(self) -> tuple[int, Cells]:
        """The product's own cells stand in its first row."""
        return self.rows[0]


def groups_of(table: Table) -> list[Group]:
    """A group a product; one that comes again further down, or a SKU that does, is wrong."""
    slugs: set[str] = set()
    skus: set[str] = set()
    found: list[Group] = []
    for slug, rows in groupby(table.rows, key=lambda row: row[1].get("product", "")):
        group = list(rows)
        first, head = group[0]
        wrong = [Wrong(Cell(first, "product"), "product_apart")] if slug in slugs else []
        for line, cells in group:
            sku = cells.get("sku", "")
            if sku and sku in skus:
                wrong.append(Wrong(Cell(line, "sku"), "sku_twice", (("sku", sku),)))
            skus.add(sku)
            wrong += [
                Wrong(Cell(line, name), "not_as_first_row")
                for name in OF_PRODUCT
                if cells.get(name) and cells[name] != head.get(name)
            ]
        slugs.add(slug)
        found.append(Group(slug, group, wrong))
    return found


def edit_of(
    group: Group,
    standing: Mapping[str, Any] | None,
    currency: str,
    shelves: Mapping[str, UUID],
    known: Sequence[Wrong] = (),
) -> tuple[ProductEdit, list[int]]:
    """The edit that a product's rows mean over what stands, and the line of each variant (or 0).

    An empty cell leaves what stands. Raises WrongCells, with what is `known` to be wrong already.
    """
    wrong: list[Wrong] = [*group.wrong, *known]
    base: dict[str, Any] = dict(standing) if standing else {"variants": []}
    wanted = _product(group, base, shelves, wrong)
    variants, lines = _variants(group, base["variants"], currency, wrong)
    try:
        edit = ProductEdit.parse(wanted | {"variants": variants})
    except InvalidInput as refused:
        told = {one.at for one in wrong}
        also = cells_at_fault(refused, group, lines)
        raise WrongCells([*wrong, *(one for one in also if one.at not in told)]) from None
    if wrong:
        raise WrongCells(wrong)
    return edit, lines


def cells_at_fault(error: CommerceError, group: Group, lines: Sequence[int]) -> list[Wrong]:
    """A refusal of the catalogue, put where it stands in the file."""
    first = group.head[0]
    match error:
        case InvalidInput():
            return [_at(problem, first, lines) for problem in error.problems]
        case Conflict():
            return [_at(Problem(error.field, "taken"), first, lines)]
        case MoveRefused():
            return [Wrong(Cell(first, "state"), error.code)]
        case _:
            return [Wrong(Cell(first, "product"), error.code)]


def _at(problem: Problem, first: int, lines: Sequence[int]) -> Wrong:
    """`variants.2.price_minor` is the line of that variant and the column `price`."""
    parts = problem.field.split(".")
    if parts[0] == "variants" and len(parts) > 1 and parts[1].isdecimal():
        i = int(parts[1])
        name = parts[2] if len(parts) > 2 else "compare_at"
        at = Cell((lines[i] if i < len(lines) else 0) or first, _COLUMN_OF.get(name, name))
    elif len(parts) > 1 and parts[0] in TEXTS:
        at = Cell(first, f"{parts[0]}.{parts[1]}")
    else:
        at = Cell(first, _COLUMN_OF.get(parts[0], parts[0]))
    return Wrong(at, problem.code, problem.facts)


def _product(
    group: Group, base: Mapping[str, Any], shelves: Mapping[str, UUID], wrong: list[Wrong]
) -> dict[str, Any]:
    line, cells = group.head
    wanted: dict[str, Any] = {"slug": group.slug, "version": base.get("version", 0)}
    for text in TEXTS:
        stands = base.get(text, {})
        wanted[text] = {one: cells.get(f"{text}.{one}") or stands.get(one, "") for one in LANGUAGES}
    kind, stands = cells.get("kind", ""), str(base.get("kind", ""))
    if kind and stands and kind != stands:
        wrong.append(Wrong(Cell(line, "kind"), "kind_fixed"))
    wanted["kind"] = stands or kind or "goods"
    wanted["tax_class"] = cells.get("tax_class") or base.get("tax_class", "standard")
    wanted["picture_id"] = base.get("picture_id")
    wanted["category_id"] = base.get("category_id")
    if shelf := cells.get("category", ""):
        if shelf not in shelves and shelf != NOTHING:
            wrong.append(Wrong(Cell(line, "category"), "unknown"))
        wanted["category_id"] = shelves.get(shelf)
    if cells.get("state", "") not in ("", *STATES):
        wrong.append(Wrong(Cell(line, "state"), "unknown"))
    return wanted


def _variants(
    group: Group, standing: Sequence[Mapping[str, Any]], currency: str, wrong: list[Wrong]
) -> tuple[list[dict[str, Any]], list[int]]:
    by_sku = {cells.get("sku", ""): (line, cells) for line, cells in group.rows}
    known = {str(variant["sku"]) for variant in standing}
    found: list[dict[str, Any]] = []
    lines: list[int] = []
    for variant in standing:
        row = by_sku.get(str(variant["sku"]))
        if row is None and variant["price_minor"] is None:
            continue  # it stays as it is: an edit must not name what costs nothing yet
        found.append(_variant(*row, dict(variant), currency, wrong) if row else dict(variant))
        lines.append(row[0] if row else 0)
    for line, cells in group.rows:
        if cells.get("sku", "") not in known:
            found.append(_variant(line, cells, {}, currency, wrong))
            lines.append(line)
    return found, lines


def _variant(
    line: int, cells: Cells, stands: dict[str, Any], currency: str, wrong: list[Wrong]
) -> dict[str, Any]:
    def read(column: str, name: str, reader: Callable[[str], Any], default: Any) -> None:
        text = cells.get(column, "")
        try:
            stands[name] = reader(text) if text else stands.get(name, default)
        except ValueError as odd:
            wrong.append(Wrong(Cell(line, column), str(odd.args[0])))
            stands.setdefault(name, default)

    stands["sku"] = cells.get("sku", "")
    if not cells.get("price") and stands.get("price_minor") is None:
        wrong.append(Wrong(Cell(line, "price"), "missing"))
    read("price", "price_minor", lambda text: minor_of(text, currency), 0)
    stands["price_minor"] = stands["price_minor"] or 0
    read("compare_at", "compare_at_minor", lambda text: _amount_or_none(text, currency), None)
    read("weight_grams", "weight_grams", whole, 0)
    read("units", "units", whole, None)
    read("active", "active", _flag, True)
    if not _says_what_stands(cells, stands.get("options", [])):
        stands["options"] = _options(line, cells, wrong) or stands.get("options", [])
    stands.setdefault("options", [])
    return stands


def _says_what_stands(cells: Cells, options: Sequence[Mapping[str, Mapping[str, str]]]) -> bool:
    """An option with a ; or : in it is written, but could not be read back for what it is."""
    given = {
        language: cells.get(column) for language, column in zip(LANGUAGES, OPTIONS, strict=True)
    }
    return all(
        not text or text == options_text(options, language).strip()
        for language, text in given.items()
    )


def _options(line: int, cells: Cells, wrong: list[Wrong]) -> list[dict[str, dict[str, str]]]:
    """`Size: M; Colour: Red`, in each language, in the same order."""
    found: list[dict[str, dict[str, str]]] = []
    for language, column in zip(LANGUAGES, OPTIONS, strict=True):
        text = cells.get(column, "").replace("；", ";").replace("：", ":")
        parts = [part.strip() for part in text.split(";") if part.strip()]
        for i, part in enumerate(parts):
            name, colon, value = part.partition(":")
            if not colon:
                wrong.append(Wrong(Cell(line, column), "option_form"))
                return []
            if i == len(found):
                found.append({"name": {}, "value": {}})
            found[i]["name"][language] = name.strip()
            found[i]["value"][language] = value.strip()
    return found


def whole(text: str) -> int:
    """A whole number from 0 on. Raises ValueError with a code."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise ValueError("int_parsing")
    return int(text)


def _amount_or_none(text: str, currency: str) -> int | None:
    return None if text == NOTHING else minor_of(text, currency)


def _flag(text: str) -> bool:
    if text.lower() in (*_YES, *_NO):
        return text.lower() in _YES
    raise ValueError("yes_or_no")
