"""The page on which staff log in."""

import reflex as rx

from admin import paths
from admin.login.state import StaffLoginState
from ui.pages import add_page
from ui.parts.buttons import submit_button
from ui.parts.fields import check_field, text_field
from ui.parts.links import language_switch
from ui.parts.refused import field_error, refusal_callout
from ui.texts import _


def login_page() -> rx.Component:
    """E-mail, password, and nothing else."""
    refusal = StaffLoginState.refusal
    return rx.el.main(
        rx.el.div(
            rx.el.h1(_("Back office")),
            rx.el.p(_("Log in with the e-mail that you were invited with."), class_name="quiet"),
            refusal_callout(refusal),
            rx.el.form(
                text_field(
                    "login",
                    _("E-mail"),
                    kind="email",
                    auto_complete="username",
                    error=field_error(refusal, "login"),
                ),
                text_field(
                    "password",
                    _("Password"),
                    kind="password",
                    auto_complete="current-password",
                    error=field_error(refusal, "password"),
                ),
                check_field("remember", _("Stay logged in on this device for 30 days")),
                submit_button(_("Log in")),
                on_submit=StaffLoginState.log_in,
                class_name="stack",
            ),
            language_switch(),
            class_name="card stack sign-in",
        ),
        id="content",
        class_name="sign-in-page",
    )


def add_pages(app: rx.App) -> None:
    """Register the log-in of staff."""
    add_page(
        app, paths.LOG_IN, login_page, title=lambda: _("Log in to the back office"), listed=False
    )
