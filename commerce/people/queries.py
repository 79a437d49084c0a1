"""Customers and staff as the rest of the shop sees them."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session
from commerce.people.actors import Actor, ActorKind
from commerce.people.models import Customer, Membership, PersonKind, PersonSession, Staff
from commerce.people.rights import Right, rights_of
from commerce.people.sessions import session_behind
from commerce.secrecy import unseal


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer of this shop, in the clear: for that customer and for staff."""

    id: UUID
    name: str
    phone: str | None
    phone_verified: bool
    email: str | None
    email_verified: bool
    has_password: bool
    locale: str
    version: int

    @classmethod
    def of(cls, row: Customer) -> "CustomerView":
        """The view of a row."""
        return cls(
            id=row.id,
            name=unseal(row.name_sealed) if row.name_sealed else "",
            phone=unseal(row.phone_sealed) if row.phone_sealed else None,
            phone_verified=row.phone_verified_at is not None,
            email=unseal(row.email_sealed) if row.email_sealed else None,
            email_verified=row.email_verified_at is not None,
            has_password=row.password_hash is not None,
            locale=row.locale,
            version=row.version,
        )

    @property
    def actor(self) -> Actor:
        """The customer on a timeline."""
        return Actor(ActorKind.CUSTOMER, self.id, self.name)


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of this shop's staff and what they may do in it."""

    id: UUID
    email: str
    name: str
    role: str
    rights: frozenset[Right]
    locale: str

    @property
    def actor(self) -> Actor:
        """The member of staff on a timeline."""
        return Actor(ActorKind.STAFF, self.id, self.name)


async def customer(session: Session, customer_id: UUID) -> CustomerView | None:
    """A customer of the session's shop; none once erased."""
    found = select(Customer).where(Customer.id == customer_id, col(Customer.erased_at).is_(None))
    row = (await session.exec(found)).one_or_none()
    return CustomerView.of(row) if row else None


async def customer_behind(session: Session, token: str | None) -> CustomerView | None:
    """Whose customer session the cookie `token` is in this shop. One round trip."""
    if not token:
        return None
    found = (
        select(Customer)
        .join(PersonSession, col(PersonSession.person_id) == col(Customer.id))
        .where(*session_behind(session.shop_id, PersonKind.CUSTOMER, token))
        .where(col(Customer.erased_at).is_(None))
    )
    row = (await session.exec(found)).one_or_none()
    return CustomerView.of(row) if row else None


async def staff_member(session: Session, staff_id: UUID) -> StaffView | None:
    """A person on the session's shop's staff; none when disabled or when the membership ended."""
    found = (
        select(Staff, Membership)
        .join(Membership, col(Membership.staff_id) == Staff.id)
        .where(Staff.id == staff_id, col(Staff.disabled_at).is_(None))
        .where(Membership.shop_id == session.shop_id, col(Membership.disabled_at).is_(None))
        .where(col(Membership.expires_at).is_(None) | (col(Membership.expires_at) > clock.now()))
    )
    row = (await session.exec(found)).one_or_none()
    if row is None:
        return None
    person, membership = row
    return StaffView(
        id=person.id,
        email=person.email,
        name=person.name,
        role=membership.role,
        rights=rights_of(membership.role),
        locale=person.locale,
    )
