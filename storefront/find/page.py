"""Find my order."""

import reflex as rx

from storefront import paths
from storefront.find.state import FindState
from storefront.shell.page import add_shop_page, shop_page
from ui.parts.buttons import submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import text_field
from ui.parts.messages import notice
from ui.texts import _


def find_page() -> rx.Component:
    """Number and contact; then the order."""
    return shop_page(
        rx.el.div(
            rx.el.h1(_("Find my order")),
            rx.el.p(_("No account needed: the order's number and how we reach you are enough.")),
            draft_form(
                rx.el.div(_refused(), role="alert"),
                text_field(
                    "number",
                    _("Order number"),
                    error=FindState.wrong_number,
                    help_text=_("Ten signs, in our message to you and on the order's page."),
                    auto_complete="off",
                    auto_capitalize="characters",
                    spell_check=False,
                    max_length=64,
                ),
                text_field(
                    "reach",
                    _("Phone or e-mail"),
                    error=FindState.wrong_reach,
                    help_text=_("The one that you gave with the order."),
                    max_length=254,
                ),
                submit_button(_("Find")),
                attempt=FindState.attempt,
                on_draft=FindState.check_number,
                on_send=FindState.find,
                class_name="stack",
                id="find",
            ),
            class_name="stack",
        ),
        width="form",
    )


def _refused() -> rx.Component:
    refusal = FindState.refusal
    unknown = notice(
        _("No order has this number together with this phone or e-mail. Please check both."),
        tone="problem",
    )
    return rx.cond(
        refusal,
        rx.match(
            refusal.code,  # type: ignore[union-attr]
            ("not_found", unknown),
            ("invalid", rx.fragment()),
            notice(refusal.sentence, tone="problem"),  # type: ignore[union-attr]
        ),
        rx.fragment(),
    )


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_shop_page(app, paths.FIND_ORDER, find_page, title=lambda: _("Find my order"))
