"""Customers in text."""

from dataclasses import dataclass

from admin import paths
from admin.parts.moments import Moment, moment
from commerce.orders.customers import CustomerRow
from commerce.people.queries import CustomerView
from ui.amounts import money_text, number_text
from ui.texts import _, localized


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer of the list."""

    href: str
    name: str
    phone: str
    email: str
    orders: str
    paid: str
    last: Moment
    since: Moment


def customer_line(row: CustomerRow, zone: str) -> CustomerLine:
    """The line of `row` in the shop's zone."""
    customer, spending = row.customer, row.spending
    kept = spending.paid - spending.refunded
    return CustomerLine(
        href=localized(paths.customer(str(customer.id))),
        name=name_of(customer),
        phone=customer.phone or "",
        email=customer.email or "",
        orders=number_text(spending.orders),
        paid=money_text(kept) if spending.orders else "–",
        last=moment(spending.last_at, zone) if spending.last_at else Moment("–"),
        since=moment(row.since, zone),
    )


def name_of(customer: CustomerView) -> str:
    """What to call them; some came by phone alone and gave no name."""
    return customer.name or _("No name")
