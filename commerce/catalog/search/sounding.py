"""Chinese as it sounds: pinyin and its initials, which is what hands type first."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from commerce.catalog.search.cutting import LONGEST, han_words, is_han, runs


@cache
def _readings() -> Any:
    import pypinyin  # by the first word that is spelt: a tenth of a second, and 56 MB from then on

    return pypinyin


@lru_cache(maxsize=20_000)
def pinyin(word: str) -> str:
    """绿茶: lvcha. Words that have ü are written with v."""
    return _spelling(word, "NORMAL")


@lru_cache(maxsize=20_000)
def initials(word: str) -> str:
    """绿茶: lc."""
    return _spelling(word, "FIRST_LETTER")


def sounds(name: str) -> set[str]:
    """What a name is typed like, from each of its words on to its end: longjingcha, ljc, cha, c."""
    found: set[str] = set()
    for run in runs(name):
        if is_han(run):
            found.update(_from_each_word(han_words(run)))
    return {sound[:LONGEST] for sound in found if len(sound) > 1}


def _spelling(word: str, style: str) -> str:
    read = _readings()
    return "".join(read.lazy_pinyin(word, style=read.Style[style], errors="ignore"))


def _from_each_word(words: Sequence[str]) -> Iterator[str]:
    for n, word in enumerate(words):
        yield from _spelt(pinyin(word))
        yield initials(word)
        yield from _spelt("".join(map(pinyin, words[n:])))
        yield "".join(map(initials, words[n:]))


def _spelt(sound: str) -> Iterator[str]:
    """With v for ü, as keyboards have it, and with u, as many type it."""
    yield sound
    if "v" in sound:
        yield sound.replace("v", "u")
