"""The terms, in both languages: what is published holds for orders from then on."""

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import form_section
from admin.parts.stale import both_values
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from admin.terms.state import TermsState, labels
from commerce.people.rights import Right
from commerce.shops.terms import LANGUAGES, LONGEST
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import area_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(app, paths.TERMS, terms_page, title=lambda: _("Terms"), on_load=TermsState.load)


def terms_page() -> rx.Component:
    """The form, and what somebody else published meanwhile."""
    take = action_button(_("Take what was saved"), TermsState.load, size="2")
    return office_page(
        page_head(_("Settings")),
        settings_tabs(),
        refusal_callout(TermsState.refusal),
        when(is_some(TermsState.differs), both_values(TermsState.differs, action=take)),
        when_ready(TermsState.filled > 0, _form(), table_skeleton(6)),
    )


def _form() -> rx.Component:
    words = labels()
    publish = rx.el.div(submit_button(_("Publish"), wide=False), class_name="form-end")
    state = rx.cond(
        TermsState.published,
        _("Published as version {version}.", version=TermsState.version),
        _("Nothing is published yet."),
    )
    return rx.el.form(
        rx.el.p(state, class_name="quiet small"),
        form_section(
            _("Terms"),
            _(
                "What customers agree to when they register and order. Each order keeps the "
                "version that it was placed under. An empty line begins a paragraph, # a heading."
            ),
            *(
                area_field(
                    f"text.{language}",
                    words[f"text.{language}"],
                    default_value=TermsState.form[f"text.{language}"],
                    error=field_error(TermsState.refusal, f"text.{language}"),
                    rows=14,
                    max_length=LONGEST,
                )
                for language in LANGUAGES
            ),
        ),
        when(may(Right.SETTINGS_EDIT), publish),
        on_submit=TermsState.publish,
        key=TermsState.filled.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
        no_validate=True,
    )
