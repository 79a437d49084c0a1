"""The State of the terms."""

from dataclasses import dataclass

import reflex as rx

from commerce.shops.terms import terms_of
from ui.acting import visiting
from ui.amounts import day_text
from ui.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a heading over those that follow."""

    text: str
    is_heading: bool


class TermsState(rx.State):
    """The present terms; `published`: since when they hold."""

    refusal: Refusal | None = None
    loaded: bool = False
    published: str = ""
    passages: rx.Field[list[Passage]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read the terms that an order placed now is under."""
        async with visiting(self) as at:
            terms = await terms_of(at.session, at.shop.terms_version)
            self.passages = passages(terms.spoken(at.locale)) if terms else []
            self.published = (
                day_text(terms.published_at, at.shop.time_zone, at.locale) if terms else ""
            )
        self.loaded = True


def passages(text: str) -> list[Passage]:
    """The text as it was typed, cut at its empty lines; "# " marks a heading."""
    pieces = (piece.strip() for piece in text.split("\n\n"))
    return [
        Passage(piece.removeprefix("# ").strip(), piece.startswith("# "))
        for piece in pieces
        if piece
    ]
