"""The State of a product's page: live, and what one picks and buys there."""

import asyncio
import re
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import parse_qs, unquote, urlsplit

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commerce.carts.editing import add_line
from commerce.carts.quoting import asking
from commerce.catalog.known_pages import known_product, shown_cards
from commerce.catalog.queries import ProductPage, Shelf, product_page
from commerce.db.live import changed_within, following
from commerce.errors import InvalidInput, NotFound, OutOfStock, Short
from storefront import paths
from storefront.cart.owner import owner_of
from storefront.parts.cards import ProductTile
from storefront.parts.deliveries import Delivery, deliveries
from storefront.parts.tiles import product_tile
from storefront.products.choosing import axes_of, picked, picks_of
from storefront.products.questions import MOST, GivenAnswer, ShownQuestion, shown_questions
from storefront.products.view import ShownProduct, shown_product
from storefront.shell.state import ShellState
from ui.acting import Refused, visiting
from ui.refusals import Refusal
from ui.texts import _, localized, plain_path, speaking
from ui.visits import Visit

READ_AGAIN_SECONDS = 30.0
BREATH = 3.0  # between two reads, however fast a product sells: each page that follows it reads
SIMILAR = 4
_SLUG = re.compile(r"/p/([\w-]{1,120})/?")
Answer = rx.event.EventSpec | list[rx.event.EventSpec] | None


class _Pick(BaseModel):
    """A value of an option; a quantity."""

    model_config = ConfigDict(frozen=True, strict=True)

    axis: Annotated[int, Field(ge=0, le=20)] = 0
    pick: Annotated[int, Field(ge=0, le=500)] = 0
    quantity: Annotated[int, Field(ge=1, le=9999)] = 1

    @classmethod
    def parse(cls, **sent: Any) -> "_Pick":
        """Raises InvalidInput."""
        try:
            return cls.model_validate(sent)
        except ValidationError as error:
            raise InvalidInput.from_pydantic(error) from None


