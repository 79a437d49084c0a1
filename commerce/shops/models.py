"""Tables of shops, their host names, tax rates and ways to pay."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from commerce.db.columns import (
    OfShop,
    Versioned,
    id_field,
    json_value,
    minor_units,
    moment_now,
    sealed,
)


class Shop(Versioned, table=True):
    """One shop of the installation.

    `hold_minutes`: how long unpaid orders hold stock. `unpaid_most`: how many of them one
    customer, phone or e-mail may have at a time. `tell_all_waiting`: everybody who waits for a
    variant is told at once that it is back, not only as many as there are pieces.
    """

    __tablename__ = "shops"
    __table_args__ = (
        CheckConstraint("hold_minutes BETWEEN 1 AND 10080", "shops_hold_minutes"),
        CheckConstraint("unpaid_most BETWEEN 1 AND 100000", "shops_unpaid_most"),
    )

    id: UUID = id_field()
    slug: str = Field(unique=True)
    name: str
    currency: str
    time_zone: str
    country: str
    locale: str = "en"
    hold_minutes: int = 15
    unpaid_most: int = 20
    prices_include_tax: bool = True
    ordering_paused: bool = False
    tell_all_waiting: bool = False
    terms_version: str = "2026-11"
    created_at: datetime = moment_now(nullable=False)


class ShopHost(SQLModel, table=True):
    """A host name that leads to a shop."""

    __tablename__ = "shop_hosts"

    host: str = Field(primary_key=True)
    shop_id: UUID = Field(foreign_key="shops.id", index=True)


class ShopTerms(OfShop, table=True):
    """The words that customers agree to: a row a publication, which is never changed.

    `Shop.terms_version` names the present one, `Order.terms_version` the one that was agreed to.
    `text`: {"en": "..."}; paragraphs stand apart by an empty line, headings begin with "# ".
    """

    __tablename__ = "shop_terms"
    __table_args__ = (UniqueConstraint("shop_id", "version", name="shop_terms_version"),)

    id: UUID = id_field()
    version: str
    text: dict[str, str] = json_value(nullable=False)
    published_at: datetime = moment_now(nullable=False)


class TaxRate(OfShop, Versioned, table=True):
    """The tax on a class of goods for a destination; an empty region is the whole country."""

    __tablename__ = "tax_rates"
    __table_args__ = (
        UniqueConstraint("shop_id", "tax_class", "country", "region", name="tax_rates_place"),
        CheckConstraint("rate_ppm BETWEEN 0 AND 1000000", "tax_rates_rate"),
    )

    id: UUID = id_field()
    tax_class: str
    country: str
    region: str = ""
    rate_ppm: int
    name: str


class PaymentMethod(OfShop, Versioned, table=True):
    """What a merchant says of one way to pay. One without a row is as it comes.

    `most_minor`: the largest total that may be paid by it; none: any. Of bank transfers,
    `details_sealed` is the account and `days` how long one is waited for.
    """

    __tablename__ = "payment_methods"
    __table_args__ = (
        UniqueConstraint("shop_id", "code", name="payment_methods_code"),
        CheckConstraint("most_minor > 0", "payment_methods_most"),
    )

    id: UUID = id_field()
    code: str
    enabled: bool
    position: int
    most_minor: int | None = minor_units(default=None)
    details_sealed: bytes | None = sealed(default=None)
    days: int | None = None
