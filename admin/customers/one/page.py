"""One customer: what they ordered and what staff noted, beside how to reach them."""

import reflex as rx

from admin import paths
from admin.customers.one.notes import notes_panel
from admin.customers.one.sheet import ShownAddress
from admin.customers.one.state import CustomerState, NotesState
from admin.orders.list_parts import orders_table
from admin.parts.frame import page_head
from admin.parts.panels import facts, panel, stat, stats
from admin.shell.page import add_office_page, office_page
from ui.parts.badges import label_badge
from ui.parts.buttons import link_button
from ui.parts.messages import empty_state
from ui.parts.pager import page_links
from ui.parts.skeletons import bone, waiting
from ui.parts.values import Text, each, filled, is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page of one customer."""
    name = CustomerState.sheet.name
    add_office_page(
        app,
        paths.CUSTOMER,
        customer_page,
        title=lambda: rx.cond(name, name, _("Customer")).to(str),
        on_load=[CustomerState.load, NotesState.load],
    )


def customer_page() -> rx.Component:
    """The page."""
    return office_page(
        rx.fragment(
            rx.match(
                CustomerState.found,
                ("yes", _customer()),
                ("no", rx.el.div(page_head(_("Customer"), back=_back()), _missing())),
                rx.el.div(page_head(_("Customer"), back=_back()), _waiting()),
            )
        )
    )


def _customer() -> rx.Component:
    sheet = CustomerState.sheet
    return rx.el.div(
        page_head(sheet.name, back=_back()),
        stats(
            stat(_("Orders"), sheet.orders),
            stat(_("Paid"), sheet.paid),
            stat(_("Refunded"), sheet.refunded),
            stat(_("Last order"), sheet.last.text),
        ),
        rx.el.div(
            rx.el.div(_orders(), notes_panel()),
            rx.el.div(_reached(), _addresses()),
            class_name="with-side",
        ),
    )


def _orders() -> rx.Component:
    none = empty_state("receipt-text", _("No orders yet"))
    older, newest = CustomerState.older_href, CustomerState.newest_href
    return panel(
        _("Orders"),
        orders_table(CustomerState.orders, none, contents=False, customer=False),
        when(
            filled(older) | filled(newest),
            page_links(older, newest),
        ),
    )


def _reached() -> rx.Component:
    sheet = CustomerState.sheet
    return panel(
        _("Contact"),
        facts(
            (_("Phone"), _reach(sheet.phone, sheet.phone_note, "tel")),
            (_("E-mail"), _reach(sheet.email, sheet.email_note, "mailto")),
            (_("Language"), rx.el.span(sheet.language)),
            (_("Logs in by"), rx.el.span(sheet.entry)),
        ),
    )


def _reach(at: Text, note: Text, scheme: str) -> rx.Component:
    link = rx.el.span(
        rx.el.a(at, href=f"{scheme}:{at}", class_name="text-link"),
        " ",
        rx.el.span(note, class_name="quiet small"),
    )
    return when(filled(at), link, rx.el.span("–"))


def _addresses() -> rx.Component:
    book = CustomerState.sheet.addresses
    none = rx.el.p(_("The address book is empty."), class_name="quiet")
    entries = rx.el.ul(each(book, _address), class_name="sheet-entries")
    return panel(_("Addresses"), when(is_some(book), entries, none))


def _address(entry: ShownAddress) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(entry.name, class_name="strong"),
                " ",
                when(entry.is_default, label_badge(_("Default"), color="gray")),
            ),
            when(filled(entry.phone), rx.el.p(entry.phone, class_name="number")),
            rx.el.p(entry.lines, class_name="sheet-address"),
        ),
        class_name="sheet-entry",
    )


def _back() -> tuple[str, str]:
    return (paths.CUSTOMERS, _("Customers"))


def _missing() -> rx.Component:
    return empty_state(
        "search-x",
        _("There is no such customer"),
        _("The list finds customers by phone, e-mail, name and order number."),
        link_button(_("All customers"), paths.CUSTOMERS, tone="quiet"),
    )


def _waiting() -> rx.Component:
    return waiting(bone("40%", "32px"), *(bone(height="96px") for _n in range(3)))
