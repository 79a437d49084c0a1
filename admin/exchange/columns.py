"""The columns of a file of products, each with what it means."""

import reflex as rx

from ui.texts import _


def column_list() -> rx.Component:
    """Put away until it is asked for."""
    rows = (part for name, words in _columns() for part in (rx.el.dt(name), rx.el.dd(words)))
    return rx.el.details(
        rx.el.summary(_("What each column means")),
        rx.el.p(
            _("Only product and sku must be there. An empty cell leaves what stands."),
            class_name="quiet small",
        ),
        rx.el.dl(*rows, class_name="facts small"),
        class_name="column-list",
    )


def _columns() -> list[tuple[str, str]]:
    """In the order of the template; the names themselves are the same in every language."""
    return [
        ("product", _("Address of the product's page; the same in each of its rows.")),
        ("name.en, name.zh", _("Name, in the first row of a product.")),
        ("summary.en, summary.zh", _("A sentence or two.")),
        ("description.en, description.zh", _("The long text.")),
        ("category", _("Address of the category; - takes it out of its category.")),
        ("kind", _("goods, unless it is something else; it never changes later.")),
        ("tax_class", _("standard, or another class of your tax rates.")),
        ("state", _("draft, active or archived. What is new begins as a draft.")),
        ("sku", _("Your own number of the variant; it finds the variant again.")),
        ("options.en, options.zh", _("Written as Size: M; Colour: Red, in the same order.")),
        ("price", _("Such as 12.50, in the currency of the shop.")),
        ("compare_at", _("The price before, which is crossed out; - takes it away.")),
        ("weight_grams", _("Weight of one piece.")),
        ("units", _("How many of what its kind counts are in it.")),
        ("active", _("yes or no: whether the variant is for sale.")),
        ("stock", _("Pieces for sale. Orders that come in meanwhile are taken off by themselves.")),
    ]
