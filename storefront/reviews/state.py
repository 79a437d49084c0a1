"""The reviews below a product, and one's own among them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from commerce.errors import InvalidInput
from commerce.limits import Limit, count
from commerce.reviews.queries import may_review, own_review, reviews_of_product
from commerce.reviews.writing import WriteReview, remove_review, write_review
from storefront.products.state import slug_at
from storefront.reviews.view import ShownReview, shown_review, state_text
from ui.acting import customer_at, visiting
from ui.forms import texts_of
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import CustomerVisit, Visit


@dataclass(frozen=True, slots=True)
class OwnReview:
    """The visitor's own. `may`: they received the product; `told`: where their review is not shown."""

    may: bool = False
    written: bool = False
    text: str = ""
    told: str = ""


class ProductReviewsState(rx.State):
    """`stars`: those chosen in the form; `older`: where the older reviews begin."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    reviews: rx.Field[list[ShownReview]] = rx.field(default_factory=list)
    older: str = ""
    own: OwnReview = OwnReview()
    stars: str = ""
    attempt: int = 0

    @rx.event
    async def load(self) -> None:
        """The newest ones, and one's own."""
        async with visiting(self) as at:
            await _show(self, at)

    @rx.event
    async def show_more(self) -> None:
        """The next ones, below those that are there."""
        async with visiting(self) as at:
            await _add(self, at, _id(self.older))

    @rx.event
    async def choose(self, stars: Any) -> None:
        """So many stars; the review is not sent yet."""
        async with visiting(self):
            self.stars = str(WriteReview.parse({"stars": stars}).stars)

    @rx.event
    async def write(self, form: Any) -> rx.event.EventSpec | None:
        """Write it, or change what one wrote."""
        done = None
        async with customer_at(self) as at:
            await count(Limit.CHANGE_IP, at.client_ip)
            given = texts_of(form)
            if not given.get("stars"):
                raise InvalidInput.of("stars", "stars_missing")
            asked = {"stars": given["stars"], "text": given.get("text", "")}
            slug = slug_at(str(self.router.url))
            await write_review(at.session, at.customer, slug, WriteReview.parse(asked))
            await _show(self, at)
            done = toast_done(self.own.told or _("Thank you. Your review is shown."))
        self.attempt += self.refusal is not None
        return done

    @rx.event
    async def remove(self) -> rx.event.EventSpec | None:
        """Take one's own back."""
        async with customer_at(self) as at:
            await remove_review(at.session, at.customer, slug_at(str(self.router.url)))
            await _show(self, at)
            return toast_done(_("Your review is gone."))
        return None


async def _show(state: ProductReviewsState, at: Visit | CustomerVisit) -> None:
    state.reviews = []
    await _add(state, at, None)
    slug, customer = slug_at(str(state.router.url)), at.customer
    own = await own_review(at.session, customer.id, slug, at.locale) if customer else None
    may = customer is not None and await may_review(at.session, customer.id, slug)
    state.stars = str(own.stars) if own else ""
    state.own = (
        OwnReview(True, True, own.text, state_text(own.state)) if own else OwnReview(may=may)
    )


async def _add(state: ProductReviewsState, at: Visit | CustomerVisit, before: UUID | None) -> None:
    slug = slug_at(str(state.router.url))
    page = await reviews_of_product(at.session, slug, at.locale, before)
    shown = [shown_review(review, at.shop.time_zone) for review in page.items]
    state.reviews = [*state.reviews, *shown] if before else shown
    state.older = str(page.older) if page.older else ""


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
