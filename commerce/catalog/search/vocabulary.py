"""The words of a shop, kept in this process for a minute: completions, and what a typo meant."""

import time
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlmodel import col, select

from commerce.catalog.search.cutting import is_han
from commerce.catalog.search.models import SearchWord
from commerce.db.session import Session

KEPT_SECONDS = 60
MOST_WORDS = 50_000  # a shop with more keeps those that most products carry
SHOPS_KEPT = 50
_FROM_TWO = 8  # letters, from which on two typos are forgiven
_SHORTEST = {True: 3, False: 4}  # signs of a Chinese word and of others that may have a typo


@dataclass(frozen=True)
class Vocabulary:
    """Words in their order, with the number of products that carry each."""

    words: tuple[str, ...]
    products: dict[str, int]
    by_length: dict[int, tuple[str, ...]]
    read_at: float

    def completions(self, beginning: str, limit: int) -> list[str]:
        """Words that begin so, those of most products first; the word itself is not one."""
        first = bisect_left(self.words, beginning)
        last = bisect_left(self.words, beginning + "\U0010ffff", lo=first)
        found = [word for word in self.words[first:last] if word != beginning]
        return sorted(found, key=lambda word: (-self.products[word], word))[:limit]

    def nearest(self, word: str) -> str | None:
        """The word that a typo was meant to be: one typo away, two in a long word."""
        if len(word) < _SHORTEST[is_han(word)]:
            return None
        most = 2 if len(word) >= _FROM_TWO else 1
        near = [w for n in range(-most, most + 1) for w in self.by_length.get(len(word) + n, ())]
        found = process.extract(
            word, near, scorer=OSA.distance, score_cutoff=most, limit=None, processor=None
        )
        if not found:
            return None
        return min(found, key=lambda one: (one[1], one[0][0] != word[0], -self.products[one[0]]))[0]


_kept: OrderedDict[UUID, Vocabulary] = OrderedDict()


async def vocabulary_of(session: Session) -> Vocabulary:
    """The shop's words, at most a minute old."""
    kept = _kept.get(session.shop_id)
    if kept is not None and time.monotonic() - kept.read_at < KEPT_SECONDS:
        return kept
    rows = await session.rows(
        select(SearchWord.word, SearchWord.products)
        .where(SearchWord.shop_id == session.shop_id)
        .order_by(col(SearchWord.products).desc(), col(SearchWord.word))
        .limit(MOST_WORDS)
    )
    read = _vocabulary({row[0]: row[1] for row in rows})
    _kept[session.shop_id] = read
    _kept.move_to_end(session.shop_id)
    while len(_kept) > SHOPS_KEPT:
        _kept.popitem(last=False)
    return read


def forget_vocabularies() -> None:
    """Read anew at the next question: a product has other words now."""
    _kept.clear()


def _vocabulary(products: dict[str, int]) -> Vocabulary:
    lengths: dict[int, list[str]] = {}
    for word in products:
        lengths.setdefault(len(word), []).append(word)
    by_length = {length: tuple(words) for length, words in lengths.items()}
    return Vocabulary(tuple(sorted(products)), products, by_length, time.monotonic())
