"""Which of our languages a request asks for."""

from functools import lru_cache
from typing import Literal, get_args

from starlette.requests import Request

Locale = Literal["en", "zh"]

LOCALES: tuple[Locale, ...] = get_args(Locale)
HTML_LANG: dict[Locale, str] = {"en": "en", "zh": "zh-CN"}
_BY_TAG: dict[str, Locale] = {locale: locale for locale in LOCALES}
_LONGEST_HEADER = 1_000


@lru_cache(maxsize=1_000)
def preferred(accept_language: str) -> Locale:
    """The best of our languages by an Accept-Language header (RFC 9110 12.5.4); else English."""
    ranked: list[tuple[float, int, Locale]] = []
    for i, part in enumerate(accept_language[:_LONGEST_HEADER].split(",")):
        tag, _, weight = part.strip().partition(";")
        locale = _BY_TAG.get(tag.split("-")[0].strip().lower())
        quality = _quality(weight)
        if locale and quality > 0:
            ranked.append((-quality, i, locale))
    return min(ranked)[2] if ranked else "en"


def language_of(request: Request) -> Locale:
    """The language to answer a request in."""
    return preferred(request.headers.get("accept-language", ""))


def _quality(parameter: str) -> float:
    name, equals, value = parameter.strip().partition("=")
    if not equals or name.strip() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
