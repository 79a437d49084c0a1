"""The two ways in, as parts of a page: a switch between them, and the phone's two steps."""

from typing import Any

import reflex as rx

from storefront.login.state import PhoneState
from ui.parts.buttons import action_button, submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import Option, check_field, choice_pills, text_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import filled
from ui.texts import _, spoken


def chosen_way(way: Any) -> rx.Var[str]:
    """The way that was chosen; before that what people here are used to."""
    usual = "phone" if spoken() == "zh" else "password"
    return rx.cond(way == "", usual, way).to(str)


def way_switch(way: Any, on_change: Any, *, by_password: str) -> rx.Component:
    """By phone, or with a password."""
    options = [Option("phone", _("Phone and code")), Option("password", by_password)]
    ordered = options if spoken() == "zh" else options[::-1]
    return choice_pills("way", _("How?"), ordered, value=chosen_way(way), on_change=on_change)


def remember_field() -> rx.Component:
    """Thirty days instead of twelve hours."""
    return check_field("remember", _("Stay logged in on this device for 30 days"))


def phone_way(*, with_name: bool = False) -> rx.Component:
    """A phone; then the code that was texted to it."""
    return rx.el.div(
        refusal_callout(PhoneState.refusal),
        rx.cond(filled(PhoneState.sent_to), _code_step(with_name=with_name), _phone_step()),
        class_name="stack",
    )


def _phone_step() -> rx.Component:
    return draft_form(
        text_field(
            "phone",
            _("Phone"),
            kind="tel",
            error=field_error(PhoneState.refusal, "phone"),
            help_text=_("We text you a code of six digits. No password needed."),
            default_value=PhoneState.phone,
            auto_complete="tel",
            input_mode="tel",
            max_length=32,
        ),
        submit_button(_("Text me a code")),
        attempt=PhoneState.attempt,
        on_draft=rx.noop(),
        on_send=PhoneState.ask_code,
        class_name="stack",
        id="phone-form",
    )


def _code_step(*, with_name: bool) -> rx.Component:
    name = text_field(
        "name", _("Name"), optional=True, auto_complete="name", max_length=60, id="phone-name"
    )
    return rx.el.div(
        rx.el.p(
            _(
                "A code is on its way to {phone}. It is good for five minutes.",
                phone=PhoneState.sent_to,
            )
        ),
        draft_form(
            text_field(
                "code",
                _("Code"),
                error=field_error(PhoneState.refusal, "code"),
                auto_complete="one-time-code",
                input_mode="numeric",
                auto_focus=True,
                max_length=12,
            ),
            *([name] if with_name else []),
            remember_field(),
            submit_button(_("Continue"), pending=PhoneState.pending),
            attempt=PhoneState.attempt,
            on_draft=rx.noop(),
            on_send=PhoneState.enter,
            class_name="stack",
            id="code-form",
        ),
        rx.el.div(
            action_button(_("Text me a new one"), PhoneState.ask_code({}), tone="plain"),
            action_button(_("Another number"), PhoneState.other_number, tone="plain"),
            class_name="row-apart",
        ),
        class_name="stack",
    )
