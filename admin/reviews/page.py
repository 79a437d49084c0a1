"""Reviews: what customers say of what they got, the newest first."""

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.panels import side_panel
from admin.reviews.rows import ReviewRow
from admin.reviews.state import AnswerState, ReviewsState
from admin.shell.page import add_office_page, office_page
from commerce.reviews.writing import LONGEST
from ui.parts.badges import review_states, state_badge
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import area_field
from ui.parts.messages import empty_state
from ui.parts.pager import page_links
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.stars import stars_shown
from ui.parts.values import Text, each, filled, is_some, when
from ui.texts import _, localized


def add_pages(app: rx.App) -> None:
    """Register the list of reviews."""
    add_office_page(
        app,
        paths.REVIEWS,
        reviews_page,
        title=lambda: _("Reviews"),
        on_load=[AnswerState.close_panel, ReviewsState.load],
    )


def reviews_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Reviews")),
        _tabs(),
        refusal_callout(ReviewsState.refusal),
        when_ready(ReviewsState.is_hydrated & ReviewsState.loaded, _list(), table_skeleton(6)),
        _panel(),
    )


def _tabs() -> rx.Component:
    return rx.el.nav(
        _tab("", _("All"), ""),
        _tab("waiting", _("To look at"), ReviewsState.waiting),
        _tab("published", _("Shown"), ""),
        _tab("hidden", _("Hidden"), ""),
        class_name="tabs",
        aria_label=_("Which reviews"),
    )


def _tab(state: str, words: str, count: Text) -> rx.Component:
    query = f"?state={state}" if state else ""
    current = rx.cond(ReviewsState.asked == state, "page", "false")
    return rx.el.a(
        words,
        when(filled(count), rx.el.span(count, class_name="tab-count")),
        href=localized(f"{paths.REVIEWS}/{query}"),
        class_name="tab",
        custom_attrs={"aria-current": current},
    )


def _list() -> rx.Component:
    state = ReviewsState
    none_yet = empty_state(
        "star",
        _("No reviews yet"),
        _("Whoever received something can review it on its page, or under 'My reviews'."),
    )
    all_seen = empty_state("circle-check", _("Nothing to do here"))
    none_so = empty_state("star", _("No such reviews"))
    nothing = when(state.asked == "", none_yet, when(state.asked == "waiting", all_seen, none_so))
    rows = rx.el.ul(each(state.rows, _entry), class_name="panel office-reviews")
    return rx.fragment(
        when(is_some(state.rows), rows, nothing), page_links(state.older_href, state.newest_href)
    )


def _entry(row: ReviewRow) -> rx.Component:
    by = when(
        filled(row.customer_href),
        rx.el.a(row.by, href=row.customer_href, class_name="text-link"),
        rx.el.span(row.by),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.a(row.product, href=row.product_href, class_name="row-link"),
            state_badge(review_states, row.state),
            class_name="row",
        ),
        rx.el.div(
            stars_shown(row.signs, row.stars), by, time_tag(row.at), class_name="row quiet small"
        ),
        when(filled(row.text), rx.el.p(row.text, class_name="review-text")),
        when(filled(row.answer), _answer(row)),
        rx.el.div(_deeds(row), class_name="row"),
        class_name="review",
    )


def _answer(row: ReviewRow) -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Our answer"), class_name="strong small"),
        rx.el.p(row.answer, class_name="review-text"),
        class_name="review-answer",
    )


def _deeds(row: ReviewRow) -> rx.Component:
    hide = action_button(_("Hide"), ReviewsState.put(row.id, "hidden"), icon="eye-off")
    show = action_button(_("Show it"), ReviewsState.put(row.id, "published"), icon="eye")
    words = when(filled(row.answer), rx.el.span(_("Change answer")), rx.el.span(_("Answer")))
    answer = action_button(words, AnswerState.open_panel(row.id), icon="reply", tone="plain")
    return rx.fragment(
        rx.match(row.state, ("published", hide), ("hidden", show), rx.fragment(show, hide)), answer
    )


def _panel() -> rx.Component:
    shown = AnswerState.shown
    form = rx.el.form(
        area_field(
            "answer",
            _("Our answer"),
            help_text=_("Everybody reads it below the review. Empty takes it away."),
            error=field_error(AnswerState.refusal, "answer"),
            optional=True,
            rows=6,
            max_length=LONGEST,
            default_value=shown.answer,
            key=shown.id,
        ),
        submit_button(_("Save"), wide=False),
        on_submit=AnswerState.save,
        class_name="stack",
    )
    return side_panel(
        shown.product,
        refusal_callout(AnswerState.refusal),
        stars_shown(shown.signs, shown.stars),
        rx.el.p(shown.text, class_name="review-text"),
        form,
        open_now=AnswerState.opened,
        on_close=AnswerState.close_panel,
    )
