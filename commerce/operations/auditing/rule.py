"""What a rule of the auditor is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

from commerce.operations.auditing.books import Books, Violation

Find = Callable[[Books], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`law`: what holds, in a sentence. `find` yields what breaks it, one by one.

    `of_acknowledgements`: there must be a file of them to judge it.
    """

    name: str
    law: str
    find: Find
    of_acknowledgements: bool = False


def by_select(question: LiteralString, **values: Any) -> Find:
    """A rule's `find` that is one select of three columns: subject, expected, found."""
    return lambda books: books.violations(question, values)
