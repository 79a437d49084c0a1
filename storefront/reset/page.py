"""A new password: where to send it, then the code and the password, or the password by a link."""

import reflex as rx

from commerce.people.passwords import SHORTEST
from storefront import paths
from storefront.login.ways import remember_field
from storefront.reset.state import ResetState
from storefront.shell.page import add_shop_page, shop_page
from ui.parts.buttons import action_button, link_button, submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import text_field
from ui.parts.links import text_link
from ui.parts.messages import error_callout, notice
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import filled
from ui.texts import _


def reset_page() -> rx.Component:
    """One step at a time."""
    link = rx.State.router.url.query_parameters.to(dict)["link"]
    asking = rx.match(
        ResetState.way, ("phone", _by_code()), ("email", _link_sent()), _where_to_send()
    )
    return shop_page(
        rx.el.div(
            rx.el.h1(_("A new password")),
            when_ready(
                rx.State.is_hydrated, rx.cond(link.bool(), _by_link(), asking), text_skeleton(4)
            ),
            rx.el.p(_("Remembered it?"), " ", text_link(paths.LOG_IN, _("Log in"))),
            class_name="stack",
        ),
        width="form",
    )


def _where_to_send() -> rx.Component:
    return draft_form(
        refusal_callout(ResetState.refusal),
        rx.el.p(_("We send a link to your e-mail, or a code to your phone."), class_name="quiet"),
        text_field(
            "login",
            _("E-mail or phone"),
            error=field_error(ResetState.refusal, "login"),
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            max_length=254,
        ),
        submit_button(_("Send it")),
        attempt=ResetState.attempt,
        on_draft=rx.noop(),
        on_send=ResetState.ask,
        class_name="stack",
        id="reset-form",
    )


def _link_sent() -> rx.Component:
    return rx.el.div(
        refusal_callout(ResetState.refusal),
        notice(
            _(
                "If there is an account with {email}, a link is on its way to it. It works once, for 30 minutes.",
                email=ResetState.sent_to,
            ),
            tone="good",
            role="status",
        ),
        _again(),
        class_name="stack",
    )


def _by_code() -> rx.Component:
    return rx.el.div(
        refusal_callout(ResetState.refusal),
        rx.el.p(
            _(
                "If there is an account with {phone}, a code is on its way to it. It is good for five minutes.",
                phone=ResetState.sent_to,
            ),
            role="status",
        ),
        _password_form(
            text_field(
                "code",
                _("Code"),
                error=field_error(ResetState.refusal, "code"),
                auto_complete="one-time-code",
                input_mode="numeric",
                auto_focus=True,
                max_length=12,
            )
        ),
        _again(),
        class_name="stack",
    )


def _by_link() -> rx.Component:
    old_link = field_error(ResetState.refusal, "code")
    anew = link_button(_("Ask for a new one"), paths.RESET, tone="quiet")
    return rx.el.div(
        rx.cond(
            filled(old_link),
            error_callout(old_link, action=anew),
            refusal_callout(ResetState.refusal),
        ),
        _password_form(),
        class_name="stack",
    )


def _password_form(*first: rx.Component) -> rx.Component:
    return draft_form(
        *first,
        text_field(
            "password",
            _("New password"),
            kind="password",
            error=field_error(ResetState.refusal, "password"),
            help_text=_(
                "At least {count} characters; a few words in a row are best.",
                count=SHORTEST,
            ),
            auto_complete="new-password",
            max_length=128,
        ),
        rx.el.p(
            _("All devices that are logged in to this account are logged out."),
            class_name="quiet small",
        ),
        remember_field(),
        submit_button(_("Set it and log in"), pending=ResetState.pending),
        attempt=ResetState.attempt,
        on_draft=rx.noop(),
        on_send=ResetState.choose,
        class_name="stack",
        id="new-password-form",
    )


def _again() -> rx.Component:
    return rx.el.div(
        action_button(_("Send it again"), ResetState.ask({}), tone="plain"),
        action_button(_("Another e-mail or phone"), ResetState.other, tone="plain"),
        class_name="row-apart",
    )


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_shop_page(app, paths.RESET, reset_page, title=lambda: _("A new password"), listed=False)
