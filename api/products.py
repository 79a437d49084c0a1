"""What is sold, how it is sent and how it is paid: open to everybody."""

import re
from enum import Enum
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.documenting import PREFIX, refusals
from api.guards import asking, visiting
from api.shapes import Amount
from api.shapes_catalogue import (
    CategoryItem,
    CategoryList,
    DeliveryMethodItem,
    DeliveryMethodList,
    Option,
    PaymentMethodList,
    ProductDetail,
    ProductItem,
    ProductList,
    RatingItem,
    VariantItem,
)
from commerce.catalog import queries
from commerce.catalog.kinds import kind_of
from commerce.catalog.known_pages import known_cards
from commerce.catalog.queries import CardPage, ProductCard, Shelf
from commerce.catalog.views import Sort, VariantView
from commerce.delivery.queries import delivery_methods
from commerce.errors import NotFound
from commerce.payments import methods
from commerce.people.contacts import Plain

router = APIRouter(prefix=PREFIX)
CATALOGUE: list[str | Enum] = ["Catalogue"]
ORDERING: list[str | Enum] = ["Ordering"]
SLUG = re.compile(r"[\w-]{1,120}")


class ProductQuery(BaseModel):
    """Which products, in what order, from where on."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, Plain, Field(max_length=200, description="Words to search for")] = ""
    category: Annotated[str, Plain, Field(max_length=80, description="A category's slug")] = ""
    cursor: Annotated[str, Field(max_length=300, description="Empty: the first page")] = ""
    sort: Annotated[
        Sort | None, Field(description="Default: relevance with words, else popular")
    ] = None
    price_min: Annotated[int, Field(ge=0, le=10**15)] | None = None
    price_max: Annotated[int, Field(ge=0, le=10**15)] | None = None
    in_stock: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 24
    full: Annotated[bool, Field(description="With summary, picture and more")] = False

    @property
    def order(self) -> Sort:
        """What the list is sorted by."""
        return self.sort or ("relevance" if self.q.strip() else "popular")

    @property
    def shelf(self) -> Shelf:
        """What the catalogue is asked for."""
        category = self.category or None
        return Shelf(category, self.q, self.price_min, self.price_max, self.in_stock)


@router.get(
    "/products",
    response_model=ProductList,
    response_model_exclude_unset=True,
    responses=refusals(404),
    tags=CATALOGUE,
)
async def list_products(request: Request, asked: Annotated[ProductQuery, Query()]) -> Response:
    """Products in the request's Accept-Language, a page at a time."""
    page = await _page(request, asked)
    return _spoken(
        ProductList(
            items=[product_item(card, full=asked.full) for card in page.items],
            next_cursor=page.next_cursor,
        )
    )


@router.get(
    "/products/{slug}",
    response_model=ProductDetail,
    response_model_exclude_unset=True,
    responses=refusals(404),
    tags=CATALOGUE,
)
async def show_product(
    request: Request,
    slug: str,
    *,
    full: Annotated[bool, Query(description="With description and pictures")] = False,
) -> Response:
    """One product with the variants that can be bought now."""
    if not SLUG.fullmatch(slug):
        raise NotFound("product")
    async with visiting(request) as at:
        page = await queries.product_page(at.session, at.shop, slug, at.locale)
    more = {
        "summary": page.summary,
        "description": page.description,
        "category": page.category_slug,
        "pictures": [media_path(picture) for picture in page.picture_ids],
        "rating": RatingItem.of(page.rating),
    }
    return _spoken(
        ProductDetail(
            slug=page.slug,
            name=page.name,
            kind=page.kind,
            inputs_schema=_inputs_schema(page.kind),
            variants=[_variant(variant) for variant in page.variants],
            **(more if full else {}),
        )
    )


@router.get("/categories", response_model=CategoryList, responses=refusals(404), tags=CATALOGUE)
async def list_categories(request: Request, response: Response) -> CategoryList:
    """The shelves of the catalogue, in their order."""
    async with visiting(request) as at:
        found = await queries.categories(at.session, at.locale)
    response.headers["vary"] = "accept-language"
    return CategoryList(
        items=[
            CategoryItem(
                slug=each.slug,
                name=each.name,
                product_count=each.product_count,
                picture=media_path(each.picture_id) if each.picture_id else None,
            )
            for each in found
        ]
    )


@router.get(
    "/delivery-methods",
    response_model=DeliveryMethodList,
    response_model_exclude_unset=True,
    responses=refusals(404, 422),
    tags=ORDERING,
)
async def list_delivery_methods(
    request: Request,
    response: Response,
    *,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Where to")] = None,
    full: Annotated[bool, Query(description="With arrival and thresholds")] = False,
) -> DeliveryMethodList:
    """The ways to send parcels, with when they arrive if ordered now."""
    async with visiting(request) as at:
        methods = await delivery_methods(at.session, at.shop, at.locale, country)
    items: list[DeliveryMethodItem] = []
    for method in methods:
        more = {
            "summary": method.summary,
            "free_from": Amount.of(method.free_from) if method.free_from else None,
            "night": method.night,
            "arrives_from": method.arrival.earliest,
            "arrives_until": method.arrival.latest,
            "order_by": method.arrival.order_by,
        }
        price = Amount.of(method.price)
        base = {"code": method.code, "name": method.name, "price": price}
        items.append(DeliveryMethodItem(**base, **(more if full else {})))
    response.headers["vary"] = "accept-language"
    return DeliveryMethodList(items=items)


@router.get(
    "/payment-methods",
    response_model=PaymentMethodList,
    responses=refusals(404),
    tags=ORDERING,
)
async def list_payment_methods(request: Request) -> PaymentMethodList:
    """The ways to pay on offer."""
    async with visiting(request) as at:
        return PaymentMethodList(items=list(methods.offered(at.shop)))


def media_path(picture_id: UUID) -> str:
    """Where a picture is served."""
    return f"/media/{picture_id}.webp"


@cache
def _inputs_schema(kind: str) -> dict[str, Any]:
    return kind_of(kind).inputs_model.model_json_schema()


def _spoken(answer: BaseModel) -> Response:
    """An answer of ours as it is: to check it again costs the framework more than to make it."""
    return Response(
        answer.model_dump_json(exclude_unset=True),
        media_type="application/json",
        headers={"vary": "accept-language"},
    )


async def _page(request: Request, asked: ProductQuery) -> CardPage:
    """The page that was asked for; one that tells of stock is always read."""
    how = {"sort": asked.order, "cursor": asked.cursor or None, "limit": asked.limit}
    if not (asked.full or asked.in_stock):
        at = await asking(request)
        return await known_cards(at.shop, at.locale, asked.shelf, **how)
    async with visiting(request) as at:
        return await queries.product_cards(
            at.session, at.shop, at.locale, asked.shelf, **how, with_facets=False
        )


def product_item(card: ProductCard, *, full: bool) -> ProductItem:
    base = {"slug": card.slug, "name": card.name, "kind": card.kind, "price": Amount.of(card.price)}
    if not full:
        return ProductItem(**base)
    return ProductItem(
        **base,
        compare_at=Amount.of(card.compare_at) if card.compare_at else None,
        summary=card.summary,
        picture=media_path(card.picture_id) if card.picture_id else None,
        sold_out=card.sold_out,
        rating=RatingItem.of(card.rating),
    )


def _variant(variant: VariantView) -> VariantItem:
    return VariantItem(
        sku=variant.sku,
        options=[Option(name=option.name, value=option.value) for option in variant.options],
        price=Amount.of(variant.price),
        available=variant.available,
    )
