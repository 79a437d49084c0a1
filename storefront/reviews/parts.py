"""The section of reviews on a product's page."""

from typing import Any

import reflex as rx

from commerce.reviews.writing import LONGEST
from storefront.reviews.state import ProductReviewsState
from storefront.reviews.view import ShownReview
from ui.parts.buttons import action_button, submit_button
from ui.parts.draft_form import draft_form
from ui.parts.fields import Option, area_field, choice_pills
from ui.parts.messages import notice
from ui.parts.refused import field_error, refusal_callout
from ui.parts.stars import stars_shown
from ui.parts.values import each, filled, is_some, when
from ui.stars import MOST, stars_text
from ui.texts import _


def reviews_section(product: Any) -> rx.Component:
    """What buyers think of it, on average and one by one, and the place to write one's own."""
    state = ProductReviewsState
    none = rx.el.p(_("No reviews yet."), class_name="quiet")
    more = action_button(_("Show older reviews"), state.show_more)
    return rx.el.section(
        rx.el.div(
            rx.el.h2(_("Reviews")),
            when(filled(product.rating), _average(product)),
            rx.el.p(
                _("Only customers who bought it here and received it can write one."),
                class_name="quiet small",
            ),
            class_name="stack-tight",
        ),
        when(state.own.may, _own()),
        when(
            is_some(state.reviews),
            rx.el.ul(each(state.reviews, review_entry), class_name="reviews"),
            none,
        ),
        when(filled(state.older), more),
        class_name="stack",
        custom_attrs={"id": "reviews"},
    )


def rating_link(product: Any) -> rx.Component:
    """The average beside the name; it leads to the reviews."""
    return when(
        filled(product.rating),
        rx.el.a(_average(product), href="#reviews", class_name="rating-link"),
    )


def review_entry(review: ShownReview) -> rx.Component:
    """One review, and the shop's answer below it."""
    answer = rx.el.div(
        rx.el.p(_("The shop answers"), class_name="strong small"),
        rx.el.p(review.answer, class_name="review-text"),
        class_name="review-answer",
    )
    return rx.el.li(
        rx.el.div(
            stars_shown(review.signs, review.stars),
            rx.el.span(review.by),
            rx.el.time(review.when, date_time=review.at),
            class_name="row quiet small review-head",
        ),
        when(filled(review.text), rx.el.p(review.text, class_name="review-text")),
        when(filled(review.answer), answer),
        class_name="review",
    )


def _average(product: Any) -> rx.Component:
    return stars_shown(product.rating_signs, product.rating)


def _own() -> rx.Component:
    state = ProductReviewsState
    stars = [Option(str(n), stars_text(n)) for n in range(MOST, 0, -1)]
    away = action_button(_("Delete my review"), state.remove, icon="trash-2", tone="plain")
    return draft_form(
        rx.el.h3(_("Your review")),
        when(filled(state.own.told), notice(state.own.told)),
        refusal_callout(state.refusal),
        choice_pills(
            "stars",
            _("Your rating"),
            stars,
            value=state.stars,
            on_change=state.choose,
            error=field_error(state.refusal, "stars"),
        ),
        area_field(
            "text",
            _("What you think of it"),
            help_text=_("Everybody reads it, under the first sign of your name."),
            error=field_error(state.refusal, "text"),
            optional=True,
            rows=4,
            max_length=LONGEST,
            default_value=state.own.text,
            key=f"review-{state.own.text}",
        ),
        rx.el.div(
            submit_button(_("Send review"), wide=False, tone="quiet"),
            when(state.own.written, away),
            class_name="row",
        ),
        attempt=state.attempt,
        on_draft=rx.noop(),
        on_send=state.write,
        class_name="card stack-tight",
        id="own-review",
    )
