"""Saved views among the tabs, and the row that saves or deletes one."""

import reflex as rx

from admin.orders.state import OrdersState
from admin.orders.views.state import ViewsState, ViewTab
from commerce.people.saved_views import LONGEST_NAME
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import text_field
from ui.parts.refused import field_error, refusal_sentence
from ui.parts.values import each, filled, when
from ui.texts import _


def view_tabs() -> rx.Component:
    """One's own views, after the tabs of what is to do."""
    return each(ViewsState.views, _tab)


def _tab(view: ViewTab) -> rx.Component:
    current = rx.cond(ViewsState.current == view.id, "page", "false")
    return rx.el.a(
        rx.icon("bookmark", size=14, aria_hidden="true"),
        view.name,
        href=view.href,
        class_name="tab",
        custom_attrs={"aria-current": current},
    )


def view_row() -> rx.Component:
    """Names what the filters show; of a view that is shown, deletes it."""
    state = ViewsState
    wrong = rx.cond(field_error(state.refusal, "name"), "", refusal_sentence(state.refusal))
    named = field_error(state.refusal, "name")
    form = rx.el.form(
        text_field(
            "name",
            _("Name of this view"),
            error=rx.cond(named, named, wrong).to(str),
            max_length=LONGEST_NAME,
            auto_complete="off",
            key=f"view-{state.views.length()}",  # pyright: ignore[reportAttributeAccessIssue]
        ),
        submit_button(_("Save view"), wide=False, tone="quiet", size="2"),
        on_submit=state.save,
        class_name="filters view-form",
    )
    away = action_button(
        _("Delete view"), state.remove(state.current), icon="trash-2", tone="plain"
    )
    return when(
        filled(state.current),
        rx.el.div(away, class_name="view-away"),
        when(OrdersState.narrows, form),
    )
