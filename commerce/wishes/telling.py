"""Tells who waits that a variant is back, whichever way it came: the level itself says so.

As many are told as there are pieces, in the order in which they asked; a turn lasts a day, and
each piece that is taken meanwhile uses up one, whoever took it. A shop may tell everybody at once.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.queries import PricedVariant, priced_variants
from commerce.catalog.texts import localized, option_text
from commerce.db.session import Session, transaction, transaction_over_all_shops
from commerce.ids import first_id_of
from commerce.messages.writing import NewMessage, write
from commerce.people.texts import Words, worded
from commerce.secrecy import unseal
from commerce.settings import settings
from commerce.shops.queries import ShopView, shop_by_id
from commerce.wishes.models import StockWait
from commerce.wishes.stopping import stop_link

TURN = timedelta(hours=24)
BATCH = 500  # told of one variant in one round
BACK: Words = {
    "en": (
        "Back again: {name}",
        "{name} is in stock again at {shop}: {link}\n\nNo more such messages: {stop}",
    ),
    "zh": ("已到货：{name}", "您等待的{name}在{shop}已到货：{link}\n\n不再接收此类消息：{stop}"),
}
_RETURNED = text("""
SELECT waited.shop_id, waited.variant_id
  FROM (SELECT DISTINCT shop_id, variant_id FROM stock_waits WHERE told_at IS NULL) AS waited
  JOIN stock ON stock.variant_id = waited.variant_id AND stock.available > 0
 ORDER BY 1, 2
""")
_TAKEN = text("""
SELECT coalesce(sum(-change), 0) FROM (
  SELECT change FROM stock_ledger
   WHERE variant_id = :variant AND id > :since AND shop_id = :shop AND reason = 'held'
   ORDER BY id LIMIT :most) AS taken
""")


async def tell_who_waits() -> int:
    """Write to those whose turn it is, in every shop; how many. Safe to run twice."""
    async with transaction_over_all_shops() as session:
        returned = [tuple[UUID, UUID](row) for row in await session.run(_RETURNED)]
    told = 0
    for shop_id, variant_id in returned:
        async with transaction(shop_id) as session:
            told += await _tell_of(session, await shop_by_id(session, shop_id), variant_id)
    return told


async def _tell_of(session: Session, shop: ShopView, variant_id: UUID) -> int:
    """The rows are locked before anything is counted: two rounds at once tell nobody twice."""
    found = await session.exec(
        select(StockWait)
        .where(StockWait.variant_id == variant_id, col(StockWait.told_at).is_(None))
        .order_by(col(StockWait.id))
        .limit(BATCH)
        .with_for_update()
    )
    waits = found.all()
    variant = (await priced_variants(session, shop, [variant_id])).get(variant_id)
    if variant is None or not variant.active or not variant.available:
        return 0
    if not shop.tell_all_waiting:
        waits = waits[: max(0, variant.available - await _turns(session, variant_id))]
    await _write(session, shop, variant, waits)
    return len(waits)


async def _turns(session: Session, variant_id: UUID) -> int:
    """How many were told lately for whom a piece is still there."""
    found = await session.exec(
        select(StockWait.told_at)
        .where(StockWait.variant_id == variant_id, StockWait.told_at > clock.now() - TURN)  # type: ignore[operator]
        .order_by(col(StockWait.told_at))
    )
    told = [moment for moment in found if moment is not None]
    if not told:
        return 0
    asked = {
        "variant": variant_id,
        "shop": session.shop_id,
        "since": first_id_of(told[0]),
        "most": len(told),
    }
    taken: int = (await session.run(_TAKEN, asked)).scalar_one()
    return max(0, len(told) - taken)


async def _write(
    session: Session, shop: ShopView, variant: PricedVariant, waits: Sequence[StockWait]
) -> None:
    messages = [_message(shop, variant, wait) for wait in waits]
    for wait in waits:
        wait.told_at, wait.contact_sealed = clock.now(), None
    await write(session, *messages)


def _message(shop: ShopView, variant: PricedVariant, wait: StockWait) -> NewMessage:
    locale = wait.locale
    options = option_text(variant.options, locale)
    name = localized(variant.name, locale) + (f" ({options})" if options else "")
    prefix = "" if locale == "en" else f"/{locale}"
    link = f"{settings().public_url}{prefix}/p/{variant.slug}/?sku={quote(variant.sku)}"
    stop = stop_link(shop.id, wait.contact_index, locale)
    subject, body = worded(BACK, locale, name=name, shop=shop.name, link=link, stop=stop)
    recipient: str = unseal(wait.contact_sealed or b"")
    return NewMessage(f"back:{wait.id}", wait.channel, "back", recipient, subject, body)
