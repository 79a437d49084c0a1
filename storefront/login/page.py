"""Log in."""

import reflex as rx

from storefront import paths
from storefront.login.state import LoginState
from storefront.login.ways import chosen_way, phone_way, remember_field, way_switch
from storefront.shell.page import add_shop_page, shop_page
from ui.parts.buttons import submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import text_field
from ui.parts.links import text_link
from ui.parts.messages import notice
from ui.parts.refused import field_error, refusal_callout
from ui.texts import _


def login_page() -> rx.Component:
    """One of two ways, and the way to an account."""
    return shop_page(
        rx.el.div(
            rx.el.h1(_("Log in")),
            _sent_here(),
            way_switch(LoginState.way, LoginState.choose, by_password=_("Password")),
            rx.cond(chosen_way(LoginState.way) == "phone", _by_phone(), _by_password()),
            rx.el.p(_("New here?"), " ", text_link(paths.REGISTER, _("Create an account"))),
            rx.el.p(
                _("Ordered without an account?"),
                " ",
                text_link(paths.FIND_ORDER, _("Find my order")),
            ),
            class_name="stack",
        ),
        width="form",
    )


def _sent_here() -> rx.Component:
    """Why somebody is here who did not ask for it: the session ended, or never began."""
    wanted = rx.State.router.url.query_parameters.to(dict)["next"]
    return rx.cond(
        rx.State.is_hydrated & wanted.bool(),
        notice(_("Please log in to go on. Your cart is kept.")),
        rx.fragment(),
    )


def _by_phone() -> rx.Component:
    return rx.el.div(
        phone_way(),
        rx.el.p(
            _("A number that is new to us gets an account, under the terms of this shop."),
            class_name="quiet small",
        ),
        class_name="stack",
    )


def _by_password() -> rx.Component:
    return draft_form(
        refusal_callout(LoginState.refusal),
        text_field(
            "login",
            _("E-mail or phone"),
            error=field_error(LoginState.refusal, "login"),
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            max_length=254,
        ),
        text_field(
            "password",
            _("Password"),
            kind="password",
            error=field_error(LoginState.refusal, "password"),
            auto_complete="current-password",
            max_length=128,
        ),
        rx.el.p(text_link(paths.RESET, _("Forgotten your password?")), class_name="small"),
        remember_field(),
        submit_button(_("Log in"), pending=LoginState.pending),
        attempt=LoginState.attempt,
        on_draft=rx.noop(),
        on_send=LoginState.log_in,
        class_name="stack",
        id="login-form",
    )


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_shop_page(app, paths.LOG_IN, login_page, title=lambda: _("Log in"), listed=False)
