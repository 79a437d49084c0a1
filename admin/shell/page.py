"""A page of the back office: the frame around its content, registered in every language."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from admin.palette.part import palette, palette_button
from admin.parts.frame import Search, Shell, frame
from admin.shell.state import OfficeState
from commerce.people.rights import Right
from ui.pages import add_page


def may(right: Right) -> rx.Var[bool]:
    """Whether the person here has `right`: to show or hide, never instead of a guard."""
    return OfficeState.rights.contains(right.value)


def office_page(*content: rx.Component) -> rx.Component:
    """`content` (it begins with `page_head`) inside the frame."""
    shell = Shell(
        shop_name=OfficeState.shop_name,
        person=OfficeState.person,
        role=OfficeState.role,
        sees_customers=may(Right.CUSTOMERS_VIEW),
        sees_messages=may(Right.MESSAGES_VIEW),
        sees_reviews=may(Right.REVIEWS_EDIT),
        sees_staff=may(Right.STAFF_VIEW),
        sees_log=may(Right.LOG_VIEW),
        sees_settings=may(Right.SETTINGS_VIEW),
    )
    search = Search(palette(), palette_button(), palette_button(below=True))
    return frame(*content, shell=shell, search=search)


def add_office_page(
    app: rx.App,
    route: str,
    build: Callable[[], rx.Component],
    *,
    title: Callable[[], str | rx.Var[str]],
    on_load: Any = (),
) -> None:
    """Register `build` in every language, outside the sitemap; the frame's facts load first."""
    events = on_load if isinstance(on_load, list | tuple) else [on_load]
    add_page(app, route, build, title=title, on_load=[OfficeState.load, *events], listed=False)
