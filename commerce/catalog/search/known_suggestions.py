"""Suggestions, kept in this process for some moments: many hands begin with the same letters.

Edits of the catalogue are heard of at once ('catalog'); what sells out is seen within seconds.
"""

from functools import partial
from uuid import UUID

from commerce.catalog.search.entries import normal
from commerce.catalog.search.suggesting import Suggestions, suggestions
from commerce.db import live
from commerce.db.session import transaction
from commerce.kept import Kept
from commerce.shops.queries import ShopView

FRESH = 10.0  # seconds
MOST = 2_000  # beginnings; beyond that begin anew
LONGEST = 100  # signs of what is typed
_Asked = tuple[UUID, str, str, str]

_known: dict[_Asked, Kept[Suggestions]] = {}


async def known_suggestions(shop: ShopView, locale: str, typed: str) -> Suggestions:
    """What `typed` may become, as this process knows it."""
    said = normal(typed)[:LONGEST]
    if not said:
        return Suggestions()
    asked: _Asked = (shop.id, shop.currency, locale, said)
    kept = _known.get(asked)
    if kept is None:
        if len(_known) >= MOST:
            _known.clear()
        kept = _known[asked] = Kept(partial(_read, shop, locale, said), FRESH)
    return await kept.get()


def forget_suggestions() -> None:
    """Read everything again."""
    _known.clear()


async def _read(shop: ShopView, locale: str, said: str) -> Suggestions:
    async with transaction(shop.id) as session:
        return await suggestions(session, shop, locale, said)


live.on_change("catalog", forget_suggestions)
