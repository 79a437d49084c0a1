"""The wish list's page, and the page where one stops messages."""

import reflex as rx

from storefront import paths
from storefront.account.parts import account_page
from storefront.parts.cards import ProductTile, product_card
from storefront.shell.page import add_shop_page, shop_page
from storefront.wishes.list_state import ShownWait, WishListState
from storefront.wishes.stop_state import StopState
from ui.parts.buttons import action_button, link_button
from ui.parts.links import text_link
from ui.parts.messages import empty_state, notice
from ui.parts.refused import refusal_callout, refusal_sentence
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _, localized


def wishes_page() -> rx.Component:
    """The list, and below it what the customer waits for."""
    state = WishListState
    nothing = empty_state(
        "heart",
        _("Nothing on your wish list yet"),
        _("Press the heart on a product's page to keep it here."),
        link_button(_("Look around"), paths.HOME),
    )
    content = rx.el.div(
        rx.cond(state.signed_in, rx.fragment(), _as_guest()),
        when(is_some(state.tiles), _tiles(), nothing),
        when(is_some(state.waits), _waits()),
        class_name="stack",
    )
    return account_page(
        _("Wish list"),
        refusal_callout(state.refusal),
        when_ready(state.loaded, content, text_skeleton(6)),
        signed_in=rx.cond(state.loaded, state.signed_in, True).to(bool),
    )


def _as_guest() -> rx.Component:
    return notice(
        _("This list is kept in this browser."),
        " ",
        text_link(
            f"{paths.LOG_IN}?next={localized(paths.WISHES)}", _("Log in to keep it for good")
        ),
    )


def _tiles() -> rx.Component:
    def drawn(tile: ProductTile) -> rx.Component:
        return rx.el.li(
            product_card(tile, under_h1=True),
            action_button(
                _("Take it off"),
                WishListState.remove(tile.slug),
                icon="x",
                tone="plain",
                aria_label=_("Take it off") + " " + tile.name,
            ),
            class_name="stack-tight wish-tile",
        )

    return rx.el.ul(rx.foreach(WishListState.tiles, drawn), class_name="product-grid")


def _waits() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("You are told when it is back")),
        rx.el.ul(rx.foreach(WishListState.waits, _wait), class_name="account-orders"),
        class_name="stack",
    )


def _wait(wait: ShownWait) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.a(wait.name, href=wait.href, class_name="strong"),
            rx.el.p(wait.reach, class_name="quiet small number"),
            class_name="stack-tight account-order-name",
        ),
        action_button(
            _("Never mind"),
            WishListState.give_up(wait.id),
            tone="plain",
            aria_label=_("Never mind") + " " + wait.name,
        ),
        class_name="row-apart wait",
    )


def stop_page() -> rx.Component:
    """One button; or that it is done, or that the link is wrong."""
    wrong = filled(refusal_sentence(StopState.refusal))
    ask = rx.el.div(
        rx.el.p(
            _(
                "We then write no more to you about what is back in stock, and forget what you "
                "wait for. Messages about your orders still come."
            )
        ),
        rx.el.div(action_button(_("No more such messages"), StopState.stop, tone="primary")),
        class_name="stack",
    )
    done = notice(_("Done. We write no more of that sort to you."), tone="good", role="status")
    return shop_page(
        rx.el.div(
            rx.el.h1(_("No more such messages")),
            refusal_callout(StopState.refusal),
            when_ready(
                rx.State.is_hydrated,
                rx.cond(wrong, rx.fragment(), rx.cond(StopState.done, done, ask)),
                text_skeleton(3),
            ),
            class_name="stack",
        ),
        width="form",
    )


def add_pages(app: rx.App) -> None:
    """Register both; neither stands in the sitemap."""
    add_shop_page(
        app,
        paths.WISHES,
        wishes_page,
        title=lambda: _("Wish list"),
        on_load=WishListState.load,
        listed=False,
    )
    add_shop_page(
        app,
        paths.STOP,
        stop_page,
        title=lambda: _("No more such messages"),
        on_load=StopState.load,
        listed=False,
    )
