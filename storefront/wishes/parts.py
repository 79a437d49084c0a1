"""The heart and the little form, as a product's page shows them."""

from typing import Any

import reflex as rx

from storefront.wishes.state import WishState
from ui.parts.buttons import submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import text_field
from ui.parts.messages import notice
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import yes_no
from ui.texts import _


def wish_button() -> rx.Component:
    """A heart, full once it is on the list."""
    return rx.el.button(
        rx.icon("heart", size=20, aria_hidden="true"),
        rx.el.span(_("Wish list")),
        type="button",
        on_click=WishState.keep(~WishState.wished),
        class_name="wish",
        custom_attrs={"aria-pressed": yes_no(WishState.wished)},
    )


def back_again(sku: Any) -> rx.Component:
    """For what is sold out: whom to tell when it is back, and that they will be."""
    done = notice(
        _("We will write to {reach} when it is back.", reach=WishState.told_at),
        tone="good",
        role="status",
    )
    return rx.cond(WishState.told_sku == sku, done, _form(sku))


def _form(sku: Any) -> rx.Component:
    return draft_form(
        rx.el.h2(_("Tell me when it is back"), class_name="back-again-title"),
        refusal_callout(WishState.refusal),
        rx.el.input(type="hidden", name="sku", value=sku, read_only=True),
        text_field(
            "reach",
            _("E-mail or phone"),
            error=field_error(WishState.refusal, "reach"),
            help_text=_("One message when there are pieces again, and no others."),
            default_value=WishState.reach,
            auto_complete="email",
            auto_capitalize="none",
            spell_check=False,
            max_length=254,
            key=WishState.reach,
        ),
        rx.el.div(submit_button(_("Tell me"), wide=False, tone="quiet")),
        attempt=WishState.attempt,
        on_draft=rx.noop(),
        on_send=WishState.tell_me,
        class_name="card stack-tight",
        id="back-again",
    )
