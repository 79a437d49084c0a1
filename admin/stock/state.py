"""The list of levels: what the URL asks for, and the page of it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from admin import paths
from admin.parts.queries import choice_from, text_from, texts_of, url_of
from admin.products.lines import picture_source
from admin.stock.levels import level_words
from commerce.people.rights import Right
from commerce.stock.queries import Level, StockRow, stock_rows
from ui.acting import staff_at
from ui.amounts import number_text
from ui.refusals import Refusal
from ui.texts import Locale, prefixed

FILTERS = ("q", "stock")


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A variant with its level, in words."""

    variant_id: str
    sku: str
    name: str
    options: str
    image: str
    href: str
    left: str
    low_at: str
    level: str
    words: str


class StockState(rx.State):
    """One page of the levels, by SKU; `further` is the URL of the next one."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    lines: rx.Field[list[LevelLine]] = rx.field(default_factory=list)
    q: str = ""
    stock: str = ""
    start: str = ""
    further: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            query = self.router.url.query_parameters
            self.q = text_from(query, "q")
            self.stock = choice_from(query, "stock", ("low", "out"))
            after = text_from(query, "after")
            wanted = {"q": self.q, "stock": self.stock}
            rows, more = await stock_rows(
                at.session,
                at.locale,
                query=self.q,
                which=self.stock,  # pyright: ignore[reportArgumentType]
                after=after,
            )
            self.lines = [_line(row, at.locale) for row in rows]
            self.start = url_of(at.locale, paths.STOCK, **wanted) if after else ""
            last = rows[-1].sku if more else ""
            self.further = url_of(at.locale, paths.STOCK, **wanted, after=last) if last else ""
        self.loaded = True

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> Any:
        """Put the filters of the form into the URL; the page then loads anew."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            return rx.redirect(url_of(at.locale, paths.STOCK, **texts_of(form, FILTERS)))

    @rx.event
    async def clear(self) -> Any:
        """No filter any more."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            return rx.redirect(url_of(at.locale, paths.STOCK))


def level_of(level: Level) -> str:
    """'' when there is enough, else 'low' or 'out'."""
    if level.available == 0:
        return "out"
    return "low" if level.low else ""


def _line(row: StockRow, locale: Locale) -> LevelLine:
    level = level_of(row.level)
    return LevelLine(
        variant_id=str(row.variant_id),
        sku=row.sku,
        name=row.name,
        options=row.options,
        image=picture_source(row.picture_id),
        href=prefixed(locale, paths.product(str(row.product_id))) + "/",
        left=number_text(row.level.available),
        low_at=number_text(row.level.low_at),
        level=level,
        words=level_words(level),
    )
