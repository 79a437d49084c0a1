"""What the API answers about what is sold, sent and paid."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.shapes import Amount, Shape
from commerce.catalog.views import Rating


class RatingItem(Shape):
    """What buyers think: the average of their stars, and how many they are."""

    average: float = Field(examples=[4.6])
    reviews: int

    @classmethod
    def of(cls, rating: Rating) -> "RatingItem | None":
        """None before the first review."""
        return cls(average=rating.tenths / 10, reviews=rating.reviews) if rating.reviews else None


class ProductItem(Shape):
    """A product in a list; `full=true` adds the members that may be missing."""

    slug: str
    name: str
    kind: str
    price: Amount
    compare_at: Amount | None = None
    summary: str | None = None
    picture: str | None = None
    sold_out: bool | None = None
    rating: RatingItem | None = None


class ProductList(Shape):
    """One page of products. No `next_cursor`: this is the last page."""

    items: list[ProductItem]
    next_cursor: str | None


class WishList(Shape):
    """The products of a wish list that are on sale, the newest wish first."""

    items: list[ProductItem]


class Option(Shape):
    """One option of a variant in the language asked for."""

    name: str = Field(examples=["Size"])
    value: str = Field(examples=["M"])


class VariantItem(Shape):
    """A buyable form. `available` is null where nothing runs out."""

    sku: str
    options: list[Option]
    price: Amount
    available: int | None


class ProductDetail(Shape):
    """A product; `inputs_schema` (JSON Schema) says what a line of it asks of the customer."""

    slug: str
    name: str
    kind: str
    inputs_schema: dict[str, Any]
    variants: list[VariantItem]
    summary: str | None = None
    description: str | None = None
    category: str | None = None
    pictures: list[str] | None = None
    rating: RatingItem | None = None


class SuggestedProductItem(Shape):
    """A product that fits what was typed; `price_text` is for the eye, in the language asked for."""

    slug: str
    name: str
    price: Amount
    price_text: str = Field(examples=["From CN¥29.00"])
    picture: str | None


class SuggestedCategoryItem(Shape):
    """A category whose name holds what was typed."""

    slug: str
    name: str


class SuggestionList(Shape):
    """`words`: whole queries. `meant`: what was looked for instead of a typo, if anything was."""

    words: list[str]
    categories: list[SuggestedCategoryItem]
    products: list[SuggestedProductItem]
    meant: str | None


class CategoryItem(Shape):
    """A shelf of the catalogue."""

    slug: str
    name: str
    product_count: int
    picture: str | None


class CategoryList(Shape):
    """All shelves, in their order."""

    items: list[CategoryItem]


class DeliveryMethodItem(Shape):
    """A way to send parcels; `full=true` adds the members that may be missing."""

    code: str
    name: str
    price: Amount
    summary: str | None = None
    free_from: Amount | None = None
    night: bool | None = None
    arrives_from: date | None = None
    arrives_until: date | None = None
    order_by: datetime | None = None


class DeliveryMethodList(Shape):
    """The methods in use, in their order."""

    items: list[DeliveryMethodItem]


class PaymentMethodList(Shape):
    """The ways to pay on offer."""

    items: list[str] = Field(examples=[["wechat", "alipay", "card"]])
