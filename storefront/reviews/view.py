"""A review in words."""

from dataclasses import dataclass

from commerce.people.contacts import masked_name
from commerce.reviews.queries import ReviewView
from ui.amounts import day_text
from ui.stars import star_signs, stars_text
from ui.texts import _, localized


@dataclass(frozen=True, slots=True)
class ShownReview:
    """One review. `state`: '' where everybody sees it, else what its writer is told."""

    id: str
    by: str
    when: str
    at: str
    signs: str
    stars: str
    text: str
    answer: str
    product: str = ""
    href: str = ""
    state: str = ""


def shown_review(review: ReviewView, zone: str) -> ShownReview:
    """The review as everybody sees it: its writer's name is only begun."""
    return ShownReview(
        id=str(review.id),
        by=masked_name(review.by) or _("A customer"),
        when=day_text(review.written_at, zone),
        at=review.written_at.isoformat(),
        signs=star_signs(review.stars),
        stars=stars_text(review.stars),
        text=review.text,
        answer=review.answer,
        product=review.product,
        href=localized(f"/p/{review.slug}") + "#reviews",
        state=state_text(review.state),
    )


def state_text(state: str) -> str:
    """What its writer is told of it."""
    return {
        "waiting": _("The shop looks at it before it is shown."),
        "hidden": _("The shop does not show it."),
    }.get(state, "")
