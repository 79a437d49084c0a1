"""The terms that an order placed now is under: open to everybody."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from api.documenting import PREFIX, refusals
from api.guards import visiting
from api.shapes import Shape
from commerce.errors import NotFound
from commerce.shops.terms import terms_of

router = APIRouter(prefix=PREFIX)


class TermsAnswer(Shape):
    """The terms in the request's language, or in the one that there is."""

    version: str = Field(examples=["2026-11-25"])
    text: str = Field(description="Paragraphs stand apart by an empty line; '# ' marks headings")
    published_at: datetime


@router.get("/terms", response_model=TermsAnswer, responses=refusals(404), tags=["Ordering"])
async def read_terms(request: Request) -> TermsAnswer:
    """What customers agree to when they register or order. 404 while none are published."""
    async with visiting(request) as at:
        terms = await terms_of(at.session, at.shop.terms_version)
        if terms is None:
            raise NotFound("terms")
        return TermsAnswer(
            version=terms.version,
            text=terms.spoken(at.locale),
            published_at=terms.published_at,
        )
