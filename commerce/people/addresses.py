"""A customer's address book."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import col, delete, select, update

from commerce import clock
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound, StaleEdit
from commerce.ids import new_id
from commerce.people.contacts import Address, Contact
from commerce.people.models import CustomerAddress
from commerce.secrecy import seal, unseal

MOST = 20
_CONTACT = ("name", "phone", "email")


@dataclass(frozen=True, slots=True)
class BookedAddress:
    """Who receives where."""

    recipient: Contact
    address: Address

    @classmethod
    def parse(cls, given: Mapping[str, object], country: str) -> "BookedAddress":
        """One flat form. Raises InvalidInput with the problems of all its fields."""
        contact = {name: given.get(name, "") for name in _CONTACT}
        place = {name: value for name, value in given.items() if name not in _CONTACT}
        problems: list[InvalidInput] = []
        recipient, address = None, None
        try:
            recipient = Contact.parse(contact, country)
        except ValidationError as wrong:
            problems.append(InvalidInput.from_pydantic(wrong))
        try:
            address = Address.model_validate({"country": country, **place})
        except ValidationError as wrong:
            problems.append(InvalidInput.from_pydantic(wrong))
        if recipient is None or address is None:
            raise InvalidInput(wrong for found in problems for wrong in found.problems)
        return cls(recipient, address)


@dataclass(frozen=True, slots=True)
class AddressView:
    """An entry of the book."""

    id: UUID
    recipient: Contact
    address: Address
    is_default: bool
    version: int

    @classmethod
    def of(cls, row: CustomerAddress) -> "AddressView":
        """The view of a row."""
        return cls(
            id=row.id,
            recipient=Contact.model_validate(unseal(row.recipient_sealed)),
            address=Address.model_validate(unseal(row.address_sealed)),
            is_default=row.is_default,
            version=row.version,
        )


async def addresses_of(session: Session, customer_id: UUID) -> tuple[AddressView, ...]:
    """The book: the default one first, then the last used."""
    rows = await session.exec(
        select(CustomerAddress)
        .where(CustomerAddress.customer_id == customer_id)
        .order_by(
            col(CustomerAddress.is_default).desc(),
            col(CustomerAddress.last_used_at).desc().nulls_last(),
            col(CustomerAddress.id).desc(),
        )
    )
    return tuple(AddressView.of(row) for row in rows)


async def add_address(
    session: Session, customer_id: UUID, booked: BookedAddress, *, default: bool = False
) -> AddressView:
    """Put an address into the book; the first one is the default. Raises InvalidInput when full."""
    counted = select(func.count()).where(col(CustomerAddress.customer_id) == customer_id)
    there = (await session.exec(counted)).one()
    if there >= MOST:
        raise InvalidInput.of("", "address_book_full", most=MOST)
    row = CustomerAddress(
        id=new_id(),
        customer_id=customer_id,
        recipient_sealed=seal(booked.recipient.model_dump()),
        address_sealed=seal(booked.address.model_dump()),
    )
    session.add(row)
    await session.flush()
    if default or not there:
        await _set_default(session, row)
    return AddressView.of(row)


async def edit_address(
    session: Session, customer_id: UUID, address_id: UUID, booked: BookedAddress, version: int
) -> AddressView:
    """Save an address. Raises NotFound, StaleEdit."""
    row = await _own(session, customer_id, address_id)
    if row.version != version:
        now = AddressView.of(row)
        raise StaleEdit(now.address.model_dump() | now.recipient.model_dump(), row.version)
    row.recipient_sealed = seal(booked.recipient.model_dump())
    row.address_sealed = seal(booked.address.model_dump())
    row.version += 1
    row.updated_at = clock.now()
    await session.flush()
    return AddressView.of(row)


async def delete_address(session: Session, customer_id: UUID, address_id: UUID) -> None:
    """Take an address out of the book; none is there already: fine."""
    await session.exec(
        delete(CustomerAddress).where(
            col(CustomerAddress.id) == address_id,
            col(CustomerAddress.customer_id) == customer_id,
        )
    )


async def make_default(session: Session, customer_id: UUID, address_id: UUID) -> None:
    """Fill forms from this address from now on. Raises NotFound."""
    await _set_default(session, await _own(session, customer_id, address_id))


async def _own(session: Session, customer_id: UUID, address_id: UUID) -> CustomerAddress:
    found = select(CustomerAddress).where(
        CustomerAddress.id == address_id, CustomerAddress.customer_id == customer_id
    )
    row = (await session.exec(found.with_for_update())).one_or_none()
    if row is None:
        raise NotFound("address")
    return row


async def _set_default(session: Session, row: CustomerAddress) -> None:
    await session.exec(
        update(CustomerAddress)
        .where(col(CustomerAddress.customer_id) == row.customer_id)
        .values(is_default=col(CustomerAddress.id) == row.id)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(row)
