"""Every text on screen, in each language: `_("English", **facts)` and `plural(one, many, count)`.

Pages are built once per locale inside `speaking(locale)`; a handler speaks the locale of its path.
Facts may be plain values or Reflex vars.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

import reflex as rx

from ui.catalogues import Catalogue, catalogue_of

Locale = Literal["en", "zh"]

LOCALES: tuple[Locale, ...] = ("en", "zh")
LANGUAGE_NAMES: dict[Locale, str] = {"en": "English", "zh": "中文"}
HTML_LANG: dict[Locale, str] = {"en": "en", "zh": "zh-CN"}

_speaking: ContextVar[Locale] = ContextVar("locale", default="en")
_catalogues: dict[Locale, Catalogue] = {
    locale: catalogue_of(locale) for locale in LOCALES if locale != "en"
}


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Let texts inside the block be in `locale`."""
    token = _speaking.set(locale)
    try:
        yield
    finally:
        _speaking.reset(token)


def spoken() -> Locale:
    """The locale that texts are in just now."""
    return _speaking.get()


def gap() -> str:
    """What stands between two sentences: Chinese wants nothing there."""
    return "" if spoken() == "zh" else " "


def _(text: str, **facts: Any) -> str:
    """`text` in the spoken language, its {facts} filled in."""
    found = text
    if (catalogue := _catalogues.get(spoken())) is not None:
        found = catalogue.get(text, (text,))[0]
    return found.format(**facts) if facts else found


def plural(one: str, many: str, count: int | rx.Var[int], **facts: Any) -> Any:
    """`one` or `many` by `count`, which is also the fact {count}; a var gives a var."""
    if (catalogue := _catalogues.get(spoken())) is not None and one in catalogue:
        return catalogue[one][0].format(count=count, **facts)
    if isinstance(count, rx.Var):
        filled = (text.format(count=count, **facts) for text in (one, many))
        return rx.cond(count == 1, *filled)
    return (one if count == 1 else many).format(count=count, **facts)


def prefixed(locale: Locale, path: str) -> str:
    """`path` (with a leading slash) as it is reached in `locale`."""
    return path if locale == "en" else f"/{locale}{path}"


def localized(path: str) -> str:
    """`path` in the language that is being spoken."""
    return prefixed(spoken(), path)


def locale_of(path: str) -> Locale:
    """The locale that a URL's path asks for."""
    first = path.lstrip("/").split("/", 1)[0]
    for locale in LOCALES:
        if first == locale:
            return locale
    return "en"


def plain_path(path: str) -> str:
    """`path` without its locale: the same in every language."""
    locale = locale_of(path)
    bare = path.removeprefix(f"/{locale}") if locale != "en" else path
    return bare or "/"


if __name__ == "__main__":
    from ui.catalogues import main

    sys.exit(main(sys.argv[1:]))
