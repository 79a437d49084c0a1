"""Writing, changing and taking back one's own review."""

import re
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import select

from commerce import clock
from commerce.catalog.models import ProductState
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.people.contacts import PlainLines
from commerce.people.parsing import parsed
from commerce.people.queries import CustomerView
from commerce.reviews.counting import count_stars, locked_product
from commerce.reviews.models import Review, ReviewState
from commerce.reviews.receiving import received_by

LONGEST = 2_000
# Addresses of pages and people, and numbers to call: what advertising and quarrels are made of.
_LEADS_AWAY = re.compile(
    r"https?:|www\.|\S@\S|[\w-]+\.(?:com|cn|net|org|top|shop|xyz|io|me|info)\b|(?:\d[\s().-]{0,2}){7}",
    re.IGNORECASE,
)


class WriteReview(BaseModel):
    """Stars, and words if there are any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stars: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, StringConstraints(max_length=LONGEST), PlainLines] = ""

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)

    @property
    def leads_away(self) -> bool:
        """Whether its words hold a link, an e-mail or a phone number."""
        return bool(_LEADS_AWAY.search(self.text))


async def write_review(
    session: Session, customer: CustomerView, slug: str, command: WriteReview
) -> Review:
    """Write the customer's review of a product, or in place of the one that they wrote before.

    It is shown at once, unless its words lead elsewhere or staff hid the one before: then staff
    look at it first. Raises NotFound, and InvalidInput at 'stars' unless they received it.
    """
    product = await locked_product(session, slug=slug, state=ProductState.ACTIVE)
    order_id = await received_by(session, customer.id, product.id)
    if order_id is None:
        raise InvalidInput.of("stars", "not_received")
    own = select(Review).where(Review.product_id == product.id, Review.customer_id == customer.id)
    review = (await session.exec(own)).one_or_none()
    if review is None:
        review = Review(product_id=product.id, customer_id=customer.id, order_id=order_id, stars=1)
        session.add(review)
    shown = review.state == ReviewState.PUBLISHED and not command.leads_away
    review.stars, review.text, review.written_at = command.stars, command.text, clock.now()
    review.state = ReviewState.PUBLISHED if shown else ReviewState.WAITING
    await count_stars(session, product)
    return review


async def remove_review(session: Session, customer: CustomerView, slug: str) -> None:
    """Take one's own review back, with what the shop answered. Raises NotFound."""
    product = await locked_product(session, slug=slug)
    own = select(Review).where(Review.product_id == product.id, Review.customer_id == customer.id)
    review = (await session.exec(own)).one_or_none()
    if review is None:
        raise NotFound("review")
    await session.delete(review)
    await count_stars(session, product)
