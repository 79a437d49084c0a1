"""The customer's phone, and taking another one."""

import reflex as rx

from storefront.account.phone_state import OwnPhoneState
from storefront.account.profile_state import ProfileState
from ui.parts.buttons import action_button, submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import text_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import filled
from ui.texts import _


def own_phone() -> rx.Component:
    """What it is, and a way to change it."""
    number = rx.cond(
        filled(ProfileState.phone),
        rx.el.p(ProfileState.phone, class_name="number strong"),
        rx.el.p(
            _("With a phone you log in by a code, and orders that you placed as a guest join."),
            class_name="quiet",
        ),
    )
    words = rx.cond(filled(ProfileState.phone), _("Take another"), _("Add a phone"))
    return rx.el.section(
        rx.el.h2(_("Phone")),
        number,
        rx.cond(
            OwnPhoneState.open,
            rx.el.div(
                refusal_callout(OwnPhoneState.refusal),
                rx.cond(filled(OwnPhoneState.sent_to), _code(), _number()),
                class_name="stack",
            ),
            rx.el.div(action_button(words, OwnPhoneState.begin)),
        ),
        class_name="card stack",
    )


def _number() -> rx.Component:
    return draft_form(
        text_field(
            "phone",
            _("New phone"),
            kind="tel",
            error=field_error(OwnPhoneState.refusal, "phone"),
            auto_complete="tel",
            input_mode="tel",
            max_length=32,
        ),
        _buttons(_("Text me a code")),
        attempt=OwnPhoneState.attempt,
        on_draft=rx.noop(),
        on_send=OwnPhoneState.ask_code,
        class_name="stack",
        id="own-phone-form",
    )


def _code() -> rx.Component:
    return draft_form(
        rx.el.p(
            _(
                "A code is on its way to {phone}. It is good for five minutes.",
                phone=OwnPhoneState.sent_to,
            )
        ),
        text_field(
            "code",
            _("Code"),
            error=field_error(OwnPhoneState.refusal, "code"),
            auto_complete="one-time-code",
            input_mode="numeric",
            auto_focus=True,
            max_length=12,
        ),
        _buttons(_("Continue")),
        attempt=OwnPhoneState.attempt,
        on_draft=rx.noop(),
        on_send=OwnPhoneState.take,
        class_name="stack",
        id="own-code-form",
    )


def _buttons(words: str) -> rx.Component:
    return rx.el.div(
        action_button(_("Cancel"), OwnPhoneState.begin, tone="plain"),
        submit_button(words, wide=False),
        class_name="row-apart",
    )
