"""What a query means: as typed, else as the beginning of words, else without its typo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, bindparam, cast, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from commerce.catalog.search.cutting import Word, asked_words, folded, stem
from commerce.catalog.search.entries import whole_name
from commerce.catalog.search.models import ShelfEntry
from commerce.catalog.search.sounding import pinyin
from commerce.catalog.search.vocabulary import Vocabulary, vocabulary_of
from commerce.db.session import Session

MOST_INSTEAD = 4
_BEGINNING = 2  # letters, from which on a word may be the beginning of another


@dataclass(frozen=True, slots=True)
class Understood:
    """A query for the index. `meant`: the words that were looked for instead, if others were.

    `near`: what ranks; `groups`: how many things a product must have at once; none finds nothing.
    """

    words: str = ""
    near: str = ""
    groups: int = 0
    meant: str = ""

    def matches(self) -> ColumnElement[bool]:
        """That a row has them all."""
        return col(ShelfEntry.words).op("@@", is_comparison=True)(as_query(self.words))


NOTHING = Understood()


async def understood(session: Session, query: str) -> Understood:
    """The first meaning that finds something, else the words as they are. At most 3 round trips."""
    words = asked_words(query)
    if not words:
        return NOTHING
    typed = meaning_of(query, [_typed(word) for word in words])
    longer = meaning_of(query, [begun(word) for word in words])
    if await _finds(session, typed):
        return typed
    if await _finds(session, longer):
        return longer
    mended = _mended(words, await vocabulary_of(session))
    if mended is not None and await _finds(session, mended):
        return mended
    return typed


async def instead_of(session: Session, query: str) -> tuple[str, ...]:
    """Where all words together find nothing: those that find something alone, without typos."""
    vocabulary = await vocabulary_of(session)
    found: list[str] = []
    for word in asked_words(query):
        known = word.text if word.text in vocabulary.products else vocabulary.nearest(word.text)
        if known:
            found.append(known)
    return tuple(one for one in dict.fromkeys(found) if one != folded(query).strip())[:MOST_INSTEAD]


def as_query(words: str) -> ColumnElement[str]:
    """In the statement itself, not beside it: the planner must see which words are common."""
    return cast(bindparam(None, words, type_=Text, literal_execute=True), TSQUERY)


def quoted(lexeme: str, *, begins: bool = False) -> str:
    """A lexeme in a tsquery; it holds letters and digits, dots and dashes, '=' and '#'."""
    return f"'{lexeme}'" + (":*" if begins else "")


def either(alternatives: Iterable[str]) -> str:
    """One of these."""
    return "(" + " | ".join(dict.fromkeys(alternatives)) + ")"


def _typed(word: Word) -> list[str]:
    """The word in the forms that it is indexed by."""
    found = [quoted(word.text)]
    if word.parts:
        found.append("(" + " & ".join(quoted(part) for part in dict.fromkeys(word.parts)) + ")")
    elif not word.han:
        found.append(quoted(stem(word.text)))
    return found


def begun(word: Word) -> list[str]:
    """The same, or as the beginning of a word."""
    if word.han or len(word.text) < _BEGINNING:
        return _typed(word)
    return [*_typed(word), quoted(word.text, begins=True)]


def meaning_of(query: str, groups: Sequence[Sequence[str]], meant: str = "") -> Understood:
    near = [quoted(whole_name(meant or query)), *(one for group in groups for one in group)]
    plain = [one for one in near if " & " not in one]
    return Understood(
        " & ".join(map(either, groups)), " | ".join(dict.fromkeys(plain)), len(groups), meant
    )


def _mended(words: Sequence[Word], vocabulary: Vocabulary) -> Understood | None:
    """Each word that nothing carries as the one that it was meant to be, or as it sounds."""
    said: list[str] = []
    groups: list[list[str]] = []
    for word in words:
        near = None if word.text in vocabulary.products else vocabulary.nearest(word.text)
        sound = pinyin(word.text) if word.han else ""
        if near:
            said.append(near)
            groups.append([*_typed(Word(near)), quoted(stem(near))])
        else:
            said.append(word.text)
            groups.append([*_typed(word), *([quoted(sound)] if len(sound) > 1 else [])])
    return meaning_of(" ".join(said), groups, meant=" ".join(said))


async def _finds(session: Session, meaning: Understood) -> bool:
    # Apart, so that it is planned for all of them: by the index of words, not along another one.
    found = select(col(ShelfEntry.product_id)).where(meaning.matches()).cte("found")
    one = select(found.prefix_with("MATERIALIZED").c.product_id).limit(1)
    return bool(await session.rows(one))
