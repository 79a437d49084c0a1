"""A shop to browse in tests: a tee in sizes and colours, tea, and a cap that is gone."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from commerce.catalog.models import Category, Variant
from commerce.db.session import transaction
from commerce.people.actors import SYSTEM
from commerce.stock.adjusting import AdjustStock, adjust_stock
from tests.builders import BuiltShop, a_shop
from tests.commerce.catalog.forms import a_form, created


def option(name: str, value: str) -> dict[str, Any]:
    """An option in both languages; Chinese ones are marked."""
    return {
        "name": {"en": name, "zh": f"中{name}"},
        "value": {"en": value, "zh": f"中{value}"},
    }


def a_tee(size: str, colour: str, price: int = 12_900) -> dict[str, Any]:
    options = [option("Size", size), option("Colour", colour)]
    return {"sku": f"TEE-{colour[:3]}-{size}".upper(), "price_minor": price, "options": options}


async def a_browsed_shop() -> BuiltShop:
    """Ink tees in S and M (M costs more), a meadow tee in S alone; tea; a cap that is sold out."""
    shop = await a_shop()
    shelf = Category(slug="clothes", name={"en": "Clothes", "zh": "衣物"})
    async with transaction(shop.id) as session:
        session.add(shelf)
    tees = (a_tee("S", "Ink"), a_tee("M", "Ink", 13_900), a_tee("S", "Meadow"))
    named = {"name": {"en": "Cotton tee", "zh": "棉 T 恤"}, "category_id": str(shelf.id)}
    await created(shop, a_form("cotton-tee", *tees, **named))
    tea = {"sku": "TEA", "price_minor": 2_400, "compare_at_minor": 3_000, "options": []}
    await created(shop, a_form("green-tea", tea))
    cap = {"sku": "CAP", "price_minor": 8_900, "options": []}
    gone = {"name": {"en": "Harbour cap", "zh": "港口帽"}, "category_id": str(shelf.id)}
    await created(shop, a_form("harbour-cap", cap, **gone))
    for sku, left in {"TEE-INK-S": 10, "TEE-INK-M": 3, "TEE-MEA-S": 0, "TEA": 50}.items():
        await set_stock(shop, sku, left)
    return shop


async def set_stock(shop: BuiltShop, sku: str, quantity: int) -> None:
    """Count a SKU anew."""
    async with transaction(shop.id) as session:
        found = await session.exec(select(Variant.id).where(col(Variant.sku) == sku))
        variant_id: UUID = found.one()
        asked = AdjustStock(variant_id=variant_id, way="to", quantity=quantity, note="counted")
        await adjust_stock(session, SYSTEM, asked)
