"""The customer's address book."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from commerce.errors import NotFound
from commerce.people import addresses
from commerce.people.addresses import AddressView, BookedAddress
from ui.acting import customer_at
from ui.forms import texts_of, ticked
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import CustomerVisit

FIELDS = (
    "name",
    "phone",
    "email",
    "country",
    "region",
    "city",
    "district",
    "line1",
    "line2",
    "postcode",
)
Answer = rx.event.EventSpec | None


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """An entry as it is shown."""

    id: str
    who: str
    reach: str
    place: str
    is_default: bool

    @classmethod
    def of(cls, entry: AddressView) -> "ShownAddress":
        """The entry in two lines."""
        place, person = entry.address, entry.recipient
        parts = (place.line1, place.line2, place.district, place.city, place.region, place.postcode)
        return cls(
            id=str(entry.id),
            who=person.name,
            reach=person.phone or person.email or "",
            place=", ".join(part for part in dict.fromkeys(parts) if part),
            is_default=entry.is_default,
        )


class AddressState(rx.State):
    """The list, and the form while it is open: `editing` is '', 'new' or an entry's id."""

    refusal: Refusal | None = None
    loaded: bool = False
    book: rx.Field[list[ShownAddress]] = rx.field(default_factory=list)
    editing: str = ""
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    attempt: int = 0
    _version: int = 0

    @rx.event
    async def load(self) -> None:
        """Read the book."""
        async with customer_at(self) as at:
            await self._show(at)

    @rx.event
    async def begin(self, entry_id: str) -> None:
        """Open the form: for an entry, or a new one."""
        async with customer_at(self) as at:
            if entry_id == "new":
                person = {"name": at.customer.name, "phone": at.customer.phone or ""}
                self.form = dict.fromkeys(FIELDS, "") | person | {"country": at.shop.country}
            else:
                entry = await _entry(at, entry_id)
                filled = entry.recipient.model_dump() | entry.address.model_dump()
                self.form = {name: filled.get(name) or "" for name in FIELDS}
                self._version = entry.version
            self.editing = entry_id

    @rx.event
    async def close(self) -> None:
        """Leave the form."""
        async with customer_at(self):
            self.editing = ""

    @rx.event
    async def save(self, form: Any) -> Answer:
        """Save the form, as a new entry or over the one that was opened."""
        async with customer_at(self) as at:
            given = texts_of(form)
            fields = {name: given.get(name, "") for name in FIELDS}
            booked = BookedAddress.parse(
                fields | {"country": fields["country"] or at.shop.country}, at.shop.country
            )
            if self.editing == "new":
                default = ticked(given, "default")
                await addresses.add_address(at.session, at.customer.id, booked, default=default)
            else:
                await addresses.edit_address(
                    at.session, at.customer.id, _id(self.editing), booked, self._version
                )
            await self._show(at)
            self.editing = ""
            return toast_done(_("Saved."))
        if self.refusal is not None and self.refusal.code == "stale_edit":
            self._version = self.refusal.version
        self.attempt += 1
        return None

    @rx.event
    async def remove(self, entry_id: str) -> None:
        """Take an entry out of the book."""
        async with customer_at(self) as at:
            await addresses.delete_address(at.session, at.customer.id, _id(entry_id))
            await self._show(at)

    @rx.event
    async def make_default(self, entry_id: str) -> None:
        """Fill forms from this entry from now on."""
        async with customer_at(self) as at:
            await addresses.make_default(at.session, at.customer.id, _id(entry_id))
            await self._show(at)

    async def _show(self, at: CustomerVisit) -> None:
        entries = await addresses.addresses_of(at.session, at.customer.id)
        self.book = [ShownAddress.of(entry) for entry in entries]
        self.loaded = True


def _id(text: Any) -> UUID:
    try:
        return UUID(str(text)[:64])
    except ValueError:
        raise NotFound("address") from None


async def _entry(at: CustomerVisit, entry_id: Any) -> AddressView:
    wanted = _id(entry_id)
    for entry in await addresses.addresses_of(at.session, at.customer.id):
        if entry.id == wanted:
            return entry
    raise NotFound("address")
