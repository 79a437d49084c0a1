"""One's own log-in: setting or changing the password."""

import reflex as rx

from admin import paths
from admin.me.state import MeState
from admin.parts.frame import page_head
from admin.parts.panels import panel
from admin.shell.page import add_office_page, office_page
from ui.parts.buttons import submit_button
from ui.parts.fields import text_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(app, paths.ME, me_page, title=lambda: _("Your log-in"), on_load=MeState.load)


def me_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Your log-in")),
        refusal_callout(MeState.refusal),
        when_ready(MeState.loaded, _form(), table_skeleton(3)),
    )


def _form() -> rx.Component:
    old = text_field(
        "old",
        _("Present password"),
        kind="password",
        auto_complete="current-password",
        error=field_error(MeState.refusal, "old"),
    )
    form = rx.el.form(
        rx.el.p(MeState.email, class_name="quiet"),
        when(MeState.has_password, old),
        text_field(
            "password",
            _("New password"),
            kind="password",
            auto_complete="new-password",
            error=field_error(MeState.refusal, "password"),
            help_text=_("At least 10 characters. A few words that belong to nobody are best."),
        ),
        submit_button(_("Save"), wide=False),
        on_submit=MeState.save,
        class_name="stack",
        key=MeState.saved.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
    )
    return rx.el.div(panel(_("Password"), form), class_name="narrow")
