"""My details."""

from typing import Any

import reflex as rx

from commerce.people.passwords import SHORTEST
from storefront.account.parts import account_page
from storefront.account.phone_form import own_phone
from storefront.account.profile_state import ProfileState
from ui.parts.buttons import submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import text_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import when
from ui.texts import _


def profile_page() -> rx.Component:
    """Details, and the password."""
    forms = rx.el.div(_details(), own_phone(), _password(), class_name="stack-loose")
    return account_page(_("My details"), when_ready(ProfileState.loaded, forms, text_skeleton(6)))


def _wrong(name: str, *, at_password: bool) -> Any:
    """The field's error, in the form that was sent last."""
    here = ProfileState.at_password if at_password else ~ProfileState.at_password  # pyright: ignore[reportOperatorIssue]
    return rx.cond(here, field_error(ProfileState.refusal, name), "")


def _callout(*, at_password: bool) -> rx.Component:
    here = ProfileState.at_password if at_password else ~ProfileState.at_password  # pyright: ignore[reportOperatorIssue]
    return rx.cond(here, refusal_callout(ProfileState.refusal), rx.fragment())


def _details() -> rx.Component:
    return draft_form(
        rx.el.h2(_("Who you are")),
        _callout(at_password=False),
        text_field(
            "name",
            _("Name"),
            error=_wrong("name", at_password=False),
            default_value=ProfileState.name,
            auto_complete="name",
            max_length=60,
        ),
        text_field(
            "email",
            _("E-mail"),
            kind="email",
            error=_wrong("email", at_password=False),
            default_value=ProfileState.email,
            auto_complete="email",
            max_length=254,
        ),
        rx.el.div(submit_button(_("Save"), wide=False)),
        attempt=ProfileState.attempt,
        on_draft=rx.noop(),
        on_send=ProfileState.save,
        class_name="card stack",
        id="details-form",
    )


def _password() -> rx.Component:
    """Keyed by the number of changes, so that a saved password leaves the fields."""
    return draft_form(
        rx.el.h2(_("Password")),
        _callout(at_password=True),
        when(
            ProfileState.has_password,
            text_field(
                "old",
                _("Present password"),
                kind="password",
                error=_wrong("old", at_password=True),
                auto_complete="current-password",
                max_length=128,
            ),
        ),
        text_field(
            "password",
            _("New password"),
            kind="password",
            error=_wrong("password", at_password=True),
            help_text=_(
                "At least {count} characters; a few words in a row are best.", count=SHORTEST
            ),
            auto_complete="new-password",
            max_length=128,
        ),
        rx.el.div(submit_button(_("Change the password"), wide=False, tone="quiet")),
        attempt=ProfileState.attempt,
        on_draft=rx.noop(),
        on_send=ProfileState.set_password,
        class_name="card stack",
        id="password-form",
        key=ProfileState.saved.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
    )
