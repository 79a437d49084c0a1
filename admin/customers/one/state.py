"""One customer: read by the page's path, and the notes that staff write."""

from typing import Any
from uuid import UUID

import reflex as rx

from admin.customers.one.sheet import CustomerSheet, ShownNote, sheet_of, shown_notes
from admin.orders.one.asked import id_of, text_in
from admin.orders.rows import OrderRow, order_rows
from commerce.errors import NotFound
from commerce.orders.customers import spending_of
from commerce.orders.queries import orders_of_customer
from commerce.people.addresses import addresses_of
from commerce.people.notes import notes_of, remove_note, write_note
from commerce.people.queries import CustomerView, customer
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done, toast_problem
from ui.refusals import Refusal
from ui.texts import _, plain_path
from ui.visits import StaffVisit

PAGE = 10


class CustomerState(rx.State):
    """The customer of the page. `found`: '' until looked for, then 'yes' or 'no'."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    found: str = ""
    sheet: CustomerSheet = CustomerSheet()
    orders: rx.Field[list[OrderRow]] = rx.field(default_factory=list)
    older_href: str = ""
    newest_href: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the customer, and the page of their orders that the URL asks for."""
        self.found, self.orders = "", []
        self.sheet, self.older_href, self.newest_href = CustomerSheet(), "", ""
        async with staff_at(self, Right.CUSTOMERS_VIEW) as at:
            self.found = "no"
            person = await _customer_at(at)
            spent = await spending_of(at.session, [person.id], at.shop.currency)
            book = await addresses_of(at.session, person.id)
            before = self.router.url.query_parameters.get("before", "")
            page = await orders_of_customer(at.session, person.id, at.locale, before, PAGE)
            self.sheet = sheet_of(person, spent[person.id], book, at.shop.time_zone)
            self.orders = order_rows(page.orders, at.shop.time_zone)
            self.older_href = f"?before={page.next_cursor}" if page.next_cursor else ""
            self.newest_href = at.path if before else ""
            self.found = "yes"


class NotesState(rx.State):
    """What staff noted about the customer. `attempt` empties the form."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    notes: rx.Field[list[ShownNote]] = rx.field(default_factory=list)
    attempt: int = 0

    @rx.event
    async def load(self) -> None:
        """Read the notes."""
        self.notes = []
        async with staff_at(self, Right.CUSTOMERS_VIEW) as at:
            self.notes = await _notes(at, _id_at(at.path))

    @rx.event
    async def write(self, form: dict[str, Any]) -> None:
        """Add a note."""
        async with staff_at(self, Right.CUSTOMERS_VIEW) as at:
            person = _id_at(at.path)
            await write_note(at.session, at.staff, person, text_in(form, "text"))
            self.notes = await _notes(at, person)
            self.attempt += 1

    @rx.event
    async def remove(self, note_id: str) -> rx.event.EventSpec:
        """Take one's own note away."""
        done = None
        async with staff_at(self, Right.CUSTOMERS_VIEW) as at:
            await remove_note(at.session, at.staff, id_of(note_id, "note"))
            self.notes = await _notes(at, _id_at(at.path))
            done = toast_done(_("The note is gone."))
        return done or toast_problem(self.refusal.sentence if self.refusal else "")


async def _customer_at(at: StaffVisit) -> CustomerView:
    found = await customer(at.session, _id_at(at.path))
    if found is None:
        raise NotFound("customer")
    return found


def _id_at(path: str) -> UUID:
    """The customer's id in the page's path. Raises NotFound."""
    parts = plain_path(path).strip("/").split("/")
    return id_of(parts[2] if len(parts) > 2 else "", "customer")


async def _notes(at: StaffVisit, person: UUID) -> list[ShownNote]:
    notes = await notes_of(at.session, person)
    return shown_notes(notes, at.staff.id, at.shop.time_zone)
