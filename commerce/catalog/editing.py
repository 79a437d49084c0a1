"""Writing the catalogue: products with their texts, variants and prices, saved as one form."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.edits import ProductEdit, VariantEdit, kept
from commerce.catalog.files import file_names
from commerce.catalog.kinds import kind_of
from commerce.catalog.models import (
    Category,
    Picture,
    Price,
    Product,
    ProductState,
    ProductText,
    Variant,
)
from commerce.catalog.offers import valid_now
from commerce.catalog.search.indexing import index_products
from commerce.db.edited import broken_constraint, locked_row
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, MoveRefused, NotFound, StaleEdit
from commerce.shops.queries import ShopView

_MOVES: dict[str, frozenset[str]] = {
    ProductState.DRAFT: frozenset({ProductState.ACTIVE, ProductState.ARCHIVED}),
    ProductState.ACTIVE: frozenset({ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.ARCHIVED: frozenset({ProductState.DRAFT, ProductState.ACTIVE}),
}


async def create_product(session: Session, shop: ShopView, edit: ProductEdit) -> Product:
    """A new product, as a draft. Raises InvalidInput, Conflict (slug, variants.N.sku)."""
    await _check_references(session, edit)
    product = Product(
        slug=edit.slug,
        kind=edit.kind,
        category_id=edit.category_id,
        tax_class=edit.tax_class,
        picture_id=edit.picture_id,
        **_texts(edit),
    )
    session.add(product)
    await _flush(session, "slug")
    session.add(_text_version(product))
    await _write_variants(session, shop, product, edit)
    session.tell("catalog", f"product:{product.slug}")
    return product


async def save_product(
    session: Session, shop: ShopView, product_id: UUID, edit: ProductEdit
) -> Product:
    """Save the whole form; what it does not name stays. A product's kind never changes.

    Raises NotFound, StaleEdit (what stands now), InvalidInput, Conflict (slug, variants.N.sku).
    """
    product = await _locked(session, shop, product_id, edit.version)
    await _check_references(session, edit)
    session.tell("catalog", f"product:{product.slug}", f"product:{edit.slug}")
    product.slug = edit.slug
    product.category_id = edit.category_id
    product.tax_class = edit.tax_class
    product.picture_id = edit.picture_id
    _touch(product)
    await _flush(session, "slug")
    _write_texts(session, product, edit)
    await _write_variants(session, shop, product, edit)
    await index_products(session, [product.id])
    return product


async def set_state(
    session: Session, shop: ShopView, product_id: UUID, version: int, state: ProductState
) -> Product:
    """Publish, withdraw or archive. Raises NotFound, StaleEdit, MoveRefused, InvalidInput.

    Only a product that can be bought is published: a variant in use with a price now, and its
    file where it is one to load down.
    """
    product = await _locked(session, shop, product_id, version)
    if state not in _MOVES[product.state]:
        raise MoveRefused("product", product.state, state)
    if state == ProductState.ACTIVE and not await _can_be_bought(session, shop, product):
        raise InvalidInput.of("variants", "nothing_to_sell")
    if state == ProductState.ACTIVE and await _lacks_a_file(session, product):
        raise InvalidInput.of("variants", "file_missing")
    product.state = state
    _touch(product)
    await index_products(session, [product.id])
    session.tell("catalog", f"product:{product.slug}")
    return product


async def _locked(session: Session, shop: ShopView, product_id: UUID, version: int) -> Product:
    product = await locked_row(session, Product, product_id, "product")
    if product.version != version:
        raise StaleEdit(await standing(session, shop, product), product.version)
    return product


async def read_product(session: Session, shop: ShopView, product_id: UUID) -> dict[str, Any]:
    """A product in whatever state, as `standing` tells it. Raises NotFound."""
    product = (await session.exec(select(Product).where(Product.id == product_id))).one_or_none()
    if product is None:
        raise NotFound("product")
    return await standing(session, shop, product)


async def standing(session: Session, shop: ShopView, product: Product) -> dict[str, Any]:
    """What stands now, in the form of a ProductEdit; a variant without a price has None."""
    return (await standing_of(session, shop, [product]))[product.id]


async def standing_of(
    session: Session, shop: ShopView, products: Sequence[Product]
) -> dict[UUID, dict[str, Any]]:
    """The same of many products, in as many statements as for one."""
    found = await session.exec(
        select(Variant)
        .where(col(Variant.product_id).in_([product.id for product in products]))
        .order_by(col(Variant.position), col(Variant.id))
    )
    variants = found.all()
    prices = await _prices_now(session, shop, [variant.id for variant in variants])
    forms = {product.id: _standing_product(product) for product in products}
    for variant in variants:
        form = _standing_variant(variant, prices.get(variant.id))
        forms[variant.product_id]["variants"].append(form)
    return forms


def _standing_product(product: Product) -> dict[str, Any]:
    return {
        "version": product.version,
        "state": str(product.state),
        "slug": product.slug,
        "kind": product.kind,
        "category_id": product.category_id,
        "tax_class": product.tax_class,
        "picture_id": product.picture_id,
        "name": dict(product.name),
        "summary": dict(product.summary),
        "description": dict(product.description),
        "variants": [],
    }


def _standing_variant(variant: Variant, price: Price | None) -> dict[str, Any]:
    return {
        "id": variant.id,
        "sku": variant.sku,
        "options": list(variant.options),
        "price_minor": price.amount_minor if price else None,
        "compare_at_minor": price.compare_at_minor if price else None,
        "weight_grams": variant.weight_grams,
        "units": variant.units,
        "active": variant.active,
    }


async def _prices_now(
    session: Session, shop: ShopView, variant_ids: list[UUID]
) -> dict[UUID, Price]:
    rows = await session.exec(
        select(Price)
        .where(
            col(Price.variant_id).in_(variant_ids),
            Price.currency == shop.currency,
            valid_now(),
        )
        .order_by(col(Price.version))
    )
    return {price.variant_id: price for price in rows}


async def _check_references(session: Session, edit: ProductEdit) -> None:
    """Category and picture must be of this shop: a reference is no way to another's rows."""
    if edit.category_id is not None:
        known = await session.exec(select(Category.id).where(Category.id == edit.category_id))
        if known.one_or_none() is None:
            raise InvalidInput.of("category_id", "unknown_category")
    if edit.picture_id is not None:
        known = await session.exec(select(Picture.id).where(Picture.id == edit.picture_id))
        if known.one_or_none() is None:
            raise InvalidInput.of("picture_id", "unknown_picture")


