"""The forms that columns take, so that every table says the same thing the same way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from commerce import clock
from commerce.ids import new_id


def id_field(**more: Any) -> Any:
    """A UUIDv7 primary key, made here."""
    return Field(default_factory=new_id, primary_key=True, **more)


def moment(**more: Any) -> Any:
    """An aware UTC moment."""
    return Field(sa_type=DateTime(timezone=True), **more)  # pyright: ignore[reportArgumentType, reportCallIssue]


def moment_now(**more: Any) -> Any:
    """An aware UTC moment, by default the present one."""
    return moment(default_factory=clock.now, **more)


def minor_units(**more: Any) -> Any:
    """An amount in minor units of the row's currency."""
    return Field(sa_type=BigInteger, **more)


def json_value(**more: Any) -> Any:
    """A JSONB value."""
    return Field(sa_type=JSONB, **more)


def sealed(**more: Any) -> Any:
    """Bytes that `commerce.secrecy` sealed, or an index over such."""
    return Field(sa_type=LargeBinary, **more)


def state_field(**more: Any) -> Any:
    """A StrEnum kept as text."""
    return Field(sa_type=String, **more)


class OfShop(SQLModel):
    """A row that belongs to one shop; a transaction sees its own shop's rows alone."""

    shop_id: UUID = Field(default=None, nullable=False)


class Versioned(SQLModel):
    """A row that people edit: a save with an old `version` is refused."""

    version: int = Field(default=1, nullable=False)
    updated_at: datetime = moment_now(nullable=False)
