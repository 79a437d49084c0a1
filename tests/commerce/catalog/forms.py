"""What staff type into the product's form, as tests need it."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from commerce.catalog.editing import create_product, set_state
from commerce.catalog.edits import ProductEdit
from commerce.catalog.models import Product, ProductState, Variant
from commerce.db.session import transaction
from tests.builders import BuiltShop


def a_variant(sku: str, price: int = 1_000, **changes: Any) -> dict[str, Any]:
    """One variant of the form, of a size named like its SKU's last part."""
    size = sku.rpartition("-")[2]
    option = {"name": {"en": "Size", "zh": "尺寸"}, "value": {"en": size, "zh": size}}
    return {"sku": sku, "price_minor": price, "options": [option]} | changes


def a_form(slug: str = "tea", *variants: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The whole form of a product with one or more variants."""
    form: dict[str, Any] = {
        "slug": slug,
        "name": {"en": "Green tea", "zh": "绿茶"},
        "summary": {"en": "Fresh", "zh": "清新"},
        "description": {"en": "Picked in spring.\nSteep at 80 °C.", "zh": "春天采摘。"},
        "variants": list(variants) or [a_variant(f"{slug}-M".upper())],
    }
    return form | changes


async def created(shop: BuiltShop, form: dict[str, Any], *, publish: bool = True) -> Product:
    """The product that the form makes, published unless told otherwise."""
    async with transaction(shop.id) as session:
        product = await create_product(session, shop.view, ProductEdit.parse(form))
        if publish:
            await set_state(session, shop.view, product.id, product.version, ProductState.ACTIVE)
    return product


async def variant_ids(shop: BuiltShop, product_id: UUID) -> dict[str, UUID]:
    """The ids of a product's variants by SKU."""
    async with transaction(shop.id) as session:
        rows = await session.exec(select(Variant).where(Variant.product_id == product_id))
        return {variant.sku: variant.id for variant in rows}
