"""The filters of a list as they stand in the URL."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from commerce.errors import InvalidInput
from ui.texts import Locale, prefixed

_LONGEST = 200


def text_from(query: Mapping[str, str], name: str) -> str:
    """A text of the URL, cut to what anybody types."""
    return query.get(name, "").replace("\x00", "").strip()[:_LONGEST]


def choice_from(query: Mapping[str, str], name: str, choices: Iterable[str]) -> str:
    """One of `choices`, or nothing. Raises InvalidInput for anything else."""
    chosen = text_from(query, name)
    if chosen and chosen not in set(choices):
        raise InvalidInput.of(name, "unknown")
    return chosen


def id_from(query: Mapping[str, str], name: str) -> UUID | None:
    """An id, or nothing. Raises InvalidInput for anything else."""
    given = text_from(query, name)
    try:
        return UUID(given) if given else None
    except ValueError:
        raise InvalidInput.of(name, "unknown") from None


def url_of(locale: Locale, path: str, **query: object) -> str:
    """A page with what is set of `query`."""
    kept = {name: str(value)[:_LONGEST] for name, value in query.items() if value}
    return f"{prefixed(locale, path)}/" + (f"?{urlencode(kept)}" if kept else "")


def texts_of(form: Any, names: Iterable[str]) -> dict[str, str]:
    """The named texts of a form that somebody sent; what is no text counts as empty.

    A box reads 'on' when it is ticked: Reflex sends one that has an id as true or false.
    """
    given = form if isinstance(form, Mapping) else {}
    return {name: _text(given.get(name)) for name in names}


def _text(value: object) -> str:
    if value is True:
        return "on"
    return value if isinstance(value, str) else ""
