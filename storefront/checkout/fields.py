"""The checkout's fields: who receives, where, how it is delivered and paid."""

from typing import Any

import reflex as rx

from storefront.checkout.book import BookEntry
from storefront.checkout.state import CheckoutState
from ui.countries import country_words
from ui.parts.fields import Option, choice_cards, select_field, text_field
from ui.parts.messages import notice
from ui.parts.values import is_some, when, yes_no
from ui.texts import _


def details() -> rx.Component:
    """Contact and address; folded up when all of it is known from last time."""
    form = CheckoutState.form
    known = rx.el.summary(
        rx.el.span(
            rx.el.span(form["name"], class_name="strong"),
            rx.el.span(form["phone"], " ", form["email"], class_name="quiet small"),
            when(
                CheckoutState.page.needs_address,
                rx.el.span(
                    rx.cond(form["region"] == form["city"], "", form["region"]),
                    " ",
                    form["city"],
                    " ",
                    form["district"],
                    " ",
                    form["line1"],
                ),
            ),
            class_name="known-details",
        ),
        rx.el.span(_("Change"), class_name="text-link"),
    )
    return rx.cond(
        CheckoutState.known,
        rx.el.details(known, _all_fields(), class_name="card known"),
        rx.el.div(_all_fields(), class_name="stack"),
    )


def book() -> rx.Component:
    """Other addresses of the customer's, each one click away."""
    return when(
        is_some(CheckoutState.page.book) & CheckoutState.page.needs_address,
        rx.el.div(
            rx.el.h3(_("Your addresses"), class_name="small quiet"),
            rx.el.div(rx.foreach(CheckoutState.page.book, _book_entry), class_name="pills"),
            class_name="stack-tight",
        ),
    )


def _book_entry(entry: BookEntry) -> rx.Component:
    pressed = {"data-fills": entry.fills, "aria-pressed": yes_no(entry.chosen)}
    return rx.el.button(
        rx.icon("map-pin", size=16, aria_hidden="true"),
        rx.el.span(entry.label),
        type="button",
        class_name="pill",
        custom_attrs=pressed,
    )


def _all_fields() -> rx.Component:
    return rx.el.div(
        _contact(), when(CheckoutState.page.needs_address, _address()), class_name="stack"
    )


def _contact() -> rx.Component:
    return rx.el.div(
        _line("name", _("Name"), auto_complete="name"),
        rx.el.div(
            _line("phone", _("Phone"), kind="tel", auto_complete="tel", input_mode="tel"),
            _line(
                "email",
                _("E-mail"),
                kind="email",
                optional=True,
                auto_complete="email",
                input_mode="email",
            ),
            class_name="two-fields",
        ),
        class_name="stack",
    )


def _address() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            select_field(
                "country",
                _("Country or region"),
                countries(),
                error=CheckoutState.wrong["country"],
                default_value=CheckoutState.form["country"],
                auto_complete="country",
            ),
            _line("region", _("Province or state"), optional=True, auto_complete="address-level1"),
            class_name="two-fields",
        ),
        rx.el.div(
            _line("city", _("City"), auto_complete="address-level2"),
            _line("district", _("District"), optional=True, auto_complete="address-level3"),
            class_name="two-fields",
        ),
        _line("line1", _("Street, building, room"), auto_complete="address-line1"),
        rx.el.div(
            _line(
                "line2",
                _("Floor, company, gate code"),
                optional=True,
                auto_complete="address-line2",
            ),
            _line("postcode", _("Postcode"), optional=True, auto_complete="postal-code"),
            class_name="two-fields",
        ),
        class_name="stack",
    )


def deliveries() -> rx.Component:
    """The ways to deliver."""
    page = CheckoutState.page
    nowhere = notice(_("We do not deliver to that country yet."), tone="warning")
    return when(
        is_some(page.deliveries),
        choice_cards(
            "delivery_method",
            _("Delivery"),
            page.deliveries,
            value=page.delivery,
            error=CheckoutState.wrong["delivery_method"],
        ),
        when(page.needs_address, rx.el.div(nowhere, role="status")),
    )


def payments() -> rx.Component:
    """The ways to pay."""
    page = CheckoutState.page
    nothing = notice(_("This shop takes no payment of that amount just now."), tone="warning")
    return when(
        is_some(page.payments),
        choice_cards(
            "method",
            _("Payment"),
            page.payments,
            value=page.payment,
            error=CheckoutState.wrong["method"],
        ),
        rx.el.div(nothing, role="status"),
    )


def coupon() -> rx.Component:
    """The code of a coupon; what it takes off stands in the total at once."""
    return text_field(
        "coupon",
        _("Coupon code"),
        optional=True,
        error=CheckoutState.wrong["coupon"],
        help_text=_("One an order. It is taken off as soon as you have typed it."),
        default_value=CheckoutState.form["coupon"],
        auto_complete="off",
        max_length=40,
    )


def _line(name: str, label: str, **props: Any) -> rx.Component:
    return text_field(
        name,
        label,
        error=CheckoutState.wrong[name],
        default_value=CheckoutState.form[name],
        max_length=254,
        **props,
    )


def countries() -> list[Option]:
    """Where we deliver to, by name in the spoken language."""
    return [Option(code, words) for code, words in country_words().items()]
