"""What all pages of the account have in common: their navigation, and the way out."""

import reflex as rx

from storefront import paths
from storefront.shell.page import shop_page
from ui.parts.links import nav_link, post_button
from ui.texts import _, localized


def account_page(title: str, *content: rx.Component) -> rx.Component:
    """`content` below the account's navigation."""
    return shop_page(
        rx.el.div(
            rx.el.div(
                rx.el.h1(title),
                post_button(_("Log out"), "/auth/logout", {"to": localized(paths.HOME)}),
                class_name="row-apart",
            ),
            rx.el.nav(
                nav_link(paths.ACCOUNT, _("Orders")),
                nav_link(paths.PROFILE, _("Details")),
                nav_link(paths.ADDRESSES, _("Addresses")),
                class_name="account-links",
                aria_label=_("Account"),
            ),
            *content,
            class_name="stack",
        ),
        width="narrow",
    )
