"""Answers to what customers ask, short, with the next step beside each."""

import reflex as rx

from storefront import paths
from storefront.help.state import HelpState
from storefront.parts.deliveries import delivery_list
from storefront.shell.page import add_shop_page, shop_page
from ui.parts.buttons import link_button
from ui.parts.messages import notice
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import is_some, when
from ui.texts import _, plural


def help_page() -> rx.Component:
    """Five questions."""
    return shop_page(
        rx.el.div(
            rx.el.h1(_("Help")),
            refusal_callout(HelpState.refusal),
            _contents(),
            _finding(),
            _delivery(),
            _paying(),
            _safety(),
            _returning(),
            class_name="stack help",
        ),
        width="narrow",
    )


def _contents() -> rx.Component:
    entries = [
        ("order", "package-search", _("Where is my order?")),
        ("delivery", "truck", _("Delivery")),
        ("payment", "credit-card", _("Payment")),
        ("safety", "shield-check", _("Paying safely")),
        ("returns", "undo-2", _("Cancelling and returns")),
    ]
    return rx.el.nav(
        rx.el.ul(*(_entry(*entry) for entry in entries), class_name="help-contents"),
        aria_label=_("On this page"),
    )


def _entry(anchor: str, icon: str, name: str) -> rx.Component:
    return rx.el.li(
        rx.el.a(rx.icon(icon, size=18, aria_hidden="true"), name, href=f"#{anchor}"),
    )


def _answer(anchor: str, heading: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(heading),
        *content,
        class_name="stack-tight help-answer",
        custom_attrs={"id": anchor},
    )


def _finding() -> rx.Component:
    return _answer(
        "order",
        _("Where is my order?"),
        rx.el.p(
            _(
                "You need its number and the phone or e-mail that you ordered with. No account "
                "needed. The page shows each step as it happens."
            )
        ),
        rx.el.div(link_button(_("Find my order"), paths.FIND_ORDER, tone="quiet")),
    )


def _delivery() -> rx.Component:
    return _answer(
        "delivery",
        _("Delivery"),
        rx.el.p(_("If you order now:")),
        when_ready(is_some(HelpState.ways), delivery_list(HelpState.ways), text_skeleton(3)),
    )


def _paying() -> rx.Component:
    waiting = plural(
        "An unpaid order keeps its goods for you for {count} minute.",
        "An unpaid order keeps its goods for you for {count} minutes.",
        HelpState.hold_minutes,
    )
    return _answer(
        "payment",
        _("Payment"),
        rx.el.p(
            _(
                "You pay at the payment provider and come back by yourself. If a payment fails, "
                "nothing is charged and you pay again on the same order, another way if you like."
            )
        ),
        when(is_some(HelpState.hold_minutes), rx.el.p(waiting)),
    )


def _safety() -> rx.Component:
    hints = [
        _("Look at the address bar: it begins with https and shows the provider's own name."),
        _("We never see or keep your card number."),
        _("Nobody of ours ever asks for a password or a code, by phone, chat or e-mail."),
        _("We call nobody to pay a second time or to another account. If somebody does, hang up."),
    ]
    return _answer(
        "safety",
        _("Paying safely"),
        notice(rx.el.ul(*(rx.el.li(hint) for hint in hints), class_name="help-hints"), tone="good"),
    )


def _returning() -> rx.Component:
    return _answer(
        "returns",
        _("Cancelling and returns"),
        rx.el.p(
            _(
                "Until it is sent you can cancel on the order's page; what you paid goes back the "
                "way it came."
            )
        ),
        rx.el.p(
            _(
                "Once it is sent, the shop refunds all or a part of it to the way you paid, and "
                "the order's page and a message tell you of each refund."
            )
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register the help page."""
    add_shop_page(app, paths.HELP, help_page, title=lambda: _("Help"), on_load=HelpState.load)
