"""A product's row for lists and search, made of what the catalogue says of it. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.catalog.search.cutting import code_lexemes, folded, han_words, is_han, lexemes, runs
from commerce.catalog.search.sounding import pinyin, sounds
from commerce.catalog.texts import LANGUAGES

FORMS, PAIRS, PARTS = "\x1d", "\x1e", "\x1f"  # between forms; a form's options; texts of one
MOST_LEXEMES = 400
_SHORTEST_WORD = 2
_NAME, _SOUND, _REST = ":1A", ":1B", ""  # what has a weight takes room
Texts = Mapping[str, str]
Option = Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Form:
    """A variant in use: its price now, and whether any is left."""

    sku: str
    options: tuple[Option, ...]
    price: int
    stocked: bool


@dataclass(frozen=True, slots=True)
class Described:
    """All that a product's row is made of. `stale_at`: when a price of it begins or ends."""

    product_id: UUID
    shop_id: UUID
    category_id: UUID | None
    name: Texts
    summary: Texts
    category: Texts
    popularity: int
    created_at: datetime
    stale_at: datetime | None
    forms: tuple[Form, ...]

    def row(self) -> tuple[Any, ...]:
        """The columns of ShelfEntry, in their order."""
        prices = [form.price for form in self.forms]
        return (
            self.product_id,
            self.shop_id,
            self.category_id,
            min(prices) if prices else None,
            any(form.stocked for form in self.forms),
            self.popularity,
            round(self.created_at.timestamp() * 1_000_000),
            self.stale_at,
            [form_text(form.options) for form in self.forms],
            prices,
            [form.stocked for form in self.forms],
            self.words(),
        )

    def words(self) -> str:
        """As a tsvector is written: 'tea':1A 'cha':1B 'fresh'."""
        weights: dict[str, str] = {}
        for weight, found in (
            (_NAME, self._name_lexemes()),
            (_SOUND, self._sound_lexemes()),
            (_REST, self._other_lexemes()),
        ):
            for lexeme in sorted(found):
                weights.setdefault(lexeme, weight)
        written = [f"'{lexeme}'{weight}" for lexeme, weight in weights.items()][:MOST_LEXEMES]
        return " ".join([*written, *(f"'{mark}'" for mark in self._option_marks())])

    def vocabulary(self) -> set[str]:
        """The words that its name is told by: what typing completes to, what typos lead to."""
        found: set[str] = set()
        for run in (run for name in self.name.values() for run in runs(name)):
            if is_han(run):
                words = han_words(run)
                found.update(words)
                found.update(map(pinyin, words))
            elif not run.isdigit():
                found.add(run)
        return {word for word in found if len(word) >= _SHORTEST_WORD}

    def _name_lexemes(self) -> set[str]:
        found = {whole_name(name) for name in self.name.values() if runs(name)}
        for name in self.name.values():
            found |= lexemes(name)
        for form in self.forms:
            found |= code_lexemes(form.sku)
        return found

    def _sound_lexemes(self) -> set[str]:
        found: set[str] = set()
        for name in self.name.values():
            found |= sounds(name)
        for name in self.category.values():
            found |= lexemes(name) | sounds(name)
        return found

    def _other_lexemes(self) -> set[str]:
        found: set[str] = set()
        for text in self.summary.values():
            found |= lexemes(text)
        for form in self.forms:
            for option in form.options:
                for value in option["value"].values():
                    found |= lexemes(value)
        return found

    def _option_marks(self) -> list[str]:
        marks: set[str] = set()
        for form in self.forms:
            for option in form.options:
                for name in option["name"].values():
                    marks.update(option_mark(name, v) for v in option["value"].values())
        return sorted(marks)


def whole_name(name: str) -> str:
    """A name as one lexeme: who types all of it means just that."""
    return "=" + "".join(runs(name))[:200]


def option_mark(name: str, value: str) -> str:
    """An option's value as a lexeme, which no word can be."""
    digest = hashlib.blake2b(f"{name}{PARTS}{value}".encode(), digest_size=7)
    return "#" + digest.hexdigest()


def form_text(options: Iterable[Option]) -> str:
    """A variant's options in one text: names and values in each language."""
    pairs = (
        PARTS.join(text.get(language, "") for text in texts for language in LANGUAGES)
        for texts in ((option["name"], option["value"]) for option in options)
    )
    return PAIRS + "".join(pair + PAIRS for pair in pairs)


def pair_texts(pair: str) -> tuple[dict[str, str], dict[str, str]]:
    """Name and value of one option of such a text, as locale maps."""
    parts = pair.split(PARTS)
    count = len(LANGUAGES)
    name, value = parts[:count], parts[count:]
    return (
        {language: text for language, text in zip(LANGUAGES, name, strict=True) if text},
        {language: text for language, text in zip(LANGUAGES, value, strict=True) if text},
    )


def normal(text: str) -> str:
    """A query as it is compared: folded, its blanks one each."""
    return " ".join(folded(text).split())
