"""The list of categories, and the panel that edits one."""

from typing import Any

import reflex as rx

from admin import paths
from admin.categories.state import CategoriesState, ShelfLine
from admin.parts.frame import page_head
from admin.parts.panels import side_panel
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, may, office_page
from commerce.people.rights import Right
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import text_field
from ui.parts.messages import empty_state, notice
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def categories_page() -> rx.Component:
    """Every category in the order that customers see."""
    add = action_button(_("New category"), CategoriesState.edit(""), icon="plus", tone="primary")
    return office_page(
        page_head(
            _("Categories"),
            actions=[when(may(Right.PRODUCTS_EDIT), add)],
            back=(f"{paths.PRODUCTS}/", _("Products")),
        ),
        when(~CategoriesState.is_open, refusal_callout(CategoriesState.refusal)),
        when_ready(CategoriesState.loaded, _table(), table_skeleton()),
        _panel(),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Category")),
        Column(_("Address")),
        Column(_("Place"), end=True),
        Column(_("On sale"), end=True),
        Column("", end=True),
    ]
    nothing = empty_state(
        "library", _("No categories yet"), _("Categories are the shelves that customers browse.")
    )
    return data_table(
        columns, CategoriesState.lines, _cells, caption=_("Categories"), empty=nothing
    )


def _cells(line: ShelfLine) -> list[Any]:
    edit = action_button(
        rx.fragment(_("Edit"), rx.el.span(" ", line.name, class_name="hidden-but-read")),
        CategoriesState.edit(line.category_id),
        size="1",
    )
    return [
        rx.el.span(line.name, class_name="strong"),
        line.slug,
        rx.el.span(line.position, class_name="number quiet"),
        rx.el.span(line.count, class_name="number"),
        when(may(Right.PRODUCTS_EDIT), edit),
    ]


def _panel() -> rx.Component:
    editing = CategoriesState.editing
    title = rx.cond(editing.name, editing.name, _("New category")).to(str)
    clash = notice(
        rx.el.p(_("Somebody else saved this first:"), class_name="strong"),
        rx.el.p(CategoriesState.theirs),
        rx.el.p(_("Save again to replace it with yours, or close this to keep it.")),
        tone="warning",
    )
    remove = action_button(_("Remove"), CategoriesState.remove, icon="trash-2", tone="danger")
    return side_panel(
        title,
        rx.el.div(when(filled(CategoriesState.theirs), clash), role="alert"),
        refusal_callout(CategoriesState.refusal),
        rx.el.form(
            _field("name.en", _("Name in English"), editing.en),
            _field("name.zh", _("Name in Chinese"), editing.zh),
            _field(
                "slug",
                _("Address"),
                editing.slug,
                help_text=_("The end of its link: small letters, digits and -"),
            ),
            _field(
                "position",
                _("Place"),
                editing.position,
                help_text=_("Smaller numbers come first."),
                input_mode="numeric",
            ),
            submit_button(_("Save")),
            on_submit=CategoriesState.save,
            key=editing.category_id,
            class_name="stack",
            no_validate=True,
        ),
        when(filled(editing.category_id), remove),
        open_now=CategoriesState.is_open,
        on_close=CategoriesState.close,
        text=_("One of the shelves that customers browse."),
    )


def _field(name: str, label: str, value: Any, **props: Any) -> rx.Component:
    error = field_error(CategoriesState.refusal, name)
    return text_field(
        name, label, default_value=value, error=error, auto_complete="off", max_length=120, **props
    )


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.CATEGORIES,
        categories_page,
        title=lambda: _("Categories"),
        on_load=[CategoriesState.close, CategoriesState.load],
    )
