"""The look in one place: Radix tokens, one accent, light and dark after the system."""

import reflex as rx

STYLESHEETS = [
    "/style/base.css",
    "/style/parts.css",
    "/style/storefront.css",
    "/style/browse.css",
    "/style/admin.css",
    "/style/admin_catalog.css",
    "/style/admin_orders.css",
    "/style/admin_palette.css",
]


def theme() -> rx.Component:
    """The theme around every page."""
    return rx.theme(
        appearance="inherit",
        accent_color="iris",
        gray_color="slate",
        radius="medium",
        scaling="100%",
        has_background=True,
    )


def toaster() -> rx.Component:
    """Where toasts appear: above a phone's bottom bar, out of the way of the content."""
    return rx.toast.provider(
        position="bottom-center", expand=False, rich_colors=False, close_button=True
    )
