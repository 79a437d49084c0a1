"""Tables of the catalogue. Texts are locale maps: {"en": "Tea", "zh": "茶"}."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import (
    OfShop,
    Versioned,
    id_field,
    json_value,
    minor_units,
    moment,
    moment_now,
    sealed,
)


class Category(OfShop, Versioned, table=True):
    """A shelf of the catalogue."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("shop_id", "slug", name="categories_slug"),)

    id: UUID = id_field()
    slug: str
    name: dict[str, str] = json_value(nullable=False)
    picture_id: UUID | None = None
    position: int = 0


class ProductState(StrEnum):
    """Whether customers see a product."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class Product(OfShop, Versioned, table=True):
    """What is sold; its variants carry SKU, price and stock.

    `description_version` grows with each change of name, summary or description; the texts of
    each version are kept in ProductText, so that an order can show what it was sold under.
    """

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("shop_id", "slug", name="products_slug"),
        Index("products_shelf", "shop_id", "category_id", "id"),
        Index("products_popular", "shop_id", "popularity"),
    )

    id: UUID = id_field()
    slug: str
    kind: str = "goods"
    state: str = Field(default=ProductState.DRAFT)
    name: dict[str, str] = json_value(nullable=False)
    summary: dict[str, str] = json_value(nullable=False)
    description: dict[str, str] = json_value(nullable=False)
    description_version: int = 1
    category_id: UUID | None = Field(default=None, foreign_key="categories.id")
    tax_class: str = "standard"
    picture_id: UUID | None = None
    popularity: int = 0
    created_at: datetime = moment_now(nullable=False)


class ProductText(OfShop, table=True):
    """The texts of one version of a product's description."""

    __tablename__ = "product_texts"

    product_id: UUID = Field(primary_key=True, foreign_key="products.id")
    description_version: int = Field(primary_key=True)
    name: dict[str, str] = json_value(nullable=False)
    summary: dict[str, str] = json_value(nullable=False)
    description: dict[str, str] = json_value(nullable=False)
    written_at: datetime = moment_now(nullable=False)


class ProductRating(OfShop, table=True):
    """What buyers think of a product: the sum of their stars, and how many they are.

    Counted by `commerce.reviews`, from the reviews that are shown.
    """

    __tablename__ = "product_ratings"

    product_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    stars: int = 0
    reviews: int = 0


class Variant(OfShop, Versioned, table=True):
    """One buyable form of a product.

    `options`: [{"name": {"en": "Size"}, "value": {"en": "M"}}, ...], in the order shown.
    `units`: how many of what its kind counts are in it (1,000 impressions); 1 for goods.
    """

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("shop_id", "sku", name="variants_sku"),
        CheckConstraint("units > 0", "variants_units"),
        Index("variants_of", "product_id", "position"),
    )

    id: UUID = id_field()
    product_id: UUID = Field(foreign_key="products.id")
    sku: str
    options: list[dict[str, dict[str, str]]] = json_value(default_factory=list, nullable=False)
    weight_grams: int = 0
    units: int = 1
    position: int = 0
    active: bool = True


class Price(OfShop, table=True):
    """What a variant costs in a currency from a moment on; the newest that is valid counts.

    `version` grows by one with each price of the variant: an order carries it.
    """

    __tablename__ = "prices"
    __table_args__ = (
        UniqueConstraint("variant_id", "currency", "version", name="prices_version"),
        CheckConstraint("amount_minor >= 0", "prices_amount"),
        CheckConstraint("valid_until > valid_from", "prices_period"),
        Index("prices_of_shop", "shop_id", "variant_id"),
    )

    id: UUID = id_field()
    variant_id: UUID = Field(foreign_key="variants.id")
    currency: str
    amount_minor: int = minor_units(nullable=False)
    compare_at_minor: int | None = minor_units(default=None)
    valid_from: datetime = moment_now(nullable=False)
    valid_until: datetime | None = moment(default=None)
    version: int = 1


class VariantFile(OfShop, table=True):
    """The file that buyers of a variant may load down, as it was uploaded."""

    __tablename__ = "variant_files"

    variant_id: UUID = Field(primary_key=True, foreign_key="variants.id")
    name: str
    media_type: str
    size: int
    content: bytes = sealed(nullable=False)
    uploaded_at: datetime = moment_now(nullable=False)


class Picture(OfShop, table=True):
    """A picture that we re-encoded (WebP), served at /media/<id>.webp."""

    __tablename__ = "pictures"
    __table_args__ = (
        Index(
            "pictures_digest",
            "shop_id",
            "digest",
            unique=True,
            postgresql_where=text("digest IS NOT NULL"),
        ),
    )

    id: UUID = id_field()
    digest: bytes = sealed(nullable=False)
    large: bytes = sealed(nullable=False)
    small: bytes = sealed(nullable=False)
    width: int
    height: int
    created_at: datetime = moment_now(nullable=False)
