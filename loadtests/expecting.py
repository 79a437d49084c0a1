"""What an action waits for: a named fact. There is no way to wait for just any update."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loadtests.frames import Update


class Expectation(ABC):
    """A fact that tells that what was asked for has been done."""

    @abstractmethod
    def met_by(self, update: Update) -> bool:
        """Whether this update brings it."""


@dataclass(frozen=True, slots=True)
class Shows(Expectation):
    """A State's var shows a value: `fact` is a path from the var on ('cart.lines.*.sku')."""

    state: str
    fact: str
    value: str | int | bool

    def __post_init__(self) -> None:
        if not self.state or not self.fact:
            raise ValueError("an expectation names its State and its fact")
        if self.value is None or self.value == "":
            raise ValueError(f"{self.fact}: nothing in particular is no expectation")

    def met_by(self, update: Update) -> bool:
        name, *path = self.fact.split(".")
        shown = update.values.get((self.state, name))
        return any(found is self.value or found == self.value for found in _along(shown, path))


@dataclass(frozen=True, slots=True)
class Leads(Expectation):
    """The browser is led to an address of this form; `target` finds it in the update."""

    pattern: str

    def __post_init__(self) -> None:
        if re.search(self.pattern, ""):
            raise ValueError("an expectation that anything meets is none")

    def met_by(self, update: Update) -> bool:
        return self.target(update) is not None

    def target(self, update: Update) -> str | None:
        """Where it leads, if it does."""
        for name, payload in update.events:
            path = str(payload.get("path", ""))
            if name == "_redirect" and re.search(self.pattern, path):
                return path
        return None


@dataclass(frozen=True, slots=True)
class Runs(Expectation):
    """The browser is told to run a script that holds this; `found` is what the groups caught."""

    pattern: str

    def __post_init__(self) -> None:
        if re.search(self.pattern, ""):
            raise ValueError("an expectation that anything meets is none")

    def met_by(self, update: Update) -> bool:
        return self.found(update) is not None

    def found(self, update: Update) -> str | None:
        """The first group of the pattern in the script."""
        for name, payload in update.events:
            caught = re.search(self.pattern, json.dumps(payload))
            if name == "_call_script" and caught:
                return caught[1]
        return None


def _along(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield value
    elif path[0] == "*":
        for one in value if isinstance(value, list) else ():
            yield from _along(one, path[1:])
    elif isinstance(value, dict):
        yield from _along(value.get(path[0]), path[1:])
