"""What each role may do, drawn from the very table that the guards read."""

import reflex as rx

from admin.parts.roles import role_words
from commerce.people.models import Role
from commerce.people.rights import RIGHTS, Right
from ui.texts import _


def rights_table() -> rx.Component:
    """Rights down, roles across."""
    head = rx.el.tr(
        rx.el.th(_("Right"), scope="col"),
        *(rx.el.th(role_words(role), scope="col") for role in Role),
    )
    return rx.el.div(
        rx.el.table(
            rx.el.caption(_("What each role may do"), class_name="hidden-but-read"),
            rx.el.thead(head),
            rx.el.tbody(*(_row(right) for right in Right)),
            class_name="rights",
        ),
        class_name="rights-wrap",
        role="region",
        aria_label=_("What each role may do"),
        custom_attrs={"tabIndex": 0},
    )


def _row(right: Right) -> rx.Component:
    return rx.el.tr(
        rx.el.th(right_words(right), scope="row"),
        *(_allowed(right, role) for role in Role),
    )


def _allowed(right: Right, role: Role) -> rx.Component:
    named = {"data-label": role_words(role)}  # said in the cell where a phone hides the head
    return rx.el.td(_mark(right in RIGHTS[role]), custom_attrs=named)


def _mark(allowed: bool) -> rx.Component:
    if not allowed:
        return rx.el.span(
            rx.el.span(_("No"), class_name="hidden-but-read"), "–", class_name="quiet"
        )
    return rx.el.span(
        rx.icon("check", size=16, aria_hidden="true"),
        rx.el.span(_("Yes"), class_name="hidden-but-read"),
    )


def right_words(right: Right) -> str:
    """A right in a few words."""
    return {
        Right.ORDERS_VIEW: _("See orders (contacts masked)"),
        Right.ORDERS_FULFIL: _("Ship, deliver, see contacts"),
        Right.ORDERS_CANCEL: _("Cancel orders"),
        Right.ORDERS_REFUND: _("Refund"),
        Right.CUSTOMERS_VIEW: _("See customers and write notes"),
        Right.PRODUCTS_VIEW: _("See products"),
        Right.PRODUCTS_EDIT: _("Edit products and prices"),
        Right.STOCK_EDIT: _("Change stock"),
        Right.MESSAGES_VIEW: _("See messages"),
        Right.REVIEWS_EDIT: _("Show, hide and answer reviews"),
        Right.SECRETS_VIEW: _("See codes in messages (demo only)"),
        Right.STAFF_VIEW: _("See staff"),
        Right.STAFF_EDIT: _("Invite and change staff"),
        Right.LOG_VIEW: _("See what staff did"),
        Right.DATA_EXPORT: _("Export orders and customers"),
        Right.SETTINGS_VIEW: _("See settings"),
        Right.SETTINGS_EDIT: _("Change settings"),
    }.get(right, right.value)
