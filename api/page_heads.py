"""What crawlers read of a page: title, description, links to itself, JSON-LD, a plain body."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from api.languages import HTML_LANG, LOCALES, Locale

DESCRIPTION_LENGTH = 200
OWN_METAS = ("description", "og:title", "og:description", "og:image", "og:url", "og:type")
_TITLE = re.compile(r"<title\b[^>]*>.*?</title>", re.DOTALL)
_META = re.compile(r"<meta\b[^>]*?(?:name|property)=\"([\w:]+)\"[^>]*>")
_LANG = re.compile(r"<html\b[^>]*>")
_BODY = re.compile(r"<body\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Content:
    """A page's words. `title` empty: the page keeps its own. `body` is HTML, escaped already."""

    title: str = ""
    description: str = ""
    picture: str = ""
    kind: str = "website"
    metas: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[Mapping[str, Any], ...] = ()
    body: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: `plain` is its path without locale, ending in a slash."""

    origin: str
    plain: str
    locale: Locale
    listed: bool = field(default=True)

    def url(self, locale: Locale) -> str:
        """The page's own address in a language."""
        return self.origin + in_locale(self.plain, locale)


def in_locale(plain: str, locale: Locale) -> str:
    """A path as it is reached in a language."""
    return plain if locale == "en" else f"/{locale}{plain}"


def with_head(page: str, place: Place, content: Content) -> str:
    """`page` with its language, its head and a body for those without scripts."""
    page = _LANG.sub(f'<html lang="{HTML_LANG[place.locale]}">', page, count=1)
    if content.title:
        page = _TITLE.sub("", page, count=1)
        page = _META.sub(_unless_ours, page)
    page = page.replace("</head>", f"{_head(place, content)}</head>", 1)
    if content.body:
        body = f"<noscript><main>{content.body}</main></noscript>"
        page = _BODY.sub(lambda found: found[0] + body, page, count=1)
    return page


def _unless_ours(meta: re.Match[str]) -> str:
    return "" if meta[1] in OWN_METAS else meta[0]


def _head(place: Place, content: Content) -> str:
    parts: list[str] = []
    if content.title:
        parts.append(f"<title>{escape(content.title)}</title>")
        parts += [_meta("name", "description", content.description)] * bool(content.description)
        parts += _open_graph(place, content)
    if not place.listed or content.status == 404:
        parts.append(_meta("name", "robots", "noindex"))
    else:
        parts.append(f'<link rel="canonical" href="{escape(place.url(place.locale))}">')
        parts += [_alternate(HTML_LANG[locale], place.url(locale)) for locale in LOCALES]
        parts.append(_alternate("x-default", place.url("en")))
    parts += [
        f'<script type="application/ld+json">{script_json(ld)}</script>' for ld in content.json_ld
    ]
    return "".join(parts)


def _open_graph(place: Place, content: Content) -> list[str]:
    facts = [
        ("og:title", content.title),
        ("og:description", content.description),
        ("og:type", content.kind),
        ("og:url", place.url(place.locale)),
        ("og:locale", {"en": "en_US", "zh": "zh_CN"}[place.locale]),
        ("og:image", content.picture),
        *content.metas,
    ]
    return [_meta("property", name, value) for name, value in facts if value]


def _meta(key: str, name: str, value: str) -> str:
    return f'<meta {key}="{name}" content="{escape(value)}">'


def _alternate(language: str, url: str) -> str:
    return f'<link rel="alternate" hreflang="{language}" href="{escape(url)}">'


def script_json(value: Mapping[str, Any]) -> str:
    """JSON that may stand inside a script element, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def shortened(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    """`text` in one line of at most `length` signs."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
