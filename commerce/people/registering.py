"""A person becomes a customer, at once: with e-mail and password, or with a phone and a code."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from commerce import clock
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, Problem
from commerce.limits import Limit, count
from commerce.messages.writing import NewMessage, write
from commerce.people import finding
from commerce.people.codes import Purpose, read_phone, use_code
from commerce.people.contacts import Plain, email_form
from commerce.people.models import Customer
from commerce.people.parsing import parsed
from commerce.people.passwords import hash_password, password_problem
from commerce.people.queries import CustomerView
from commerce.people.texts import WELCOME, worded
from commerce.settings import settings
from commerce.shops.queries import ShopView

Name = Annotated[str, StringConstraints(max_length=60), Plain]


class Register(BaseModel):
    """A new account by e-mail. `agreed`: to the shop's present terms."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Name
    email: Annotated[str, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(max_length=1000)]
    agreed: bool

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


class EnterByPhone(BaseModel):
    """A phone and the code that was texted to it: logs in, or makes the account first."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    phone: Annotated[str, StringConstraints(max_length=32)]
    code: Annotated[str, StringConstraints(max_length=32)]
    name: Name = ""

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


class AskCode(BaseModel):
    """The phone that a code shall go to."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    phone: Annotated[str, StringConstraints(max_length=32)]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


async def register(
    session: Session, shop: ShopView, command: Register, *, locale: str, client_ip: str
) -> CustomerView:
    """Make an account that works at once. Raises InvalidInput, Conflict at 'email', TooMany."""
    await count(Limit.REGISTER_IP, client_ip)
    email = _checked(command)
    hashed = await hash_password(command.password)
    if await finding.by_email(session, email) is not None:
        raise Conflict("email")
    customer = Customer(
        shop_id=shop.id, password_hash=hashed, locale=locale, terms_version=shop.terms_version
    )
    finding.set_name(customer, command.name)
    finding.set_email(customer, email)
    await finding.add(session, customer)
    link = f"{settings().public_url}{'' if locale == 'en' else '/' + locale}/account/"
    facts = {"shop": shop.name, "name": command.name, "link": link}
    subject, text = worded(WELCOME, locale, **facts)
    await write(
        session, NewMessage(f"welcome:{customer.id}", "email", "welcome", email, subject, text)
    )
    return CustomerView.of(customer)


async def enter_by_phone(
    session: Session, shop: ShopView, command: EnterByPhone, *, locale: str, client_ip: str
) -> CustomerView:
    """The customer with that phone, made if there is none. Raises InvalidInput, TooMany."""
    await count(Limit.LOGIN_IP, client_ip)
    phone = read_phone(command.phone, shop.country)
    if not command.code.strip():
        raise InvalidInput.of("code", "required")
    await use_code(session, Purpose.LOG_IN, phone, command.code)
    customer = await finding.by_phone(session, phone)
    if customer is None:
        customer = Customer(shop_id=shop.id, locale=locale, terms_version=shop.terms_version)
        finding.set_name(customer, command.name)
        finding.set_phone(customer, phone, clock.now())
        await finding.add(session, customer)
    elif customer.phone_verified_at is None:
        customer.phone_verified_at = clock.now()
    return CustomerView.of(customer)


def _checked(command: Register) -> str:
    """The e-mail in its form. Raises InvalidInput with all that is wrong at once."""
    problems: list[Problem] = []
    email = ""
    try:
        email = email_form(command.email)
    except ValueError:
        problems.append(Problem("email", "email" if command.email.strip() else "required"))
    about = (email or command.email, command.name)
    if (found := password_problem(command.password, *about)) is not None:
        problems.append(found if command.password else Problem("password", "required"))
    if not command.agreed:
        problems.append(Problem("agreed", "terms"))
    if not command.name:
        problems.append(Problem("name", "required"))
    if problems:
        raise InvalidInput(problems)
    return email
