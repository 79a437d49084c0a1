"""What the buyers buy: a few SKUs of the demo shop, counted anew by the owner so that they last."""

import json
import sys

from proof.connection import Connection
from proof.product import Product, Stall

PLENTY = 900_000
WANTED = 4
# Runs in a process of the house's own settings, through the verb that the back office uses.
COUNT_ANEW = """
import asyncio, json, sys
from sqlmodel import select
from commerce.catalog.models import Variant
from commerce.db.session import dispose, transaction
from commerce.ids import new_id
from commerce.people.actors import SYSTEM
from commerce.shops.queries import shop_at
from commerce.stock.adjusting import AdjustStock, adjust_stock

async def main():
    shop = await shop_at("localhost")
    async with transaction(shop.id) as session:
        for sku, pieces in {pieces}.items():
            variant = (await session.exec(select(Variant).where(Variant.sku == sku))).one()
            asked = AdjustStock(variant_id=variant.id, way="to", quantity=pieces, note="proof")
            await adjust_stock(session, SYSTEM, asked)
    await dispose()

asyncio.run(main())
"""


async def fill_stall(
    product: Product, most: int = WANTED, few: tuple[str, int] | None = None
) -> None:
    """Choose goods that want no questions answered, and put plenty of them in stock; `few`: of
    one SKU just so many.
    """
    async with Connection(product.port) as shop:
        ways = (await shop.ask("GET", "/api/v1/delivery-methods")).json()["items"]
        listed = (await shop.ask("GET", "/api/v1/products")).json()["items"]
        skus: list[str] = []
        for slug in (item["slug"] for item in listed):
            found = (await shop.ask("GET", f"/api/v1/products/{slug}")).json()
            if found["kind"] == "goods" and found["variants"][0]["available"]:
                skus.append(found["variants"][0]["sku"])
    product.stall = Stall(tuple(skus[:most]), ways[0]["code"])
    if len(skus) < WANTED:
        sys.exit(f"The demo shop sells too few goods for this proof: {json.dumps(skus)}")
    pieces = dict.fromkeys(product.stall.skus, PLENTY) | dict([few] if few else [])
    product.house.python(COUNT_ANEW.format(pieces=pieces))
