"""My reviews: what may be reviewed, and what was."""

import reflex as rx

from storefront import paths
from storefront.account.parts import account_page
from storefront.reviews.own_state import OwnReviewsState, Unreviewed
from storefront.reviews.parts import review_entry
from storefront.reviews.view import ShownReview
from storefront.shell.page import add_shop_page
from ui.parts.buttons import link_button
from ui.parts.messages import empty_state
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def reviews_page() -> rx.Component:
    """The page."""
    state = OwnReviewsState
    nothing = empty_state(
        "star",
        _("Nothing to review yet"),
        _("Once something that you ordered has arrived, you can say here what you think of it."),
        link_button(_("My orders"), paths.ACCOUNT, tone="quiet"),
    )
    content = rx.el.div(
        when(is_some(state.open), _open()),
        when(is_some(state.written), _written()),
        when(is_some(state.open) | is_some(state.written), rx.fragment(), nothing),
        class_name="stack",
    )
    return account_page(
        _("My reviews"),
        refusal_callout(state.refusal),
        when_ready(state.loaded, content, text_skeleton(6)),
    )


def _open() -> rx.Component:
    def drawn(product: Unreviewed) -> rx.Component:
        return rx.el.li(
            picture(product.image, "", width=72, height=72),
            rx.el.span(product.name, class_name="strong account-order-name"),
            rx.el.a(
                _("Write a review"),
                rx.el.span(" ", product.name, class_name="hidden-but-read"),
                href=product.href,
                class_name="text-link",
            ),
            class_name="account-order",
        )

    return rx.el.section(
        rx.el.h2(_("What do you think of it?")),
        rx.el.ul(rx.foreach(OwnReviewsState.open, drawn), class_name="account-orders"),
        class_name="stack",
    )


def _written() -> rx.Component:
    def drawn(review: ShownReview) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.a(review.product, href=review.href, class_name="strong")),
            when(filled(review.state), rx.el.p(review.state, class_name="small review-told")),
            rx.el.ul(review_entry(review), class_name="reviews"),
        )

    return rx.el.section(
        rx.el.h2(_("What you wrote")),
        rx.el.ul(rx.foreach(OwnReviewsState.written, drawn), class_name="stack own-reviews"),
        class_name="stack",
    )


def add_pages(app: rx.App) -> None:
    """Register it; it stands in no sitemap."""
    add_shop_page(
        app,
        paths.REVIEWS,
        reviews_page,
        title=lambda: _("My reviews"),
        on_load=OwnReviewsState.load,
        listed=False,
    )
