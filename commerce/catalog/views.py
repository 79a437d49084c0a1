"""What reads of the catalogue return: frozen, in one language, ready for any face."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from commerce.money import Money

OptionMaps: TypeAlias = tuple[dict[str, dict[str, str]], ...]
Sort = Literal["relevance", "popular", "newest", "price_up", "price_down"]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A shelf and how many products stand on it."""

    id: UUID
    slug: str
    name: str
    picture_id: UUID | None
    product_count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which products are asked for. `options`: (("Size", ("M", "L")), ...), any of each."""

    category: str | None = None
    query: str = ""
    price_min: int | None = None
    price_max: int | None = None
    in_stock: bool = False
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def offered(self) -> bool:
        """Whether a price or being in stock is asked for."""
        return self.in_stock or self.price_min is not None or self.price_max is not None


EVERYTHING = Shelf()


@dataclass(frozen=True, slots=True)
class Rating:
    """What buyers think of a product: the sum of their stars, and how many they are."""

    stars: int = 0
    reviews: int = 0

    @property
    def tenths(self) -> int:
        """The average in tenths of a star, halves upwards; 0 before the first review."""
        return (self.stars * 20 + self.reviews) // (self.reviews * 2) if self.reviews else 0


NOT_RATED = Rating()


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list. `price` is that of its cheapest variant; `few_left` a small number."""

    id: UUID
    slug: str
    kind: str
    name: str
    summary: str
    picture_id: UUID | None
    price: Money
    compare_at: Money | None
    one_price: bool
    sold_out: bool
    few_left: int | None
    rating: Rating = NOT_RATED


@dataclass(frozen=True, slots=True)
class OptionValue:
    """A value to filter by: `key` is what Shelf.options takes."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class OptionFacet:
    """An option to filter by, with its values."""

    key: str
    label: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category, and how many of what was searched for stand in it."""

    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts for the filters; prices are the shelf's span in minor units.

    `categories`: only of what was searched for.

    `more`: the shelf is so long that only its most popular products were counted.
    """

    total: int
    in_stock: int
    price_min: int | None
    price_max: int | None
    options: tuple[OptionFacet, ...]
    more: bool = False
    categories: tuple[CategoryCount, ...] = ()


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of a shelf; `facets` come with the first page only.

    `meant`: the words that were looked for instead of those that nothing carries.
    """

    items: tuple[ProductCard, ...]
    next_cursor: str | None
    facets: Facets | None
    meant: str = ""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option of a variant, in one language."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class VariantView:
    """A buyable form. `available` is None where nothing runs out; `low` when few are left."""

    id: UUID
    sku: str
    options: tuple[OptionView, ...]
    price: Money
    compare_at: Money | None
    price_version: int
    available: int | None
    low: bool
    weight_grams: int
    units: int = 1


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product with the variants that can be bought now."""

    id: UUID
    slug: str
    kind: str
    name: str
    summary: str
    description: str
    description_version: int
    category_slug: str | None
    category_name: str
    tax_class: str
    picture_ids: tuple[UUID, ...]
    variants: tuple[VariantView, ...]
    rating: Rating = NOT_RATED

    @property
    def sold_out(self) -> bool:
        """Whether nothing of it can be bought now."""
        return all(variant.available == 0 for variant in self.variants)


@dataclass(frozen=True, slots=True)
class PricedVariant:
    """A variant with all that carts, pricing and an order's snapshot need.

    `active`: sold at this moment; `available`: None where nothing runs out.
    """

    variant_id: UUID
    product_id: UUID
    sku: str
    slug: str
    kind: str
    name: dict[str, str]
    options: OptionMaps
    picture_id: UUID | None
    description_version: int
    weight_grams: int
    tax_class: str
    unit: Money
    price_version: int
    active: bool
    available: int | None
    units: int = 1
