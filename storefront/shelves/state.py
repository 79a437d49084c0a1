"""The State of every list of products; what it is narrowed to stands in the address."""

import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError

from commerce.catalog.known_pages import known_categories, shown_cards
from commerce.catalog.search.understanding import instead_of
from commerce.catalog.views import CardPage
from commerce.errors import InvalidInput, NotFound
from storefront.parts.cards import ProductTile
from storefront.parts.tiles import product_tile
from storefront.shelves.asked import MOST_SHOWN, PAGE, AskedShelf, category_at
from storefront.shelves.view import ShownShelf, shown_shelf, words_instead
from ui.acting import visiting
from ui.refusals import Refusal, refusal_of
from ui.texts import _
from ui.visits import Visit

POPULAR = 4


class _Search(BaseModel):
    """What the forms of a list send; anything else of theirs is left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    low: str | None = None
    high: str | None = None
    sort: str | None = None

    @classmethod
    def parse(cls, form: Any) -> "_Search":
        """Raises InvalidInput."""
        if not isinstance(form, dict):
            raise InvalidInput.of("form", "dict_type")
        try:
            return cls.model_validate(form)
        except ValidationError as error:
            raise InvalidInput.from_pydantic(error) from None


class ShelfState(rx.State):
    """A list of products. `found`: '' until it is read, then 'yes' or 'no'."""

    shelf: ShownShelf = ShownShelf()
    tiles: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    popular: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    more_after: str = ""
    found: str = ""
    title: str = ""
    refusal: Refusal | None = None
    _shown_for: str = ""

    @rx.event
    async def load(self) -> AsyncGenerator[None]:
        """Read the list that the address asks for; one that is shown already stays meanwhile."""
        address = str(self.router.url)
        if address != self._shown_for:
            self.found, self.tiles, self.more_after = "", [], ""
            yield
        async with visiting(self) as at:
            try:
                await self._read(at, address)
            except NotFound:
                self.found = "no"
                self.title = f"{_('There is no such category')} · {at.shop.name}"

    @rx.event
    async def more(self) -> rx.event.EventSpec | None:
        """Append the next page; the address remembers how far one came."""
        asked, after = None, self.more_after
        if not after:
            return None
        async with visiting(self) as at:
            asked = AskedShelf.at(str(self.router.url))
            page = await shown_cards(
                at.shop,
                at.locale,
                asked.shelf(at.shop.currency),
                sort=asked.order,
                cursor=after,
                limit=PAGE,
            )
            self.tiles = [*self.tiles, *map(product_tile, page.items)]
            self.more_after = page.next_cursor or ""
            seen = replace(asked, shown=min(len(self.tiles), MOST_SHOWN)).href
        if self.refusal is not None:
            return None
        return rx.call_script(f"history.replaceState(history.state, '', {json.dumps(seen)})")

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Go to the list with these prices."""
        return await self._go(form)

    @rx.event
    async def sort_by(self, sort: str) -> rx.event.EventSpec | None:
        """Go to the list in that order."""
        return await self._go({"sort": sort})

    async def _go(self, form: Any) -> rx.event.EventSpec | None:
        target = ""
        async with visiting(self):
            sent = _Search.parse(form)
            here = AskedShelf.at(str(self.router.url))
            target = here.sent(sent.low, sent.high, sent.sort).href
        return rx.redirect(target) if target else None

    async def _read(self, at: Visit, address: str) -> None:
        asked = self._asked(address)
        name = await _category_name(at, asked.category)
        page: CardPage = await shown_cards(
            at.shop,
            at.locale,
            asked.shelf(at.shop.currency),
            sort=asked.order,
            limit=asked.shown,
        )
        if page.facets is not None:  # the first page brings them
            self.shelf = shown_shelf(asked, page.facets, name, at.shop, page.meant)
        self.tiles = [product_tile(card) for card in page.items]
        self.popular = []
        if asked.query and not page.items and not asked.narrowed:
            await self._help(at, asked)
        self.more_after = page.next_cursor or ""
        self.title = f"{self.shelf.heading} · {at.shop.name}"
        self.found, self._shown_for = "yes", address

    async def _help(self, at: Visit, asked: AskedShelf) -> None:
        """Nothing was found: words of it that find something, and what others like."""
        instead = await instead_of(at.session, asked.query)
        self.shelf = replace(self.shelf, instead=words_instead(asked, instead))
        liked = await shown_cards(at.shop, at.locale, limit=POPULAR, with_facets=False)
        self.popular = [product_tile(card) for card in liked.items]

    def _asked(self, address: str) -> AskedShelf:
        """What the address asks for; with a mistake in it the whole list, and a word about it."""
        try:
            return AskedShelf.at(address)
        except InvalidInput as error:
            refusal = refusal_of(error)
            what = ", ".join(f"{name}: {sentence}" for name, sentence in refusal.fields.items())
            words = _("This address has a mistake, so here is the whole list. {what}", what=what)
            self.refusal = replace(refusal, sentence=words, fields={})
            return AskedShelf(category=category_at(urlsplit(address).path))


async def _category_name(at: Visit, slug: str | None) -> str:
    if slug is None:
        return ""
    for shelf in await known_categories(at.shop, at.locale):
        if shelf.slug == slug:
            return shelf.name
    raise NotFound("category")
