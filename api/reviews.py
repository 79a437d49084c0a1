"""What buyers say of a product, and one's own review of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.bodies import read_json
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import client_ip, customer_at, visiting
from api.products import SLUG
from api.shapes import Shape
from commerce.errors import NotFound
from commerce.limits import Limit, count
from commerce.people.contacts import masked_name
from commerce.reviews.models import Review
from commerce.reviews.queries import ReviewView, reviews_of_product
from commerce.reviews.writing import WriteReview, remove_review, write_review

router = APIRouter(prefix=f"{PREFIX}/products/{{slug}}", tags=["Reviews"])


class ReviewItem(Shape):
    """A review that is shown; `by` is only the beginning of a name."""

    by: str = Field(examples=["L***"])
    stars: int
    text: str
    answer: str | None
    written_at: datetime


class ReviewList(Shape):
    """One page of reviews, the newest first. No `next_cursor`: this is the last page."""

    items: list[ReviewItem]
    next_cursor: str | None


class OwnReview(Shape):
    """One's own review; `state` is waiting where the shop looks at it first."""

    stars: int
    text: str
    state: str = Field(examples=["published", "waiting", "hidden"])


@router.get("/reviews", response_model=ReviewList, responses=refusals(404, 422))
async def list_reviews(
    request: Request,
    slug: str,
    *,
    cursor: Annotated[UUID | None, Query(description="Where the page begins")] = None,
) -> ReviewList:
    """What buyers say of it."""
    async with visiting(request) as at:
        page = await reviews_of_product(at.session, _slug(slug), at.locale, cursor)
    older = str(page.older) if page.older else None
    return ReviewList(items=[_item(review) for review in page.items], next_cursor=older)


@router.put(
    "/review",
    response_model=OwnReview,
    responses=refusals(401, 404, *BODY),
    openapi_extra=body_of(WriteReview),
)
async def put_review(request: Request, slug: str) -> OwnReview:
    """Write or change one's own review of what one received."""
    command = WriteReview.parse(await read_json(request))
    await count(Limit.CHANGE_IP, client_ip(request))
    async with customer_at(request) as at:
        return _own(await write_review(at.session, at.customer, _slug(slug), command))


@router.delete("/review", status_code=204, responses=refusals(401, 404))
async def delete_review(request: Request, slug: str) -> Response:
    """Take one's own review back."""
    await count(Limit.CHANGE_IP, client_ip(request))
    async with customer_at(request) as at:
        await remove_review(at.session, at.customer, _slug(slug))
    return Response(status_code=204)


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise NotFound("product")
    return text


def _own(review: Review) -> OwnReview:
    return OwnReview(stars=review.stars, text=review.text, state=review.state)


def _item(review: ReviewView) -> ReviewItem:
    return ReviewItem(
        by=masked_name(review.by),
        stars=review.stars,
        text=review.text,
        answer=review.answer or None,
        written_at=review.written_at,
    )
