"""Texts kept as locale maps, read in one language."""

from collections.abc import Iterable, Mapping

LANGUAGES = ("en", "zh")


def localized(texts: Mapping[str, str], locale: str) -> str:
    """The text in `locale`, else in any language that it has."""
    return texts.get(locale) or next((text for text in texts.values() if text), "")


def option_text(options: Iterable[Mapping[str, Mapping[str, str]]], locale: str) -> str:
    """A variant's options in a line: 'M · Indigo'; empty when there is but one form."""
    return " · ".join(localized(option["value"], locale) for option in options)
