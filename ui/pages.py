"""Registers a page once per language."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_base.environment import environment

from ui.texts import LOCALES, prefixed, speaking


def kept_title(title: Any) -> rx.Var[str]:
    """`title`, and while it is empty whatever title the page came with."""
    now = rx.Var('(typeof document === "undefined" ? "" : document.title)', _var_type=str)
    return rx.cond(title, title, now).to(str)


def add_page(
    app: rx.App,
    route: str,
    build: Callable[[], rx.Component],
    *,
    title: Callable[[], str | rx.Var[str]],
    description: Callable[[], str | rx.Var[str]] | None = None,
    on_load: Any = None,
    listed: bool = True,
) -> None:
    """Register `build` at `route` in every language; `listed` pages stand in the sitemap.

    Who only serves needs the route and its events: the pages were built before, and drawing all
    of them again costs seconds at each start and 40 MB for good.
    """
    drawn = rx.fragment if environment.REFLEX_SKIP_COMPILE.get() else build
    for locale in LOCALES:
        with speaking(locale):
            app.add_page(
                drawn(),
                route=prefixed(locale, route),
                title=title(),
                description=description() if description else None,
                on_load=on_load,
                context={} if listed else {"sitemap": None},
            )
