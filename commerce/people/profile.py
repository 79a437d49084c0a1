"""A customer's own details: name, e-mail, phone, password, language."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, NotFound, StaleEdit
from commerce.messages.writing import NewMessage, write
from commerce.people import finding, sessions
from commerce.people.codes import Purpose, read_phone, use_code
from commerce.people.contacts import Plain, email_form
from commerce.people.models import Customer, PersonKind
from commerce.people.parsing import parsed
from commerce.people.passwords import checked_and_hashed, is_password
from commerce.people.queries import CustomerView
from commerce.people.texts import PASSWORD_CHANGED, worded
from commerce.shops.queries import ShopView


class EditProfile(BaseModel):
    """The profile form. `version`: of the row that the form was filled from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=60), Plain]
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    version: int

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


async def edit_profile(
    session: Session, customer: CustomerView, command: EditProfile
) -> CustomerView:
    """Save name and e-mail. Raises StaleEdit, Conflict at 'email', InvalidInput."""
    row = await _own(session, customer)
    if row.version != command.version:
        now = CustomerView.of(row)
        raise StaleEdit({"name": now.name, "email": now.email or ""}, row.version)
    email = _email(command.email, needed=row.phone_index is None)
    if email != customer.email:
        taken = await finding.by_email(session, email) if email else None
        if taken is not None and taken.id != row.id:
            raise Conflict("email")
        finding.set_email(row, email)
    finding.set_name(row, command.name)
    row.version += 1
    row.updated_at = clock.now()
    await session.flush()
    return CustomerView.of(row)


async def change_phone(
    session: Session, shop: ShopView, customer: CustomerView, phone: str, code: str
) -> CustomerView:
    """Take another phone, proven by a code. Raises InvalidInput, Conflict at 'phone'."""
    number = read_phone(phone, shop.country)
    await use_code(session, Purpose.VERIFY_PHONE, number, code)
    taken = await finding.by_phone(session, number)
    if taken is not None and taken.id != customer.id:
        raise Conflict("phone")
    row = await _own(session, customer)
    finding.set_phone(row, number, clock.now())
    row.version += 1
    await session.flush()
    return CustomerView.of(row)


async def change_password(
    session: Session,
    shop: ShopView,
    customer: CustomerView,
    *,
    old: str,
    new: str,
    keep_session: str,
) -> None:
    """Set a new password and log other browsers out. Raises InvalidInput at 'old', 'password'.

    Who entered by phone alone has no old one: the session is proof enough.
    """
    row = await _own(session, customer)
    if row.password_hash is not None and not await is_password(row.password_hash, old):
        raise InvalidInput.of("old", "wrong_password")
    row.password_hash = await checked_and_hashed(new, customer.email, customer.name)
    row.version += 1
    await sessions.end_all_sessions(session, PersonKind.CUSTOMER, row.id, but=keep_session)
    await tell_password_changed(session, shop, CustomerView.of(row))


async def tell_password_changed(session: Session, shop: ShopView, customer: CustomerView) -> None:
    """Write to the customer that there is a new password, in case it was not them."""
    reached = ("email", customer.email) if customer.email else ("sms", customer.phone)
    if reached[1]:
        subject, text = worded(PASSWORD_CHANGED, customer.locale, shop=shop.name)
        about = f"password:{customer.id}:{customer.version}"
        await write(
            session, NewMessage(about, reached[0], "password_changed", reached[1], subject, text)
        )


async def _own(session: Session, customer: CustomerView) -> Customer:
    found = select(Customer).where(Customer.id == customer.id).with_for_update()
    row = (await session.exec(found)).one_or_none()
    if row is None:
        raise NotFound("customer")
    return row


def _email(text: str, *, needed: bool) -> str | None:
    if not text.strip():
        if needed:
            raise InvalidInput.of("email", "required")
        return None
    try:
        return email_form(text)
    except ValueError:
        raise InvalidInput.of("email", "email") from None
