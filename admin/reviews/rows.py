"""Reviews in text, as staff see them."""

from dataclasses import dataclass, field

from admin import paths
from admin.parts.moments import Moment, moment
from commerce.reviews.queries import ReviewView
from ui.stars import star_signs, stars_text
from ui.texts import _, localized


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review. `customer_href`: the page of who wrote it, for who may see customers."""

    id: str = ""
    product: str = ""
    product_href: str = ""
    by: str = ""
    customer_href: str = ""
    signs: str = ""
    stars: str = ""
    text: str = ""
    state: str = ""
    answer: str = ""
    at: Moment = field(default_factory=Moment)


def review_row(review: ReviewView, zone: str, *, sees_customers: bool) -> ReviewRow:
    """The row of `review` in the shop's zone."""
    href = localized(paths.customer(str(review.customer_id))) if sees_customers else ""
    return ReviewRow(
        id=str(review.id),
        product=review.product,
        product_href=localized(paths.product(str(review.product_id))),
        by=review.by or _("No name"),
        customer_href=href,
        signs=star_signs(review.stars),
        stars=stars_text(review.stars),
        text=review.text,
        state=review.state,
        answer=review.answer,
        at=moment(review.written_at, zone),
    )
