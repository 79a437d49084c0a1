"""What a customer may review, and what they wrote."""

from dataclasses import dataclass

import reflex as rx

from commerce.reviews.queries import ToReview, reviews_by, to_review
from storefront import paths
from storefront.cart.view import picture_url
from storefront.reviews.view import ShownReview, shown_review
from ui.acting import customer_at
from ui.refusals import Refusal
from ui.texts import localized


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A product that was received and not reviewed."""

    name: str
    image: str
    href: str

    @classmethod
    def of(cls, product: ToReview) -> "Unreviewed":
        """The product in the spoken language."""
        href = localized(paths.product(product.slug)) + "#reviews"
        return cls(product.name, picture_url(product.picture_id), href)


class OwnReviewsState(rx.State):
    """Both lists, the newest first."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    open: rx.Field[list[Unreviewed]] = rx.field(default_factory=list)
    written: rx.Field[list[ShownReview]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read them."""
        async with customer_at(self) as at:
            asked = (at.session, at.customer.id, at.locale)
            self.open = [Unreviewed.of(product) for product in await to_review(*asked)]
            zone = at.shop.time_zone
            self.written = [shown_review(review, zone) for review in await reviews_by(*asked)]
            self.loaded = True
