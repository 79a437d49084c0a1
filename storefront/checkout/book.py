"""The address book at the checkout: each entry fills the form in with one click."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from commerce.people.addresses import AddressView, addresses_of
from storefront.checkout.form import ADDRESS, CONTACT, CheckoutForm
from ui.visits import Visit


@dataclass(frozen=True, slots=True)
class BookEntry:
    """An address of the customer's own. `fills`: the form's fields with it, as JSON."""

    label: str
    fills: str
    chosen: bool


async def book_of(at: Visit) -> tuple[AddressView, ...]:
    """The customer's addresses; a guest has none."""
    return await addresses_of(at.session, at.customer.id) if at.customer else ()


def book_entries(book: Sequence[AddressView], form: CheckoutForm) -> list[BookEntry]:
    """The entries to choose from: none where there is nothing to choose."""
    entries = [_entry(one, form.values()) for one in book]
    return entries if len(entries) > 1 or not all(one.chosen for one in entries) else []


def _entry(one: AddressView, filled: dict[str, str]) -> BookEntry:
    known = one.recipient.model_dump() | one.address.model_dump()
    fields = {name: known.get(name) or "" for name in (*CONTACT, *ADDRESS)}
    return BookEntry(
        label=f"{one.recipient.name} · {one.address.city} {one.address.line1}",
        fills=json.dumps(fields, ensure_ascii=False),
        chosen=all(filled[name] == value for name, value in fields.items()),
    )
