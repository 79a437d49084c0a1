"""An audit: every rule over one snapshot of the books."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from commerce.operations.auditing.books import Books, Violation, open_books
from commerce.operations.auditing.rule import Rule
from commerce.operations.auditing.rules import all_rules

SHOWN = 20  # violations of a rule that are kept; all are counted


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule."""

    rule: Rule
    violations: int
    shown: Sequence[Violation]
    seconds: float


def audit(
    acknowledged: Path | None = None,
    *,
    shown: int = SHOWN,
    heard: Callable[[Rule], None] = lambda _rule: None,
    url: str | None = None,
    moment: datetime | None = None,
) -> list[Finding]:
    """Judge every rule; `heard` is told of each before it begins.

    `url`: another database than that of the settings; `moment`: what counts as now.

    Raises psycopg's errors, OSError and acknowledgements.Unreadable when it cannot be done.
    """
    with open_books(acknowledged, url, moment) as books:
        return judge(books, shown, heard)


def judge(books: Books, shown: int, heard: Callable[[Rule], None]) -> list[Finding]:
    """The same over books that are open already."""
    findings: list[Finding] = []
    for rule in all_rules():
        if books.acknowledged or not rule.of_acknowledgements:
            heard(rule)
            findings.append(_judged(rule, books, shown))
    return findings


def _judged(rule: Rule, books: Books, most: int) -> Finding:
    began = time.monotonic()
    violations = rule.find(books)
    shown = list(islice(violations, most))
    count = len(shown) + sum(1 for _ in violations)
    return Finding(rule, count, shown, time.monotonic() - began)
