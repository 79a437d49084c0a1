"""Reading a cart: its lines as they would be sold now, priced together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from commerce.carts import pricing
from commerce.carts.editing import CartOwner, draft_of, find_cart, owned_by
from commerce.carts.models import Cart, CartLine
from commerce.carts.price_list import thresholds
from commerce.carts.pricing import LineToPrice, PricedLine, Quote, Threshold
from commerce.catalog.kinds.inputs import Answered, answered, opened_inputs
from commerce.catalog.queries import PricedVariant, priced_variants
from commerce.catalog.texts import localized, option_text
from commerce.db.session import Session
from commerce.money import Money
from commerce.shops.queries import ShopView
from commerce.shops.tax import TaxTable, tax_table


@dataclass(frozen=True, slots=True)
class CartLineView:
    """One line. `problem`: '' or 'gone' (no longer sold), 'sold_out', 'too_many' (see available)."""

    product_id: UUID
    sku: str
    slug: str
    name: str
    options: str
    picture_id: UUID | None
    quantity: int
    available: int | None
    unit: Money
    discount: Money
    total: Money
    inputs: dict[str, Any]
    answers: tuple[Answered, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart in one language. The quote covers the lines without 'gone', before delivery."""

    lines: tuple[CartLineView, ...]
    quote: Quote
    pieces: int
    place_key: UUID | None
    draft: dict[str, str]
    grams: int = 0

    @property
    def ready(self) -> bool:
        """Whether it can be ordered as it stands."""
        return bool(self.lines) and not any(line.problem for line in self.lines)


@dataclass(frozen=True, slots=True)
class CartFound:
    """A cart's rows, and its lines' variants by id as far as they have a price now."""

    cart: Cart | None
    lines: list[CartLine]
    variants: dict[UUID, PricedVariant]


async def cart_view(session: Session, shop: ShopView, owner: CartOwner, locale: str) -> CartView:
    """The owner's cart; an empty view when there is none."""
    found = await read_cart(session, shop, owner)
    return view_of(found, shop, locale, await tax_table(session), await thresholds(session))


async def read_cart(session: Session, shop: ShopView, owner: CartOwner) -> CartFound:
    """The owner's cart as it lies there; without lines when there is none."""
    cart = await find_cart(session, owner)
    lines = await _lines(session, cart)
    wanted = [line.variant_id for line in lines]
    variants = await priced_variants(session, shop, wanted) if wanted else {}
    return CartFound(cart, lines, variants)


def view_of(
    found: CartFound,
    shop: ShopView,
    locale: str,
    taxes: TaxTable,
    discounts: Sequence[Threshold],
) -> CartView:
    """The cart priced by these taxes and threshold discounts."""
    cart, lines, variants = found.cart, found.lines, found.variants
    sold = [line for line in lines if _is_sold(variants.get(line.variant_id))]
    quote = pricing.quote(
        shop.currency,
        [_to_price(line, variants[line.variant_id], taxes.rate, shop.country) for line in sold],
        prices_include_tax=shop.prices_include_tax,
        thresholds=discounts,
    )
    priced = {line.id: share for line, share in zip(sold, quote.lines, strict=True)}
    views = [
        _view(line, variants[line.variant_id], priced.get(line.id), shop.currency, locale)
        for line in lines
        if line.variant_id in variants
    ]
    return CartView(
        lines=tuple(views),
        quote=quote,
        pieces=sum(line.quantity for line in sold),
        place_key=cart.place_key if cart else None,
        draft=draft_of(cart),
        grams=sum(line.quantity * variants[line.variant_id].weight_grams for line in sold),
    )


async def pieces_in_cart(session: Session, owner: CartOwner) -> int:
    """How many pieces the cart holds: the figure beside its icon."""
    mine = owned_by(owner)
    if mine is None:
        return 0
    total = func.coalesce(func.sum(col(CartLine.quantity)), 0)
    statement = select(total).join(Cart, col(CartLine.cart_id) == col(Cart.id)).where(mine)
    return int((await session.exec(statement)).one())


async def _lines(session: Session, cart: Cart | None) -> list[CartLine]:
    if cart is None:
        return []
    found = await session.exec(
        select(CartLine)
        .where(CartLine.cart_id == cart.id)
        .order_by(col(CartLine.added_at), col(CartLine.id))
    )
    return list(found)


def _is_sold(variant: PricedVariant | None) -> bool:
    return variant is not None and variant.active


def _to_price(line: CartLine, variant: PricedVariant, rate: Any, country: str) -> LineToPrice:
    return LineToPrice(line.quantity, variant.unit.minor, rate(variant.tax_class, country))


def _view(
    line: CartLine, variant: PricedVariant, priced: PricedLine | None, currency: str, locale: str
) -> CartLineView:
    return CartLineView(
        product_id=variant.product_id,
        sku=variant.sku,
        slug=variant.slug,
        name=localized(variant.name, locale),
        options=option_text(variant.options, locale),
        picture_id=variant.picture_id,
        quantity=line.quantity,
        available=variant.available,
        unit=variant.unit,
        discount=Money(priced.discount_minor if priced else 0, currency),
        total=Money(priced.total_minor if priced else 0, currency),
        inputs=(inputs := opened_inputs(line.inputs)),
        answers=answered(variant.kind, inputs, locale),
        problem=_problem(line, variant),
    )


def _problem(line: CartLine, variant: PricedVariant) -> str:
    if not variant.active:
        return "gone"
    if variant.available is None or variant.available >= line.quantity:
        return ""
    return "sold_out" if variant.available == 0 else "too_many"
