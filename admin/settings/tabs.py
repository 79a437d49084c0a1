"""The sections of the settings."""

import reflex as rx

from admin import paths
from ui.parts.links import nav_link
from ui.texts import _


def settings_tabs() -> rx.Component:
    """The shop itself, its ways to pay and to deliver, promotions, taxes, terms, backups."""
    return rx.el.nav(
        nav_link(paths.SETTINGS, _("Shop"), class_name="tab"),
        nav_link(paths.PAYMENTS, _("Payment methods"), class_name="tab"),
        nav_link(paths.TRANSFERS, _("Bank transfers"), class_name="tab"),
        nav_link(paths.DELIVERY, _("Delivery"), class_name="tab"),
        nav_link(paths.PROMOTIONS, _("Promotions"), class_name="tab"),
        nav_link(paths.TAXES, _("Taxes"), class_name="tab"),
        nav_link(paths.TERMS, _("Terms"), class_name="tab"),
        nav_link(paths.BACKUPS, _("Backups"), class_name="tab"),
        class_name="tabs",
        aria_label=_("Settings"),
    )
