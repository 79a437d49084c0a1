"""The list of products: what the URL asks for, and the page of it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from admin import paths
from admin.parts.queries import choice_from, id_from, text_from, texts_of, url_of
from admin.products.lines import ProductLine, product_line
from commerce.catalog.models import ProductState
from commerce.catalog.product_rows import ProductFilter, ProductRows, product_rows
from commerce.catalog.queries import categories
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.fields import Option
from ui.refusals import Refusal
from ui.texts import _

FILTERS = ("q", "category", "state", "stock")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters as the URL says them."""

    q: str = ""
    category: str = ""
    state: str = ""
    stock: str = ""

    @property
    def asks(self) -> ProductFilter:
        """What the catalogue is asked."""
        stock = self.stock if self.stock in ("low", "out") else ""
        return ProductFilter(self.q, self.category, self.state, stock)  # pyright: ignore[reportArgumentType]


class ProductsState(rx.State):
    """One page of the list; `newer` and `older` are the URLs beside it."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    lines: rx.Field[list[ProductLine]] = rx.field(default_factory=list)
    shelves: rx.Field[list[Option]] = rx.field(default_factory=list)
    wanted: rx.Field[Wanted] = rx.field(default_factory=Wanted)
    narrowed: bool = False
    newer: str = ""
    older: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        self.lines, self.newer, self.older = [], "", ""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            shelves = await categories(at.session, at.locale)
            everything = [Option("", _("All"))]
            self.shelves = everything + [Option(s.slug, s.name) for s in shelves]
            query = self.router.url.query_parameters
            self.wanted = wanted = Wanted(
                q=text_from(query, "q"),
                category=choice_from(query, "category", [s.slug for s in shelves]),
                state=choice_from(query, "state", list(ProductState)),
                stock=choice_from(query, "stock", ("low", "out")),
            )
            self.narrowed = wanted != Wanted()
            page = await product_rows(
                at.session,
                at.shop,
                at.locale,
                wanted.asks,
                older_than=id_from(query, "older_than"),
                newer_than=id_from(query, "newer_than"),
            )
            self.lines = [product_line(row, at.locale) for row in page.rows]
            self.newer, self.older = _beside(page, wanted, at.locale)
        self.loaded = True

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> Any:
        """Put the filters of the form into the URL; the page then loads anew."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            return rx.redirect(url_of(at.locale, paths.PRODUCTS, **texts_of(form, FILTERS)))

    @rx.event
    async def clear(self) -> Any:
        """No filter any more."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            return rx.redirect(url_of(at.locale, paths.PRODUCTS))


def _beside(page: ProductRows, wanted: Wanted, locale: Any) -> tuple[str, str]:
    kept = {name: getattr(wanted, name) for name in FILTERS}
    newer = older = ""
    if page.rows and page.has_newer:
        newer = url_of(locale, paths.PRODUCTS, **kept, newer_than=page.rows[0].id)
    if page.rows and page.has_older:
        older = url_of(locale, paths.PRODUCTS, **kept, older_than=page.rows[-1].id)
    return newer, older
