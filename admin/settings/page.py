"""Settings of the shop, in sections that say what each is for."""

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import form_section
from admin.parts.stale import both_values
from admin.settings.form import labels, languages
from admin.settings.state import ChoicesState, SettingsState
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from commerce.people.rights import Right
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, check_field, select_field, text_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the settings."""
    add_office_page(
        app,
        paths.SETTINGS,
        settings_page,
        title=lambda: _("Settings"),
        on_load=[ChoicesState.load, SettingsState.load],
    )


def settings_page() -> rx.Component:
    """The page."""
    take = action_button(_("Take what was saved"), SettingsState.load, size="2")
    return office_page(
        page_head(_("Settings")),
        settings_tabs(),
        refusal_callout(SettingsState.refusal),
        when(is_some(SettingsState.differs), both_values(SettingsState.differs, action=take)),
        when_ready(SettingsState.filled > 0, _form(), table_skeleton(6)),
    )


def _form() -> rx.Component:
    save = rx.el.div(submit_button(_("Save"), wide=False), class_name="form-end")
    return rx.el.form(
        _shop(),
        _place(),
        _selling(),
        when(may(Right.SETTINGS_EDIT), save),
        on_submit=SettingsState.save,
        key=SettingsState.filled.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
        no_validate=True,
    )


def _shop() -> rx.Component:
    form, words = SettingsState.form, labels()
    return form_section(
        _("The shop"),
        _("How customers see it."),
        text_field("name", words["name"], default_value=form.name, error=_error("name")),
        select_field(
            "locale",
            words["locale"],
            languages(),
            default_value=form.locale,
            error=_error("locale"),
            help_text=_("For messages to those whose language we do not know."),
        ),
        check_field(
            "ordering_paused",
            words["ordering_paused"],
            default_checked=form.ordering_paused,
            help_text=_("Customers can look at everything, but not order, until you lift it."),
        ),
    )


def _place() -> rx.Component:
    form, words = SettingsState.form, labels()
    return form_section(
        _("Where it is"),
        _("Times everywhere in the back office are in this zone."),
        select_field(
            "country",
            words["country"],
            ChoicesState.countries.to(list[Option]),
            default_value=form.country,
            error=_error("country"),
            help_text=_("Phone numbers without a country code are read as from here."),
        ),
        text_field(
            "time_zone",
            words["time_zone"],
            default_value=form.time_zone,
            error=_error("time_zone"),
            auto_complete="off",
            custom_attrs={"list": "zones"},
        ),
        rx.el.datalist(
            rx.foreach(ChoicesState.zones, lambda zone: rx.el.option(value=zone)), id="zones"
        ),
    )


def _selling() -> rx.Component:
    form, words = SettingsState.form, labels()
    return form_section(
        _("Selling"),
        _("Money and time that orders live by."),
        select_field(
            "currency",
            words["currency"],
            ChoicesState.currencies.to(list[Option]),
            default_value=form.currency,
            error=_error("currency"),
            disabled=SettingsState.currency_fixed,
            help_text=_("It can be changed as long as there is no order."),
        ),
        check_field(
            "prices_include_tax",
            words["prices_include_tax"],
            default_checked=form.prices_include_tax,
            help_text=_("Else tax is added at the checkout. Orders placed before keep theirs."),
        ),
        text_field(
            "hold_minutes",
            words["hold_minutes"],
            kind="number",
            default_value=form.hold_minutes,
            error=_error("hold_minutes"),
            help_text=_("So long an unpaid order holds its stock; then it ends by itself."),
        ),
        text_field(
            "unpaid_most",
            words["unpaid_most"],
            kind="number",
            default_value=form.unpaid_most,
            error=_error("unpaid_most"),
            help_text=_("So that nobody empties the shelves without paying."),
        ),
        check_field(
            "tell_all_waiting",
            words["tell_all_waiting"],
            default_checked=form.tell_all_waiting,
            help_text=_(
                "When something is back in stock. Else as many are told as there are pieces, "
                "and the next ones a day later."
            ),
        ),
    )


def _error(name: str) -> rx.Var[str]:
    return field_error(SettingsState.refusal, name)
