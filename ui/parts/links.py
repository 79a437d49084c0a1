"""Links and where they lead; buttons that post to an HTTP route."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from ui.cookies import LANGUAGE
from ui.parts.values import Children, Text
from ui.texts import LANGUAGE_NAMES, LOCALES, Locale, _, localized, prefixed, spoken


def _location(expression: str) -> rx.Var[Any]:
    """A var over the path that the router stands at; known while pages are prerendered too."""
    return rx.Var(
        expression,
        _var_type=str,
        _var_data=rx.vars.VarData(
            imports={"react-router": [rx.ImportVar(tag="useLocation")]},
            hooks={'const herePath = useLocation().pathname.replace(/(.)\\/+$/, "$1");': None},
        ),
    )


def here() -> rx.Var[str]:
    """The path that the browser is at, with its locale."""
    return _location("herePath")


def is_here(path: str, *, below: bool = False) -> rx.Var[bool]:
    """Whether the browser is at `path` (without locale), or with `below` anywhere under it."""
    target = localized(path).rstrip("/") or "/"
    test = f'herePath === "{target}"'
    if below:
        test = f'({test} || herePath.startsWith("{target}/"))'
    return _location(test).to(bool)


def nav_link(path: str, *children: Children, below: bool = False, **props: Any) -> rx.Component:
    """A link of a navigation: marks itself as the current page."""
    attributes = {"aria-current": rx.cond(is_here(path, below=below), "page", "false")}
    return rx.el.a(*children, href=localized(path), custom_attrs=attributes, **props)


def text_link(path: str, *children: Children, **props: Any) -> rx.Component:
    """A link within text, to a path without locale."""
    return rx.el.a(*children, href=localized(path), class_name="text-link", **props)


def outside_link(url: Text, *children: Children) -> rx.Component:
    """A link that leaves the shop, in a new tab."""
    return rx.el.a(
        *children, href=url, target="_blank", rel="noopener noreferrer", class_name="text-link"
    )


def skip_link() -> rx.Component:
    """The first stop of the Tab key."""
    return rx.el.a(
        _("Skip to content"),
        href="#content",
        class_name="skip-link",
        custom_attrs={"reloadDocument": True},
    )


def language_switch() -> rx.Component:
    """Links to this very page in the other languages; remembers the choice in a cookie."""
    return rx.fragment(
        *(_language_link(locale) for locale in LOCALES if locale != spoken()),
    )


def _language_link(locale: Locale) -> rx.Component:
    bare = f'herePath.replace(/^\\/({"|".join(LOCALES)})(?=\\/|$)/, "")'
    prefix = prefixed(locale, "")
    kept = f"{LANGUAGE}={locale}; path=/; max-age=31536000; samesite=lax"
    # Filters stand in the query: they come along.
    remember = rx.Var(
        f"(click) => {{ document.cookie = '{kept}'; "
        "click.currentTarget.search = window.location.search }"
    )
    return rx.el.a(
        rx.icon("languages", size=16, aria_hidden="true"),
        LANGUAGE_NAMES[locale],
        href=_location(f'("{prefix}" + {bare} || "/")'),
        href_lang=locale,
        lang=locale,
        class_name="switch-link",
        # The page's lang stands in the served HTML, so it has to be loaded anew.
        custom_attrs={"reloadDocument": True, "onClick": remember},
    )


class PostForm(rx.Component):
    """A plain HTML form: Reflex's own never posts to an HTTP route."""

    tag = '"form"'
    action: rx.Var[str]
    method: rx.Var[str]


def post_button(
    label: str, action: str, fields: Mapping[str, str] | None = None, **props: Any
) -> rx.Component:
    """A button that posts `fields` to an HTTP route and follows its answer (log-out)."""
    hidden = (rx.el.input(type="hidden", name=n, value=v) for n, v in (fields or {}).items())
    look: dict[str, Any] = {"variant": "soft", "color_scheme": "gray", "high_contrast": True}
    return PostForm.create(
        *hidden, rx.button(label, type="submit", **(look | props)), action=action, method="post"
    )
