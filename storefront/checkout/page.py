"""The checkout: lines, contact, address, delivery, payment and total on one page."""

import reflex as rx

from storefront import paths
from storefront.cart.parts import empty_cart, mending_notice, savings
from storefront.checkout import fields
from storefront.checkout.state import CheckoutState
from storefront.shell.page import add_shop_page, shop_page
from storefront.shell.state import ShellState
from ui.parts.buttons import submit_button
from ui.parts.draft_form import draft_form
from ui.parts.links import text_link
from ui.parts.order_lines import order_lines, totals
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import bone, waiting, when_ready
from ui.parts.values import is_some, when
from ui.texts import _, localized


def checkout_page() -> rx.Component:
    """Everything to confirm, at one glance, and one button."""
    return shop_page(
        rx.el.div(
            rx.el.h1(_("Check out")),
            when_ready(
                CheckoutState.loaded,
                when(is_some(CheckoutState.page.lines), _form(), _empty()),
                waiting(*(bone(height="56px") for _n in range(6))),
            ),
            class_name="stack",
        ),
    )


def _form() -> rx.Component:
    return draft_form(
        rx.el.div(
            _section(_("Contact and address"), _log_in(), fields.book(), fields.details()),
            rx.el.section(fields.deliveries()),
            rx.el.section(fields.payments()),
            class_name="stack-loose",
        ),
        rx.el.div(_summary(), class_name="aside"),
        attempt=CheckoutState.attempt,
        on_draft=CheckoutState.keep,
        on_send=CheckoutState.place,
        class_name="two-columns",
        id="checkout",
        keeps=True,
    )


def _summary() -> rx.Component:
    page = CheckoutState.page
    return rx.el.section(
        rx.el.h2(_("Your order")),
        mending_notice(page.troubled, CheckoutState.take_what_is_left),
        order_lines(
            page.lines, on_quantity=CheckoutState.set_quantity, on_remove=CheckoutState.remove
        ),
        savings(page.missing, page.reached),
        fields.coupon(),
        totals(page.amounts),
        when(page.nearly_free != "", rx.el.p(page.nearly_free, class_name="small quiet")),
        rx.el.input(type="hidden", name="expected", value=page.expected),
        rx.el.div(
            refusal_callout(CheckoutState.refusal),
            submit_button(
                rx.fragment(_("Place order and pay"), " ", page.total),
                pending=CheckoutState.placing,
            ),
            class_name="pay-bar",
        ),
        rx.el.p(
            _("By ordering you agree to the terms of this shop."),
            " ",
            text_link(paths.TERMS, _("Read the terms")),
            class_name="small quiet",
        ),
        _safety(),
        class_name="card stack",
        aria_label=_("Your order"),
    )


def _safety() -> rx.Component:
    """Security hints, where the money is about to go."""
    return rx.el.p(
        rx.icon("shield-check", size=16, aria_hidden="true"),
        _("You pay at the provider's own page. We never ask for a password or a code from an SMS."),
        class_name="hint small quiet",
    )


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title), *content, class_name="stack")


def _log_in() -> rx.Component:
    """For guests: an account fills the form in; it is never needed."""
    path = localized(paths.LOG_IN) + "?next=" + localized(paths.CHECKOUT)
    link = rx.el.a(_("Log in"), href=path, class_name="text-link")
    hint = rx.el.p(_("Been here before?"), " ", link, _(", or just go on as a guest."))
    return when(ShellState.person == "", rx.el.div(hint, class_name="small quiet"))


def _empty() -> rx.Component:
    return empty_cart(
        _("Put something in first; this page then has all that it takes to order it."),
        CheckoutState.page.last_order,
    )


def add_pages(app: rx.App) -> None:
    """Register the checkout."""
    add_shop_page(
        app,
        paths.CHECKOUT,
        checkout_page,
        title=lambda: _("Check out"),
        on_load=CheckoutState.follow,
        listed=False,
    )
