"""The terms of the shop, as registration, checkout and footer name them."""

import reflex as rx

from storefront import paths
from storefront.shell.page import add_shop_page, shop_page
from storefront.terms.state import Passage, TermsState
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def terms_page() -> rx.Component:
    """Heading, since when, and the words; or that there are none yet."""
    return shop_page(
        rx.el.article(
            rx.el.h1(_("Terms")),
            refusal_callout(TermsState.refusal),
            when_ready(TermsState.loaded, _words(), text_skeleton(6)),
            class_name="stack terms",
        ),
        width="narrow",
    )


def _words() -> rx.Component:
    since = rx.el.p(_("In force since {day}.", day=TermsState.published), class_name="quiet small")
    none_yet = rx.el.p(
        _("This shop has published no terms of its own: the law alone applies."),
        class_name="quiet",
    )
    return rx.fragment(
        when(filled(TermsState.published), since),
        rx.cond(
            is_some(TermsState.passages),
            rx.fragment(rx.foreach(TermsState.passages, _passage)),
            none_yet,
        ),
    )


def _passage(passage: Passage) -> rx.Component:
    return rx.cond(
        passage.is_heading, rx.el.h2(passage.text), rx.el.p(passage.text, class_name="terms-text")
    )


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_shop_page(app, paths.TERMS, terms_page, title=lambda: _("Terms"), on_load=TermsState.load)
