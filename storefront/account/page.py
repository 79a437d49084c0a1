"""Registers the account's pages."""

import reflex as rx

from storefront import paths
from storefront.account.address_page import address_page
from storefront.account.address_state import AddressState
from storefront.account.orders_page import orders_page
from storefront.account.orders_state import AccountOrdersState
from storefront.account.profile_page import profile_page
from storefront.account.profile_state import ProfileState
from storefront.shell.page import add_shop_page
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register them; none stands in the sitemap."""
    add_shop_page(
        app,
        paths.ACCOUNT,
        orders_page,
        title=lambda: _("My orders"),
        on_load=AccountOrdersState.load,
        listed=False,
    )
    add_shop_page(
        app,
        paths.PROFILE,
        profile_page,
        title=lambda: _("My details"),
        on_load=ProfileState.load,
        listed=False,
    )
    add_shop_page(
        app,
        paths.ADDRESSES,
        address_page,
        title=lambda: _("My addresses"),
        on_load=AddressState.load,
        listed=False,
    )
