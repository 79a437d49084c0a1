"""Progress rings, keys and files on an order's page."""

import reflex as rx

from storefront.orders.handed import ShownHanded
from storefront.orders.state import OrderState
from ui.parts.buttons import icon_button
from ui.parts.campaigns import campaign_entry
from ui.parts.messages import toast_done
from ui.parts.values import filled, is_some, when
from ui.texts import _


def campaigns() -> rx.Component:
    """Each campaign: how much is delivered of what was ordered, and its history."""
    shown = rx.el.section(
        rx.el.h2(_("Progress")),
        rx.el.ul(rx.foreach(OrderState.order.campaigns, campaign_entry), class_name="stack"),
        class_name="card stack",
    )
    return when(is_some(OrderState.order.campaigns), shown)


def handed() -> rx.Component:
    """Keys to copy, files to load down, words."""
    shown = rx.el.section(
        rx.el.h2(_("Here it is")),
        rx.el.ul(rx.foreach(OrderState.order.handed, _handed), class_name="stack"),
        class_name="card stack",
    )
    return when(is_some(OrderState.order.handed), shown)


def _handed(handed: ShownHanded) -> rx.Component:
    file = rx.el.a(
        rx.icon("download", size=18, aria_hidden="true"),
        _("Download"),
        " ",
        handed.file_name,
        href=handed.file,
        class_name="row handed-file text-link",
        custom_attrs={"download": handed.file_name, "reloadDocument": True},
    )
    return rx.el.li(
        rx.el.p(handed.name, class_name="strong"),
        when(filled(handed.note), rx.el.p(handed.note)),
        when(
            is_some(handed.codes),
            rx.el.ul(rx.foreach(handed.codes, _key), class_name="stack-tight"),
        ),
        when(filled(handed.file), file),
        class_name="stack-tight",
    )


def _key(key: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.code(key, class_name="handed-key"),
        icon_button("copy", _("Copy"), [rx.set_clipboard(key), toast_done(_("Copied."))]),
        class_name="row",
    )
