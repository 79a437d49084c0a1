"""Tables of customers, staff, sessions, log-in tickets and SMS codes."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from commerce.db.columns import OfShop, Versioned, id_field, moment, moment_now, sealed


class Customer(OfShop, Versioned, table=True):
    """A customer of one shop. Phone, e-mail and name are sealed; indexes find them."""

    __tablename__ = "customers"
    __table_args__ = (
        Index(
            "customers_phone",
            "shop_id",
            "phone_index",
            unique=True,
            postgresql_where=text("phone_index IS NOT NULL"),
        ),
        Index(
            "customers_email",
            "shop_id",
            "email_index",
            unique=True,
            postgresql_where=text("email_index IS NOT NULL"),
        ),
    )

    id: UUID = id_field()
    name_sealed: bytes | None = sealed(default=None)
    phone_sealed: bytes | None = sealed(default=None)
    phone_index: bytes | None = sealed(default=None)
    phone_verified_at: datetime | None = moment(default=None)
    email_sealed: bytes | None = sealed(default=None)
    email_index: bytes | None = sealed(default=None)
    email_verified_at: datetime | None = moment(default=None)
    password_hash: str | None = None
    locale: str = "en"
    terms_version: str = ""
    created_at: datetime = moment_now(nullable=False)
    erased_at: datetime | None = moment(default=None)


class CustomerAddress(OfShop, Versioned, table=True):
    """An address of a customer's book, sealed whole (commerce.people.contacts.Address)."""

    __tablename__ = "customer_addresses"
    __table_args__ = (Index("customer_addresses_of", "customer_id", "last_used_at"),)

    id: UUID = id_field()
    customer_id: UUID = Field(foreign_key="customers.id", ondelete="CASCADE")
    recipient_sealed: bytes = sealed(nullable=False)
    address_sealed: bytes = sealed(nullable=False)
    is_default: bool = False
    last_used_at: datetime | None = moment(default=None)
    created_at: datetime = moment_now(nullable=False)


class CustomerNote(OfShop, table=True):
    """What a member of staff wrote down about a customer; sealed, as it is about a person."""

    __tablename__ = "customer_notes"
    __table_args__ = (Index("customer_notes_of", "customer_id", "id"),)

    id: UUID = id_field()
    customer_id: UUID = Field(foreign_key="customers.id", ondelete="CASCADE")
    staff_id: UUID = Field(foreign_key="staff.id")
    staff_name: str
    text_sealed: bytes = sealed(nullable=False)
    at: datetime = moment_now(nullable=False)


class Role(StrEnum):
    """What a member of staff is in one shop; see commerce.people.rights."""

    OWNER = "owner"
    MANAGER = "manager"
    CLERK = "clerk"
    VIEWER = "viewer"


class Staff(Versioned, table=True):
    """A person who works for one or more shops."""

    __tablename__ = "staff"

    id: UUID = id_field()
    email: str = Field(unique=True)
    name: str
    password_hash: str | None = None
    locale: str = "en"
    disabled_at: datetime | None = moment(default=None)
    created_at: datetime = moment_now(nullable=False)


class Membership(OfShop, Versioned, table=True):
    """A person's role in one shop, for good, until it expires or is disabled there."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("shop_id", "staff_id", name="memberships_once"),)

    id: UUID = id_field()
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    role: str
    expires_at: datetime | None = moment(default=None)
    disabled_at: datetime | None = moment(default=None)
    created_at: datetime = moment_now(nullable=False)


class SavedView(OfShop, table=True):
    """A list's filters that a member of staff gave a name, for oneself.

    Sealed, as people are looked for by phone and e-mail.
    """

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("shop_id", "staff_id", "name", name="saved_views_once"),)

    id: UUID = id_field()
    staff_id: UUID = Field(foreign_key="staff.id")
    name: str
    query_sealed: bytes = sealed(nullable=False)
    created_at: datetime = moment_now(nullable=False)


class PersonKind(StrEnum):
    """Whom a session belongs to; each has a cookie of its own."""

    CUSTOMER = "customer"
    STAFF = "staff"


class PersonSession(SQLModel, table=True):
    """A signed-in browser: only the hash of its cookie is kept. `shop_id`: where it is valid."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_of_person", "person_id"),)

    token_hash: bytes = sealed(primary_key=True)
    kind: str
    person_id: UUID
    shop_id: UUID = Field(foreign_key="shops.id")
    remembered: bool = False
    created_at: datetime = moment_now(nullable=False)
    expires_at: datetime = moment(nullable=False, index=True)


class LoginTicket(SQLModel, table=True):
    """A log-in that succeeded, to be traded once, within a minute, for a session's cookie."""

    __tablename__ = "login_tickets"

    ticket_hash: bytes = sealed(primary_key=True)
    kind: str
    person_id: UUID
    shop_id: UUID = Field(foreign_key="shops.id")
    remember: bool = False
    expires_at: datetime = moment(nullable=False, index=True)


class VerificationCode(OfShop, table=True):
    """A code sent by SMS or e-mail: its hash, what it is good for, how often it was tried."""

    __tablename__ = "verification_codes"
    __table_args__ = (Index("verification_codes_of", "shop_id", "subject_index", "purpose"),)

    id: UUID = id_field()
    purpose: str
    subject_index: bytes = sealed(nullable=False)
    code_hash: bytes = sealed(nullable=False)
    tries: int = 0
    expires_at: datetime = moment(nullable=False)
    used_at: datetime | None = moment(default=None)
