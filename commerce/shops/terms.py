"""The terms of a shop: read by customers, published by the merchant, kept word by word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.db.edited import locked_row
from commerce.db.session import Session
from commerce.errors import InvalidInput, Problem, StaleEdit
from commerce.shops.models import Shop, ShopTerms

LANGUAGES = ("en", "zh")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class TermsView:
    """Terms as they were published; `text` by language, at least one of them."""

    version: str
    text: dict[str, str]
    published_at: datetime

    def spoken(self, locale: str) -> str:
        """In `locale`, or in the language that there is."""
        return self.text.get(locale) or next(iter(self.text.values()), "")


@dataclass(frozen=True, slots=True)
class PublishTerms:
    """The form. `version`: of the terms that it was filled from; `text` by language."""

    version: str
    text: dict[str, str]

    @classmethod
    def parse(cls, given: Mapping[str, str], version: str) -> Self:
        """Fields are named "text.en" and so on; a language may be left out, not all of them.

        Raises InvalidInput, one Problem a field.
        """
        text = {each: given.get(f"text.{each}", "").strip() for each in LANGUAGES}
        text = {each: words.replace("\r\n", "\n") for each, words in text.items() if words}
        problems = [
            problem for each, words in text.items() if (problem := _problem(f"text.{each}", words))
        ]
        if not text:
            problems = [Problem(f"text.{LANGUAGES[0]}", "missing")]
        if problems:
            raise InvalidInput(problems)
        return cls(version, text)


async def terms_of(session: Session, version: str) -> TermsView | None:
    """The terms of that version, in the session's shop; none while none were published."""
    statement = select(ShopTerms).where(col(ShopTerms.version) == version)
    row = (await session.exec(statement)).one_or_none()
    return TermsView(row.version, row.text, row.published_at) if row else None


async def present_terms(session: Session, shop_id: UUID) -> tuple[str, TermsView | None]:
    """The present version, as it stands at this moment, and its words if it has any."""
    version = (await session.exec(select(Shop.terms_version).where(Shop.id == shop_id))).one()
    return version, await terms_of(session, version)


async def publish_terms(session: Session, command: PublishTerms) -> TermsView:
    """New terms for what is ordered from now on; orders placed before keep theirs.

    Raises StaleEdit with what stands now when others were published meanwhile.
    """
    shop = await locked_row(session, Shop, session.shop_id, "shop")
    standing = await terms_of(session, shop.terms_version)
    if command.version != shop.terms_version:
        words = standing.text if standing else {}
        theirs = {f"text.{each}": words.get(each, "") for each in LANGUAGES}
        raise StaleEdit(theirs, shop.version)
    if standing is not None and standing.text == command.text:
        return standing
    now = clock.now()
    row = ShopTerms(
        version=version_after(shop.terms_version, now.date()), text=command.text, published_at=now
    )
    session.add(row)
    shop.terms_version = row.version
    await session.flush()
    return TermsView(row.version, row.text, row.published_at)


def version_after(version: str, today: date) -> str:
    """Terms are named by their day; a second publication of it is 2026-11-25.2."""
    day, _, again = version.partition(".")
    if day != today.isoformat():
        return today.isoformat()
    return f"{day}.{int(again or 1) + 1}"


def _problem(field: str, words: str) -> Problem | None:
    if len(words) > LONGEST:
        return Problem(field, "string_too_long", (("max_length", str(LONGEST)),))
    if not words.replace("\n", "").replace("\t", "").isprintable():
        return Problem(field, "control_characters")
    return None
