"""Cuts text into words: English into stems, Chinese by dictionary, both into what people type."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

LONGEST = 48  # signs of a word; what is longer is cut off
MOST_WORDS = 12  # of a query
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_CODE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)+")
_IS_HAN = re.compile(rf"[{_HAN}]+")
_STEMMER = cast("Any", snowballstemmer).stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query. `parts`: what it consists of where it is a code or Chinese."""

    text: str
    han: bool = False
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=4_000)
def folded(text: str) -> str:
    """Small letters of one width, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).lower()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", bare)


def is_han(text: str) -> bool:
    """Whether it is Chinese throughout."""
    return _IS_HAN.fullmatch(text) is not None


def runs(text: str) -> list[str]:
    """Stretches of letters and digits, Chinese ones apart from others."""
    return [run[:LONGEST] for run in _RUN.findall(folded(text))]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What an English word shares with its other forms: cookie of cookies."""
    return str(_STEMMER.stemWord(word)) if word.isascii() and word.isalpha() else word


@cache
def _dictionary() -> Any:
    import rjieba  # by the first Chinese word: a tenth of a second, and 30 MB from then on

    return rjieba


@lru_cache(maxsize=20_000)
def han_words(run: str) -> tuple[str, ...]:
    """The words of a Chinese stretch, side by side: 龙井 绿茶."""
    return tuple(_dictionary().cut(run))


@lru_cache(maxsize=20_000)
def han_lexemes(run: str) -> frozenset[str]:
    """All that a Chinese stretch is found by: its words, the words in them, its single signs."""
    inside = _dictionary().cut_for_search(run)
    return frozenset(inside) | frozenset(han_words(run)) | frozenset(run)


def lexemes(text: str) -> set[str]:
    """All that a text is found by."""
    found: set[str] = set()
    for run in runs(text):
        if is_han(run):
            found |= han_lexemes(run)
        else:
            found |= {run, stem(run)}
    return found


def code_lexemes(code: str) -> set[str]:
    """What a SKU is found by: as it is written, without its dashes, and its parts."""
    whole = folded(code)[:LONGEST]
    parts = runs(code)
    return {whole, "".join(parts)[:LONGEST], *parts} if _CODE.fullmatch(whole) else set(parts)


def asked_words(query: str) -> list[Word]:
    """The words of a query, each once, at most `MOST_WORDS`. Never raises."""
    return list(dict.fromkeys(_asked(query)))[:MOST_WORDS]


def _asked(query: str) -> Iterator[Word]:
    for chunk in folded(query[:400]).split():
        code = chunk.strip("._-")[:LONGEST]
        if _CODE.fullmatch(code):
            yield Word(code, parts=tuple(runs(code)))
            continue
        for run in runs(chunk):
            if not is_han(run):
                yield Word(run)
                continue
            for word in han_words(run):
                yield Word(word, han=True, parts=tuple(word) if len(word) > 1 else ())
