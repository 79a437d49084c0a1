"""What a demo shop's digital goods hand over: keys that open nothing, and files."""

import base64
import hashlib

from sqlmodel import col, select

from commerce.catalog.files import put_file
from commerce.catalog.kinds import kinds_with_keys
from commerce.catalog.models import Product, Variant
from commerce.db.session import Session
from commerce.demo.plans import ProductPlan, VariantPlan, download_file
from commerce.people.actors import SYSTEM
from commerce.secrecy import derived_token
from commerce.stock.keys import add_keys

_SIGNS = 20


async def hand_in(session: Session, plan: ProductPlan, product: Product) -> None:
    """Take in a product's keys, and its file, as staff would upload them."""
    variants = await session.exec(
        select(Variant).where(Variant.product_id == product.id).order_by(col(Variant.position))
    )
    for given, variant in zip(plan.variants, variants.all(), strict=True):
        if product.kind in kinds_with_keys() and given.stock:
            await add_keys(session, SYSTEM, variant.id, _keys(given))
        if plan.file:
            await put_file(session, variant.id, plan.file, download_file(plan.file))


def _keys(plan: VariantPlan) -> str:
    """As many as are in stock, one a line, of this installation's own."""
    return "\n".join(_key(f"{plan.sku} {n}") for n in range(plan.stock))


def _key(about: str) -> str:
    digest = hashlib.sha256(derived_token("demo key", about).encode()).digest()
    signs = base64.b32encode(digest).decode()[:_SIGNS]
    return "-".join(signs[i : i + 5] for i in range(0, _SIGNS, 5))
