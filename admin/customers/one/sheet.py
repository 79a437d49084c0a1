"""A customer in text, as their page in the back office shows them."""

from dataclasses import dataclass, field
from uuid import UUID

from admin.customers.rows import name_of
from admin.orders.one.drawing import address_lines
from admin.parts.moments import Moment, moment
from commerce.orders.customers import Spending
from commerce.people.addresses import AddressView
from commerce.people.notes import NoteView
from commerce.people.queries import CustomerView
from ui.amounts import money_text, number_text
from ui.texts import LANGUAGE_NAMES, _


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """An entry of the address book."""

    name: str
    phone: str
    lines: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note; `mine`: the reader wrote it and may take it away."""

    id: str
    text: str
    who: str
    at: Moment
    mine: bool


@dataclass(frozen=True, slots=True)
class CustomerSheet:
    """The customer's own page."""

    name: str = ""
    phone: str = ""
    phone_note: str = ""
    email: str = ""
    email_note: str = ""
    language: str = ""
    entry: str = ""
    orders: str = ""
    paid: str = ""
    refunded: str = ""
    last: Moment = field(default_factory=Moment)
    addresses: list[ShownAddress] = field(default_factory=list[ShownAddress])


def sheet_of(
    customer: CustomerView, spending: Spending, book: tuple[AddressView, ...], zone: str
) -> CustomerSheet:
    """`customer` with what they ordered, in the shop's zone."""
    languages: dict[str, str] = {str(code): name for code, name in LANGUAGE_NAMES.items()}
    return CustomerSheet(
        name=name_of(customer),
        phone=customer.phone or "",
        phone_note=_proven(customer.phone, verified=customer.phone_verified),
        email=customer.email or "",
        email_note=_proven(customer.email, verified=customer.email_verified),
        language=languages.get(customer.locale, customer.locale),
        entry=_("Password") if customer.has_password else _("Code by SMS or e-mail"),
        orders=number_text(spending.orders),
        paid=money_text(spending.paid - spending.refunded),
        refunded=money_text(spending.refunded),
        last=moment(spending.last_at, zone) if spending.last_at else Moment("–"),
        addresses=[_address(entry) for entry in book],
    )


def shown_notes(notes: tuple[NoteView, ...], reader: UUID, zone: str) -> list[ShownNote]:
    """The notes for one reader."""
    return [
        ShownNote(
            id=str(note.id),
            text=note.text,
            who=note.staff_name,
            at=moment(note.at, zone),
            mine=note.staff_id == reader,
        )
        for note in notes
    ]


def _proven(reach: str | None, *, verified: bool) -> str:
    if not reach:
        return ""
    return _("confirmed") if verified else _("not confirmed")


def _address(entry: AddressView) -> ShownAddress:
    return ShownAddress(
        name=entry.recipient.name,
        phone=entry.recipient.phone or "",
        lines="\n".join(address_lines(entry.address)),
        is_default=entry.is_default,
    )
