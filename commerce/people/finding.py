"""Finding and making customers by the ways in which they are reached."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce.db.session import Session
from commerce.errors import Conflict
from commerce.people.contacts import email_form, email_index, phone_e164, phone_index
from commerce.people.models import Customer
from commerce.secrecy import seal


async def by_email(session: Session, email: str) -> Customer | None:
    """The customer of this shop with that e-mail (in lower case)."""
    found = select(Customer).where(Customer.email_index == email_index(email))
    return (await session.exec(found.where(col(Customer.erased_at).is_(None)))).one_or_none()


async def by_phone(session: Session, phone: str) -> Customer | None:
    """The customer of this shop with that phone (in E.164)."""
    found = select(Customer).where(Customer.phone_index == phone_index(phone))
    return (await session.exec(found.where(col(Customer.erased_at).is_(None)))).one_or_none()


async def by_login(session: Session, login: str, country: str) -> Customer | None:
    """The customer whom somebody means by an e-mail or a phone number."""
    try:
        if "@" in login:
            return await by_email(session, email_form(login))
        return await by_phone(session, phone_e164(login, country))
    except ValueError:
        return None


async def add(session: Session, customer: Customer) -> None:
    """Write a new customer. Raises Conflict at 'email' or 'phone' when somebody has it."""
    try:
        async with session.begin_nested():
            session.add(customer)
            await session.flush()
    except IntegrityError as taken:
        raise Conflict("phone" if "customers_phone" in str(taken.orig) else "email") from None


def set_name(customer: Customer, name: str) -> None:
    """Seal a name."""
    customer.name_sealed = seal(name)


def set_email(customer: Customer, email: str | None) -> None:
    """Seal an e-mail (in lower case), not verified as yet."""
    customer.email_sealed = seal(email) if email else None
    customer.email_index = email_index(email) if email else None
    customer.email_verified_at = None


def set_phone(customer: Customer, phone: str, verified_at: datetime | None) -> None:
    """Seal a phone (in E.164)."""
    customer.phone_sealed = seal(phone)
    customer.phone_index = phone_index(phone)
    customer.phone_verified_at = verified_at
