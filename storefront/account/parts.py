"""What all pages of the account have in common: their navigation, and the way out."""

import reflex as rx

from storefront import paths
from storefront.shell.page import shop_page
from ui.parts.links import nav_link, post_button
from ui.parts.values import Flag, when
from ui.texts import _, localized


def account_page(title: str, *content: rx.Component, signed_in: Flag = True) -> rx.Component:
    """`content` below the account's navigation, which guests do not have."""
    log_out = post_button(_("Log out"), "/auth/logout", {"to": localized(paths.HOME)})
    return shop_page(
        rx.el.div(
            rx.el.div(
                rx.el.h1(title),
                when(signed_in, log_out),
                class_name="row-apart",
            ),
            when(signed_in, _links()),
            *content,
            class_name="stack",
        ),
        width="narrow",
    )


def _links() -> rx.Component:
    return rx.el.nav(
        nav_link(paths.ACCOUNT, _("Orders")),
        nav_link(paths.WISHES, _("Wish list")),
        nav_link(paths.REVIEWS, _("Reviews")),
        nav_link(paths.PROFILE, _("Details")),
        nav_link(paths.ADDRESSES, _("Addresses")),
        class_name="account-links",
        aria_label=_("Account"),
    )
