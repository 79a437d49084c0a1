"""The stars of a product, counted anew from its reviews whenever one of them changes."""

from sqlalchemy import text
from sqlmodel import col, select

from commerce.catalog.models import Product
from commerce.db.session import Session
from commerce.errors import NotFound

_COUNT = text("""
INSERT INTO product_ratings (shop_id, product_id, stars, reviews)
SELECT :shop, :product, coalesce(sum(stars), 0), count(*) FROM reviews
 WHERE product_id = :product AND state = 'published'
ON CONFLICT (product_id) DO UPDATE SET stars = excluded.stars, reviews = excluded.reviews
""")


async def locked_product(session: Session, **named: object) -> Product:
    """A product whose reviews nobody else changes meanwhile; orders go on. Raises NotFound."""
    found = select(Product).filter_by(**named).with_for_update(key_share=True)
    product = (await session.exec(found.order_by(col(Product.id)))).one_or_none()
    if product is None:
        raise NotFound("product")
    return product


async def count_stars(session: Session, product: Product) -> None:
    """Count them; whoever has the product open sees it."""
    await session.flush()
    await session.run(_COUNT, {"shop": session.shop_id, "product": product.id})
    session.tell(f"product:{product.slug}")
