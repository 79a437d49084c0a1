"""A product's variants as rows of its form, and their levels beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from admin.products.form import Flat
from admin.stock.levels import level_words
from admin.stock.state import level_of
from commerce.catalog.texts import LANGUAGES, localized
from commerce.stock.queries import Level
from ui.amounts import number_text
from ui.texts import _, spoken

_ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class OptionCell:
    """One option's value in a variant's row, in both languages."""

    n: int
    label: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A variant's row; amounts as they are typed."""

    key: str
    is_new: bool
    sku: str
    price: str
    compare_at: str
    weight: str
    units: str
    active: bool
    options: list[OptionCell]


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A saved variant and what is left of it."""

    variant_id: str
    sku: str
    options: str
    left: str
    level: str
    words: str


def variant_lines(flat: Flat, keys: Sequence[str], option_count: int) -> list[VariantLine]:
    """The rows of the variants `keys`, filled from the flat form."""
    return [_line(flat, key, option_count) for key in keys]


def level_lines(lines: Sequence[VariantLine], levels: Mapping[UUID, Level]) -> list[LevelLine]:
    """The levels of the saved variants among `lines`."""
    return [_level(line, levels.get(UUID(line.key), Level())) for line in lines if not line.is_new]


def _line(flat: Flat, key: str, option_count: int) -> VariantLine:
    def value(part: str) -> str:
        return flat.get(f"variants.{key}.{part}", "")

    is_new = len(key) < _ID_LENGTH
    return VariantLine(
        key=key,
        is_new=is_new,
        sku=value("sku"),
        price=value("price"),
        compare_at=value("compare_at"),
        weight=value("weight"),
        units=value("units"),
        active=is_new or value("active") == "on",
        options=[
            OptionCell(
                n, _option_label(flat, n), value(f"options.{n}.en"), value(f"options.{n}.zh")
            )
            for n in range(option_count)
        ],
    )


def _option_label(flat: Flat, n: int) -> str:
    """The option's own name in the language spoken, once it has one."""
    names = [flat.get(f"options.{n}.{language}", "") for language in (spoken(), *LANGUAGES)]
    return next(filter(None, names), _("Option {n}", n=n + 1))


def _level(line: VariantLine, level: Level) -> LevelLine:
    state = level_of(level)
    return LevelLine(
        variant_id=line.key,
        sku=line.sku,
        options=options_words(line),
        left=number_text(level.available),
        level=state,
        words=level_words(state),
    )


def options_words(line: VariantLine) -> str:
    """What tells the variant from the others."""
    return " · ".join(_spoken(cell) for cell in line.options)


def _spoken(cell: OptionCell) -> str:
    return localized({"en": cell.en, "zh": cell.zh}, spoken())
