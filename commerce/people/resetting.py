"""A new password for who forgot the old one: by a code to the phone or a link to the e-mail.

Whoever asks learns nothing: asking takes the same way and gives the same answer for an account
that is not there, and a job finds out whom to write.
"""

import base64
from datetime import timedelta
from typing import Annotated, Self
from uuid import UUID

import procrastinate
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import col, delete, select

from commerce import clock
from commerce.db.session import Session, transaction
from commerce.errors import InvalidInput
from commerce.ids import new_token
from commerce.limits import Limit, count
from commerce.messages.writing import NewMessage, write
from commerce.people import codes, sessions
from commerce.people.codes import Purpose
from commerce.people.contacts import phone_index
from commerce.people.models import Customer, LoginTicket, PersonKind, VerificationCode
from commerce.people.parsing import parsed
from commerce.people.passwords import checked_and_hashed, password_problem
from commerce.people.profile import tell_password_changed
from commerce.people.queries import CustomerView
from commerce.people.reaching import Reached, read_reach
from commerce.people.texts import RESET_CODE, RESET_LINK, worded
from commerce.queue import defer, queue
from commerce.secrecy import seal, unseal
from commerce.settings import settings
from commerce.shops.queries import ShopView, shop_by_id

LINK_LIFE = timedelta(minutes=30)
RETRY = procrastinate.RetryStrategy(max_attempts=5, exponential_wait=3)


class UseReset(BaseModel):
    """A new password, and what proves who wants it: the link's token, or a phone and its code."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    link: Annotated[str, StringConstraints(max_length=200)] = ""
    phone: Annotated[str, StringConstraints(max_length=32)] = ""
    code: Annotated[str, StringConstraints(max_length=32)] = ""
    password: Annotated[str, StringConstraints(max_length=1000)]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


async def ask_reset(
    session: Session, shop: ShopView, login: str, *, locale: str, client_ip: str
) -> Reached:
    """Have a code or a link sent, if there is such an account. Raises InvalidInput, TooMany."""
    reached = read_reach(login, shop.country, "login")
    await count(Limit.CODE_IP, client_ip)
    await count(Limit.RESET_ACCOUNT, f"{shop.id}:{reached.index.hex()}")
    to = base64.b64encode(seal(reached.reach)).decode()
    await defer(session, send_reset, shop=str(shop.id), to=to, locale=locale)
    return reached


@queue.task(name="people.send_reset", retry=RETRY)
async def send_reset(shop: str, to: str, locale: str) -> None:
    """Write to whom the account with that phone or e-mail belongs; to nobody if there is none."""
    reach: str = unseal(base64.b64decode(to))
    reached = Reached("email" if "@" in reach else "phone", reach)
    async with transaction(UUID(shop)) as session:
        seller = await shop_by_id(session, UUID(shop))
        # Kept for nobody's phone too: a stranger's tries at a code end after as many.
        code = codes.new_code() if reached.way == "phone" else new_token()
        life = codes.LIFE if reached.way == "phone" else LINK_LIFE
        row = await codes.keep_code(session, Purpose.RESET_PASSWORD, reached.index, code, life)
        if await _customer(session, reached.index) is not None:
            await write(session, _message(seller, reached, row, code, locale))


async def use_reset(
    session: Session, shop: ShopView, command: UseReset, *, client_ip: str
) -> CustomerView:
    """Set the password and end every session. Raises InvalidInput at 'code', 'password', TooMany."""
    await count(Limit.LOGIN_IP, client_ip)
    if (wrong := password_problem(command.password)) is not None:
        raise InvalidInput([wrong])  # before the code, which has few tries
    index = await _proven(session, shop, command)
    customer = await _customer(session, index)
    if customer is None:
        raise InvalidInput.of("code", "wrong_code")
    now = CustomerView.of(customer)
    customer.password_hash = await checked_and_hashed(command.password, now.email, now.name)
    if index == customer.email_index:
        customer.email_verified_at = clock.now()
    else:
        customer.phone_verified_at = clock.now()
    customer.version += 1
    await _end_all(session, customer)
    changed = CustomerView.of(customer)
    await tell_password_changed(session, shop, changed)
    return changed


async def _proven(session: Session, shop: ShopView, command: UseReset) -> bytes:
    """The index of the phone or e-mail that the code or link went to, which is spent by that."""
    if not command.link:
        if not command.code.strip():
            raise InvalidInput.of("code", "required")
        phone = codes.read_phone(command.phone, shop.country)
        await codes.use_code(session, Purpose.RESET_PASSWORD, phone, command.code)
        return phone_index(phone)
    name, _, secret = command.link.partition(".")
    try:
        row = await session.get(VerificationCode, UUID(name))
    except ValueError:
        row = None
    if row is None or row.purpose != Purpose.RESET_PASSWORD:
        raise InvalidInput.of("code", "old_link")
    try:
        await codes.spend_code(session, Purpose.RESET_PASSWORD, row.subject_index, secret)
    except InvalidInput:
        raise InvalidInput.of("code", "old_link") from None
    return row.subject_index


async def _customer(session: Session, index: bytes) -> Customer | None:
    found = select(Customer).where(
        (col(Customer.phone_index) == index) | (col(Customer.email_index) == index),
        col(Customer.erased_at).is_(None),
    )
    return (await session.exec(found.with_for_update())).one_or_none()


async def _end_all(session: Session, customer: Customer) -> None:
    """Whatever let somebody into this account lets nobody in any more."""
    await sessions.end_all_sessions(session, PersonKind.CUSTOMER, customer.id)
    await session.exec(delete(LoginTicket).where(col(LoginTicket.person_id) == customer.id))
    reached = [index for index in (customer.phone_index, customer.email_index) if index]
    await codes.end_codes(session, Purpose.RESET_PASSWORD, *reached)


def _message(
    shop: ShopView, reached: Reached, row: VerificationCode, code: str, locale: str
) -> NewMessage:
    about = f"reset:{row.id}"
    if reached.way == "phone":
        minutes = int(codes.LIFE.total_seconds() // 60)
        subject, text = worded(RESET_CODE, locale, shop=shop.name, code=code, minutes=minutes)
        return NewMessage(about, "sms", "code", reached.reach, subject, text, secret=True)
    prefix = "" if locale == "en" else f"/{locale}"
    link = f"{settings().public_url}{prefix}/reset/?link={row.id.hex}.{code}"
    minutes = int(LINK_LIFE.total_seconds() // 60)
    subject, text = worded(RESET_LINK, locale, shop=shop.name, link=link, minutes=minutes)
    return NewMessage(about, "email", "reset_link", reached.reach, subject, text, secret=True)