def _texts(edit: ProductEdit) -> dict[str, Any]:
    parts = ("name", "summary", "description")
    return {part: kept(getattr(edit, part)) for part in parts}


def _write_texts(session: Session, product: Product, edit: ProductEdit) -> None:
    texts = _texts(edit)
    if all(getattr(product, part) == text for part, text in texts.items()):
        return
    for part, text in texts.items():
        setattr(product, part, text)
    product.description_version += 1
    session.add(_text_version(product))


def _text_version(product: Product) -> ProductText:
    return ProductText(
        product_id=product.id,
        description_version=product.description_version,
        name=product.name,
        summary=product.summary,
        description=product.description,
    )


async def _write_variants(
    session: Session, shop: ShopView, product: Product, edit: ProductEdit
) -> None:
    rows = await session.exec(select(Variant).where(Variant.product_id == product.id))
    known = {variant.id: variant for variant in rows}
    prices = await _prices_now(session, shop, list(known))
    for i, wanted in enumerate(edit.variants):
        variant = _variant(product, wanted, known, i)
        session.add(variant)
        await _flush(session, f"variants.{i}.sku")
        await _write_price(session, shop, variant, wanted, prices.get(variant.id))


def _variant(product: Product, wanted: VariantEdit, known: dict[UUID, Variant], i: int) -> Variant:
    options = [{"name": kept(o.name), "value": kept(o.value)} for o in wanted.options]
    values: dict[str, Any] = {
        "sku": wanted.sku,
        "options": options,
        "weight_grams": wanted.weight_grams,
        "active": wanted.active,
        "position": i,
    } | ({"units": wanted.units} if wanted.units else {})
    if wanted.id is None:
        return Variant(product_id=product.id, **values)
    variant = known.get(wanted.id)
    if variant is None:
        raise InvalidInput.of(f"variants.{i}.id", "unknown_variant")
    if any(getattr(variant, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(variant, name, value)
        _touch(variant)
    return variant


async def _write_price(
    session: Session, shop: ShopView, variant: Variant, wanted: VariantEdit, now: Price | None
) -> None:
    """A price that differs becomes a new version; the old ones stay for what was sold at them."""
    asked = (wanted.price_minor, wanted.compare_at_minor)
    if now is not None and (now.amount_minor, now.compare_at_minor) == asked:
        return
    of_variant = (Price.variant_id == variant.id, Price.currency == shop.currency)
    newest = (await session.exec(select(func.max(col(Price.version))).where(*of_variant))).one()
    session.add(
        Price(
            variant_id=variant.id,
            currency=shop.currency,
            amount_minor=wanted.price_minor,
            compare_at_minor=wanted.compare_at_minor,
            version=(newest or 0) + 1,
        )
    )


async def _can_be_bought(session: Session, shop: ShopView, product: Product) -> bool:
    active = select(Variant.id).where(Variant.product_id == product.id, col(Variant.active))
    return bool(await _prices_now(session, shop, list(await session.exec(active))))


async def _lacks_a_file(session: Session, product: Product) -> bool:
    if not kind_of(product.kind).has_file:
        return False
    active = select(Variant.id).where(Variant.product_id == product.id, col(Variant.active))
    sold = set((await session.exec(active)).all())
    return bool(sold - set(await file_names(session, sold)))


def _touch(row: Product | Variant) -> None:
    row.version += 1
    row.updated_at = clock.now()


async def _flush(session: Session, field: str) -> None:
    """Write what was changed; the one rule that can break here is that `field` is taken."""
    try:
        await session.flush()
    except IntegrityError as collision:
        constraint = broken_constraint(collision)
        if constraint in ("products_slug", "variants_sku"):
            raise Conflict(field) from None
        raise
