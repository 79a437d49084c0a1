"""What staff do about reviews: show or hide them, and answer. They change no star and no word."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import select

from commerce import clock
from commerce.catalog.models import Product
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.people.contacts import PlainLines
from commerce.people.parsing import parsed
from commerce.reviews.counting import count_stars, locked_product
from commerce.reviews.models import Review
from commerce.reviews.writing import LONGEST


class PutReview(BaseModel):
    """Whether it is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Literal["published", "hidden"]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


class AnswerReview(BaseModel):
    """The shop's answer, below the review; empty takes it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Annotated[str, StringConstraints(max_length=LONGEST), PlainLines] = ""

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


async def put_review(session: Session, review_id: UUID, command: PutReview) -> None:
    """Show or hide one; a hidden one counts no more. Raises NotFound."""
    review, product = await _locked(session, review_id)
    review.state = command.state
    await count_stars(session, product)


async def answer_review(session: Session, review_id: UUID, command: AnswerReview) -> None:
    """Answer one, or change the answer. Raises NotFound."""
    review, product = await _locked(session, review_id)
    review.answer = command.answer
    review.answered_at = clock.now() if command.answer else None
    await count_stars(session, product)


async def _locked(session: Session, review_id: UUID) -> tuple[Review, Product]:
    """The product first, as whoever writes a review does."""
    asked = select(Review).where(Review.id == review_id)
    review = (await session.exec(asked)).one_or_none()
    if review is None:
        raise NotFound("review")
    product = await locked_product(session, id=review.product_id)
    fresh = asked.execution_options(populate_existing=True)
    review = (await session.exec(fresh)).one_or_none()
    if review is None:
        raise NotFound("review")
    return review, product
