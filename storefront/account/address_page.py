"""My addresses."""

from typing import Any

import reflex as rx

from storefront.account.address_state import AddressState, ShownAddress
from storefront.account.parts import account_page
from ui.countries import country_words
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button, submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import Option, check_field, select_field, text_field
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def address_page() -> rx.Component:
    """The book, or the form."""
    state = AddressState
    return account_page(
        _("My addresses"),
        when_ready(
            state.loaded, rx.cond(filled(state.editing), _form(), _book()), text_skeleton(6)
        ),
    )


def _book() -> rx.Component:
    add = action_button(_("Add an address"), AddressState.begin("new"), icon="plus", tone="primary")
    nothing = empty_state(
        "map-pin",
        _("No address yet"),
        _("Addresses that you keep here fill in the order form by themselves."),
        add,
    )
    entries = rx.el.div(
        rx.el.ul(rx.foreach(AddressState.book, _entry), class_name="account-orders"),
        rx.el.div(add),
        class_name="stack",
    )
    return rx.el.div(
        refusal_callout(AddressState.refusal),
        when(is_some(AddressState.book), entries, nothing),
        class_name="stack",
    )


def _entry(entry: ShownAddress) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(entry.who, class_name="strong"),
                " ",
                rx.el.span(entry.reach, class_name="quiet number"),
                " ",
                when(entry.is_default, label_badge(_("Default"))),
            ),
            rx.el.p(entry.place),
            class_name="stack-tight account-order-name",
        ),
        rx.el.div(
            action_button(
                _("Change"), AddressState.begin(entry.id), aria_label=_("Change") + " " + entry.who
            ),
            rx.cond(
                entry.is_default,
                rx.fragment(),
                action_button(
                    _("Make it the default"), AddressState.make_default(entry.id), tone="plain"
                ),
            ),
            action_button(_("Delete"), AddressState.remove(entry.id), tone="plain"),
            class_name="row",
        ),
        class_name="card stack-tight",
    )


def _form() -> rx.Component:
    default = check_field("default", _("Use it as the default"))
    return draft_form(
        refusal_callout(AddressState.refusal),
        _line("name", _("Name"), auto_complete="name"),
        _pair(
            _line("phone", _("Phone"), kind="tel", auto_complete="tel", input_mode="tel"),
            _line("email", _("E-mail"), kind="email", optional=True, auto_complete="email"),
        ),
        _pair(
            select_field(
                "country",
                _("Country or region"),
                [Option(code, words) for code, words in country_words().items()],
                error=field_error(AddressState.refusal, "country"),
                default_value=AddressState.form["country"],
                auto_complete="country",
            ),
            _line("region", _("Province or state"), optional=True, auto_complete="address-level1"),
        ),
        _pair(
            _line("city", _("City"), auto_complete="address-level2"),
            _line("district", _("District"), optional=True, auto_complete="address-level3"),
        ),
        _line("line1", _("Street, building, room"), auto_complete="address-line1"),
        _pair(
            _line(
                "line2",
                _("Floor, company, gate code"),
                optional=True,
                auto_complete="address-line2",
            ),
            _line("postcode", _("Postcode"), optional=True, auto_complete="postal-code"),
        ),
        rx.cond(AddressState.editing == "new", default, rx.fragment()),
        rx.el.div(
            action_button(_("Back"), AddressState.close, tone="plain"),
            submit_button(_("Save"), wide=False),
            class_name="row-apart",
        ),
        attempt=AddressState.attempt,
        on_draft=rx.noop(),
        on_send=AddressState.save,
        class_name="card stack",
        id="address-form",
    )


def _pair(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="two-fields")


def _line(name: str, label: str, **props: Any) -> rx.Component:
    return text_field(
        name,
        label,
        error=field_error(AddressState.refusal, name),
        default_value=AddressState.form[name],
        max_length=254,
        **props,
    )
