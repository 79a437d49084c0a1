"""Create an account: what is needed is said first, and the form is short."""

from typing import Any

import reflex as rx

from commerce.people.passwords import SHORTEST
from storefront import paths
from storefront.login.ways import chosen_way, phone_way, way_switch
from storefront.register.state import RegisterState
from storefront.shell.page import add_shop_page, shop_page
from ui.parts.buttons import submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import check_field, text_field
from ui.parts.links import text_link
from ui.parts.refused import field_error, refusal_callout
from ui.texts import _


def register_page() -> rx.Component:
    """What for, what is needed, and one of two ways."""
    return shop_page(
        rx.el.div(
            rx.el.h1(_("Create an account")),
            rx.el.p(
                _("You need an e-mail and a password, or just your phone. It works at once."),
                class_name="quiet",
            ),
            way_switch(RegisterState.way, RegisterState.choose, by_password=_("E-mail")),
            rx.cond(chosen_way(RegisterState.way) == "phone", _by_phone(), _by_email()),
            rx.el.p(_("Have an account already?"), " ", text_link(paths.LOG_IN, _("Log in"))),
            rx.el.p(
                _("You can also order without an account and follow the order by its number."),
                class_name="quiet small",
            ),
            class_name="stack",
        ),
        width="form",
    )


def _by_phone() -> rx.Component:
    return rx.el.div(
        phone_way(with_name=True),
        rx.el.p(
            _("By continuing you agree to the terms of this shop."),
            " ",
            text_link(paths.TERMS, _("Read the terms")),
            class_name="quiet small",
        ),
        class_name="stack",
    )


def _by_email() -> rx.Component:
    refusal = RegisterState.refusal
    return draft_form(
        refusal_callout(refusal),
        text_field(
            "name",
            _("Name"),
            error=field_error(refusal, "name"),
            auto_complete="name",
            max_length=60,
        ),
        text_field(
            "email",
            _("E-mail"),
            kind="email",
            error=_first(field_error(refusal, "email"), RegisterState.email_hint),
            auto_complete="username",
            input_mode="email",
            max_length=254,
        ),
        text_field(
            "password",
            _("Password"),
            kind="password",
            error=_first(field_error(refusal, "password"), RegisterState.password_hint),
            help_text=_password_rule(),
            auto_complete="new-password",
            max_length=128,
        ),
        check_field(
            "agreed",
            _("I agree to the terms of this shop and how it handles my details"),
            error=field_error(refusal, "agreed"),
        ),
        rx.el.p(text_link(paths.TERMS, _("Read the terms")), class_name="small"),
        submit_button(_("Create the account"), pending=RegisterState.pending),
        attempt=RegisterState.attempt,
        on_draft=RegisterState.check,
        on_send=RegisterState.register,
        class_name="stack",
        id="register-form",
    )


def _password_rule() -> rx.Var[str]:
    rule = _("At least {count} characters; a few words in a row are best.", count=SHORTEST)
    return rx.cond(RegisterState.password_good, _("Good: this password is fine."), rule).to(str)


def _first(one: Any, other: Any) -> rx.Var[str]:
    return rx.cond(one != "", one, other).to(str)


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_shop_page(
        app,
        paths.REGISTER,
        register_page,
        title=lambda: _("Create an account"),
        description=lambda: _("Register with an e-mail or a phone, in under a minute."),
    )
