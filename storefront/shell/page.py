"""A page of the storefront: the frame around its content, registered in every language."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.parts.frame import Shell, Width, frame
from storefront.shell.state import ShellState
from ui.pages import add_page


def shop_page(*content: rx.Component, width: Width = "wide") -> rx.Component:
    """`content` (it begins with the page's h1) inside the frame."""
    shell = Shell(
        shop_name=ShellState.shop_name,
        shelves=ShellState.shelves,
        cart_count=ShellState.pieces,
        person=ShellState.person,
    )
    return frame(*content, shell=shell, width=width)


def add_shop_page(
    app: rx.App,
    route: str,
    build: Callable[[], rx.Component],
    *,
    title: Callable[[], str | rx.Var[str]],
    description: Callable[[], str | rx.Var[str]] | None = None,
    on_load: Any = (),
    listed: bool = True,
) -> None:
    """Register `build` in every language; the frame's facts load first, then `on_load`."""
    events = on_load if isinstance(on_load, list | tuple) else [on_load]
    loading = [ShellState.load, *events]
    add_page(
        app, route, build, title=title, description=description, on_load=loading, listed=listed
    )
