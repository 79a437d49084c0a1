"""What of a demo must not be there when a shop sells in earnest."""

from sqlmodel import col, select

from commerce.db.session import transaction_over_all_shops
from commerce.demo.plans import SHOPS, shop_plan
from commerce.people.models import Staff
from commerce.shops.models import Shop


async def leftovers() -> list[str]:
    """The demo's shops and the log-ins of its staff that still work, as people know them."""
    emails = {member.email for slug in SHOPS for member in shop_plan(slug).staff}
    async with transaction_over_all_shops() as session:
        shops = await session.exec(select(Shop.slug).where(col(Shop.slug).in_(SHOPS)))
        staff = await session.exec(
            select(Staff.email).where(
                col(Staff.email).in_(emails),
                col(Staff.password_hash).is_not(None),
                col(Staff.disabled_at).is_(None),
            )
        )
        return [f"demo shop {slug}" for slug in shops] + [f"demo log-in {who}" for who in staff]
