"""Logging in with a password: one answer and one time for unknown and wrong."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import InvalidInput
from commerce.limits import Limit, count, forgive
from commerce.people import finding
from commerce.people.models import Membership, Staff
from commerce.people.parsing import parsed
from commerce.people.passwords import hash_password, is_outdated, is_password
from commerce.people.queries import CustomerView, StaffView, staff_member
from commerce.secrecy import blind_index
from commerce.shops.queries import ShopView


class LogIn(BaseModel):
    """An e-mail or phone, and the password."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    login: Annotated[str, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(max_length=1000)]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput; empty fields are named as such."""
        command = parsed(cls, given)
        for name in ("login", "password"):
            if not getattr(command, name).strip():
                raise InvalidInput.of(name, "required")
        return command


async def log_in(
    session: Session, shop: ShopView, command: LogIn, *, client_ip: str
) -> CustomerView:
    """The customer with that log-in. Raises InvalidInput 'wrong_login' at 'password', TooMany."""
    account = await _counted("customer", shop, command, client_ip)
    customer = await finding.by_login(session, command.login.strip(), shop.country)
    kept = customer.password_hash if customer else None
    if not await is_password(kept, command.password) or customer is None or kept is None:
        raise InvalidInput.of("password", "wrong_login")
    if is_outdated(kept):
        customer.password_hash = await hash_password(command.password)
    await forgive(Limit.LOGIN_ACCOUNT, account)
    return CustomerView.of(customer)


async def log_in_staff(
    session: Session, shop: ShopView, command: LogIn, *, client_ip: str
) -> StaffView:
    """The member of this shop's staff with that e-mail. Refuses like `log_in`."""
    account = await _counted("staff", shop, command, client_ip)
    person = await _staff(session, command.login)
    kept = person.password_hash if person else None
    right = await is_password(kept, command.password)
    staff = await staff_member(session, person.id) if person else None
    if not right or staff is None or person is None or kept is None:
        raise InvalidInput.of("password", "wrong_login")
    if is_outdated(kept):
        person.password_hash = await hash_password(command.password)
    await forgive(Limit.LOGIN_ACCOUNT, account)
    return staff


async def _counted(kind: str, shop: ShopView, command: LogIn, client_ip: str) -> str:
    await count(Limit.LOGIN_IP, client_ip)
    whom = blind_index("login", f"{kind}:{shop.id}:{command.login.strip().lower()}").hex()
    await count(Limit.LOGIN_ACCOUNT, whom)
    return whom


async def _staff(session: Session, email: str) -> Staff | None:
    found = (
        select(Staff)
        .join(Membership, col(Membership.staff_id) == Staff.id)
        .where(Staff.email == email.strip().lower(), Membership.shop_id == session.shop_id)
        .where(col(Membership.expires_at).is_(None) | (col(Membership.expires_at) > clock.now()))
    )
    return (await session.exec(found)).one_or_none()
