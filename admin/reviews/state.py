"""The list of reviews, and the one that is answered."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import id_of, text_in
from admin.reviews.narrowing import Narrowing
from admin.reviews.rows import ReviewRow, review_row
from commerce.errors import NotFound
from commerce.people.rights import Right
from commerce.reviews.moderating import AnswerReview, PutReview, answer_review, put_review
from commerce.reviews.queries import review_of_shop, reviews_of_shop, waiting_reviews
from ui.acting import staff_at
from ui.amounts import number_text
from ui.parts.messages import toast_done, toast_undo
from ui.refusals import Refusal
from ui.texts import _, localized
from ui.visits import StaffVisit

Answer = rx.event.EventSpec | list[Any] | None


class ReviewsState(rx.State):
    """One page of the shop's reviews. `waiting`: how many staff have to look at."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    asked: str = ""
    rows: rx.Field[list[ReviewRow]] = rx.field(default_factory=list)
    waiting: str = ""
    older_href: str = ""
    newest_href: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        self.rows, self.asked = [], ""
        self.older_href = self.newest_href = ""
        async with staff_at(self, Right.REVIEWS_EDIT) as at:
            await _show(self, at)
        self.loaded = True

    @rx.event
    async def put(self, review_id: str, state: str) -> Answer:
        """Show a review or hide it."""
        async with staff_at(self, Right.REVIEWS_EDIT) as at:
            command = PutReview.parse({"state": state})
            await put_review(at.session, id_of(review_id, "review"), command)
            await _show(self, at)
            if command.state == "hidden":
                again = ReviewsState.put(review_id, "published")
                return toast_undo(_("Nobody sees it any more, and its stars do not count."), again)
            return toast_done(_("It is shown."))
        return None


class AnswerState(rx.State):
    """The review that is answered."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    shown: ReviewRow = ReviewRow()

    @rx.event
    async def open_panel(self, review_id: str) -> None:
        """Show one, with its answer to be written."""
        async with staff_at(self, Right.REVIEWS_EDIT) as at:
            review = await review_of_shop(at.session, id_of(review_id, "review"), at.locale)
            if review is None:
                raise NotFound("review")
            self.shown = review_row(review, at.shop.time_zone, sees_customers=False)
            self.opened = True

    @rx.event
    async def close_panel(self) -> None:
        """Leave it."""
        async with staff_at(self, Right.REVIEWS_EDIT):
            self.opened, self.shown = False, ReviewRow()

    @rx.event
    async def save(self, form: dict[str, Any]) -> Answer:
        """Answer it."""
        async with staff_at(self, Right.REVIEWS_EDIT) as at:
            command = AnswerReview.parse({"answer": text_in(form, "answer")})
            await answer_review(at.session, id_of(self.shown.id, "review"), command)
            self.opened = False
            done = _("Answered.") if command.answer else _("The answer is gone.")
            return [ReviewsState.load, toast_done(done)]
        return None


async def _show(state: ReviewsState, at: StaffVisit) -> None:
    asked = Narrowing.parse(dict(state.router.url.query_parameters))
    page = await reviews_of_shop(at.session, at.locale, asked.state, asked.before)
    zone, sees = at.shop.time_zone, at.may(Right.CUSTOMERS_VIEW)
    state.asked = asked.state
    state.rows = [review_row(review, zone, sees_customers=sees) for review in page.items]
    state.older_href = localized(asked.path(page.older)) if page.older else ""
    state.newest_href = localized(asked.path()) if asked.before else ""
    count = await waiting_reviews(at.session)
    state.waiting = number_text(count) if count else ""