class ProductState(rx.State):
    """One product. `found`: '' until it is read, then 'yes' or 'no'."""

    product: ShownProduct = ShownProduct()
    found: str = ""
    title: str = ""
    quantity: int = 1
    ways: rx.Field[list[Delivery]] = rx.field(default_factory=list)
    similar: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    refusal: Refusal | None = None
    asked: rx.Field[list[ShownQuestion]] = rx.field(default_factory=list)
    _answers: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    _picks: rx.Field[list[int]] = rx.field(default_factory=list)

    @rx.event(background=True)
    async def follow(self) -> None:
        """Show the product and each change of its price, stock or text."""
        url = str(self.router.url)
        slug = slug_at(url)
        async with self:
            if self.product.slug != slug:
                self.product, self.found, self.title = ShownProduct(), "", ""
                self.similar, self._picks, self.quantity = [], [], 1
                self._answers, self.asked = {}, []
            self.refusal = None
        async with following(f"product:{slug}") as changed:
            going, first = True, True
            while going:
                try:
                    going = await self._read(slug, sku_at(url), first=first)
                    first = False
                except Refused:  # the database is away: try again later
                    await changed_within(changed, READ_AGAIN_SECONDS)
                    continue
                if going:
                    await asyncio.sleep(BREATH)
                    await changed_within(changed, READ_AGAIN_SECONDS)

    @rx.event
    async def choose(self, axis: int, pick: int) -> None:
        """Pick another value of an option."""
        async with visiting(self) as at:
            asked = _Pick.parse(axis=axis, pick=pick)
            page = await self._page(at)
            axes = axes_of(page)
            if asked.axis >= len(axes) or asked.pick >= len(axes[asked.axis].values):
                raise InvalidInput.of("option", "unknown")
            picks = list(self._picks) if len(self._picks) == len(axes) else picks_of(page)
            picks[asked.axis] = asked.pick
            self._picks = picks
            self._show(page)

    @rx.event
    async def change_quantity(self, quantity: int) -> None:
        """How many."""
        async with visiting(self):
            self.quantity = _Pick.parse(quantity=quantity).quantity

    @rx.event
    async def answer(self, name: str, value: str) -> None:
        """What the customer says to one of the kind's questions."""
        async with visiting(self):
            given = GivenAnswer.parse({"name": name, "value": value})
            self._answers = {**dict(list(self._answers.items())[-MOST:]), given.name: given.value}
            self._ask()

    @rx.event
    async def read_again(self) -> None:
        """The visitor is back at this tab: what is shown may be old."""
        async with visiting(self) as at:
            self._show(await self._page(at))

    @rx.event
    async def add(self) -> Answer:
        """Put it into the cart."""
        answer: Answer = None
        async with visiting(self) as at:
            name = await self._put_into_cart(at)
            to_cart = {"label": _("To the cart"), "on_click": rx.redirect(localized(paths.CART))}
            said = rx.toast.success(
                _("In your cart: {name}", name=name), action=to_cart, class_name="toast-added"
            )
            answer = [said, ShellState.count_cart]  # type: ignore[list-item]
        self._ask()
        return answer if self.refusal is None else None

    @rx.event
    async def buy_now(self) -> Answer:
        """Have just so many in the cart and go to the checkout; pressed again it is no more."""
        answer: Answer = None
        async with visiting(self) as at:
            await self._put_into_cart(at, more=False)
            answer = rx.redirect(localized(paths.CHECKOUT))
        self._ask()
        return answer if self.refusal is None else None

    async def _put_into_cart(self, at: Visit, *, more: bool = True) -> str:
        """Put in what is picked. Raises InvalidInput, OutOfStock, NotFound."""
        page, quantity = await self._page(at), self.quantity
        self._show(page)
        variant = picked(page, self._picks)
        if variant is None:
            raise InvalidInput.of("option", "unknown")
        if variant.available is not None and variant.available < quantity:
            raise OutOfStock([Short(variant.sku, quantity, variant.available)])
        told = {question.name: self._answers.get(question.name, "") for question in self.asked}
        owner, context = owner_of(at), asking(at.shop)
        await add_line(at.session, owner, variant.sku, quantity, told, more=more, context=context)
        return page.name

    async def _page(self, at: Visit) -> ProductPage:
        return await product_page(at.session, at.shop, slug_at(str(self.router.url)), at.locale)

    async def _read(self, slug: str, sku: str, *, first: bool) -> bool:
        """Read everything of the product anew; whether there is such a product.

        The state is locked after the transaction, never in it: who holds the lock may wait for a
        connection, and with every connection waiting for a lock nothing would move any more.
        """
        page, ways, similar = None, list[Delivery](), list[ProductTile]()
        async with visiting(self) as at:
            with suppress(NotFound):
                page = await known_product(at.shop, slug, at.locale)
                ways = await deliveries(at.shop)
                similar = await similar_tiles(at, page) if first else []
        with speaking(at.locale):
            async with self:
                self._take(page, at.shop.name, picks_of(page, sku) if page else [])
                if page is not None:
                    self.ways = ways
                if similar:
                    self.similar = similar
        return page is not None

    def _take(self, page: ProductPage | None, shop_name: str, picks: list[int]) -> None:
        self.found = "yes" if page else "no"
        name = page.name if page else _("There is no such product")
        self.title = f"{name} · {shop_name}"
        if page is None:
            self.product = ShownProduct()
            return
        self._picks = self._picks or picks
        self._show(page)

    def _show(self, page: ProductPage) -> None:
        if len(self._picks) != len(axes_of(page)):
            self._picks = picks_of(page)
        self.product = shown_product(page, self._picks)
        self._ask()
        if 0 < self.product.left < self.quantity:
            self.quantity = self.product.left

    def _ask(self) -> None:
        if not self.product.kind:
            return
        wrong = self.refusal.fields if self.refusal else {}
        self.asked = shown_questions(self.product.kind, self._answers, wrong)


async def similar_tiles(at: Visit, page: ProductPage) -> list[ProductTile]:
    """Others of the same category that can be bought now."""
    shelf = Shelf(category=page.category_slug, in_stock=True)
    found = await shown_cards(at.shop, at.locale, shelf, limit=SIMILAR + 1, with_facets=False)
    return [product_tile(card) for card in found.items if card.slug != page.slug][:SIMILAR]


def slug_at(url: str) -> str:
    """The product that an address names; '' (which none has) for any other address."""
    named = _SLUG.fullmatch(plain_path(unquote(urlsplit(url).path)))
    return named[1] if named else ""


def sku_at(url: str) -> str:
    """The SKU that an address asks to begin with."""
    return parse_qs(urlsplit(url).query[:2_000]).get("sku", [""])[0]
