"""Filters and order of a list; filters are links, so the back button undoes them."""

from typing import Any

import reflex as rx

from storefront import paths
from storefront.shelves.view import Choice, Filter
from ui.parts.buttons import icon_button, link_button, submit_button
from ui.parts.fields import Option
from ui.parts.refused import field_error
from ui.parts.skeletons import bone
from ui.parts.values import Text, each, filled, is_some, when, yes_no
from ui.texts import _

FILTERS = "filters"


def word_links(label: str, words: Any) -> rx.Component:
    """Words that find something; without any, the way to all goods."""
    links = rx.el.p(
        label,
        ": ",
        each(words, lambda word: rx.el.a(word.label, href=word.href, class_name="chip")),
        class_name="chips",
    )
    return when(
        is_some(words), links, link_button(_("See all goods"), paths.PRODUCTS, tone="quiet")
    )


def toolbar(shelf: Any, on_sort: Any) -> rx.Component:
    """How many there are, in which order, and on a phone the way to the filters."""
    open_filters = rx.el.button(
        rx.icon("sliders-horizontal", size=16, aria_hidden="true"),
        _("Filter"),
        when(
            is_some(shelf.chips),
            rx.el.span(shelf.chips.length(), class_name="count"),
        ),
        type="button",
        class_name="filters-open",
        custom_attrs={"popoverTarget": FILTERS},
    )
    return rx.el.div(
        rx.el.p(shelf.total, class_name="quiet", role="status"),
        open_filters,
        rx.el.select(
            when(shelf.searched, rx.el.option(_("Best match first"), value="relevance")),
            *(rx.el.option(each.label, value=each.value) for each in _orders()),
            value=shelf.sort,
            on_change=on_sort,
            aria_label=_("Sort by"),
            class_name="select shelf-sort",
        ),
        class_name="shelf-toolbar",
    )


def filter_panel(shelf: Any, on_prices: Any, refusal: Any) -> rx.Component:
    """Beside the list; on a phone a sheet from below (a popover of the browser's own)."""
    head = rx.el.div(
        rx.el.h2(_("Filter")),
        icon_button("x", _("Close"), None, custom_attrs=_closing()),
        class_name="row-apart filters-head",
    )
    foot = rx.el.div(
        rx.button(shelf.total, size="3", type="button", class_name="wide", custom_attrs=_closing()),
        class_name="filters-foot",
    )
    return rx.el.aside(
        head,
        chips(shelf),
        when(
            filled(shelf.in_stock.label),
            rx.el.ul(rx.el.li(choice_link(shelf.in_stock)), class_name="filter-choices"),
            bone(height="36px"),
        ),
        when(is_some(shelf.categories), _category_filter(shelf.categories)),
        _prices(shelf, on_prices, refusal),
        each(shelf.filters, _filter),
        foot,
        class_name="shelf-filters",
        aria_label=_("Filter"),
        custom_attrs={"id": FILTERS, "popover": "auto"},
    )


def chips(shelf: Any) -> rx.Component:
    """What is set; each goes with a click, or all at once."""
    drawn = rx.el.div(
        each(shelf.chips, _chip),
        rx.el.a(_("Clear all"), href=shelf.clear_href, class_name="text-link small"),
        class_name="chips",
    )
    return when(is_some(shelf.chips), drawn)


def choice_link(choice: Choice) -> rx.Component:
    """A value that is on or off."""
    return rx.el.a(
        rx.el.span(
            when(choice.chosen, rx.icon("check", size=14, aria_hidden="true")),
            class_name="filter-box",
            aria_hidden="true",
        ),
        rx.el.span(choice.label),
        rx.el.span(choice.count, class_name="quiet small number"),
        href=choice.href,
        class_name="filter-choice",
        rel="nofollow",
        custom_attrs={"aria-current": yes_no(choice.chosen)},
    )


def _category_filter(categories: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("Category"), rx.icon("chevron-down", size=16, aria_hidden="true")),
        _choices(categories),
        open=True,
        class_name="filter",
    )


def _filter(narrowing: Filter) -> rx.Component:
    return rx.el.details(
        rx.el.summary(narrowing.name, rx.icon("chevron-down", size=16, aria_hidden="true")),
        _choices(narrowing.choices),
        when(
            is_some(narrowing.rest),
            rx.el.details(
                rx.el.summary(_("More"), rx.icon("chevron-down", size=14, aria_hidden="true")),
                _choices(narrowing.rest),
                class_name="filter-rest",
            ),
        ),
        open=narrowing.open,
        class_name="filter",
        key=narrowing.name,
    )


def _choices(choices: Any) -> rx.Component:
    return rx.el.ul(
        each(choices, lambda choice: rx.el.li(choice_link(choice))), class_name="filter-choices"
    )


def _prices(shelf: Any, on_submit: Any, refusal: Any) -> rx.Component:
    def amount(name: str, label: str, hint: str, value: Text) -> rx.Component:
        return rx.el.input(
            name=name,
            type="text",
            input_mode="decimal",
            max_length=10,
            placeholder=hint,
            aria_label=label,
            title=label,
            default_value=value,
            key=value,
            class_name="input",
        )

    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(_("Price")),
            rx.el.div(
                amount("low", _("Lowest price"), _("Min"), shelf.low),
                rx.el.span("–", aria_hidden="true"),
                amount("high", _("Highest price"), _("Max"), shelf.high),
                submit_button(_("Go"), wide=False, tone="quiet", size="2"),
                class_name="filter-prices",
            ),
            *(
                rx.el.p(field_error(refusal, name), class_name="field-error", role="status")
                for name in ("from", "to")
            ),
            when(filled(shelf.span), rx.el.p(shelf.span, class_name="quiet small number")),
        ),
        on_submit=on_submit,
        class_name="filter-price",
    )


def _chip(chip: Choice) -> rx.Component:
    return rx.el.a(
        chip.label,
        rx.icon("x", size=14, aria_hidden="true"),
        rx.el.span(_("Remove"), class_name="hidden-but-read"),
        href=chip.href,
        class_name="chip",
        rel="nofollow",
    )


def _closing() -> dict[str, str]:
    return {"popoverTarget": FILTERS, "popoverTargetAction": "hide"}


def _orders() -> list[Option]:
    return [
        Option("popular", _("Popular first")),
        Option("newest", _("Newest first")),
        Option("price_up", _("Price, low to high")),
        Option("price_down", _("Price, high to low")),
    ]
