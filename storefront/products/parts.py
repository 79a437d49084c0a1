"""What one picks and reads on a product's page."""

from typing import Any

import reflex as rx

from storefront.products.view import ShownChoice, ShownOption
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button
from ui.parts.prices import price_tag
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import bone, waiting
from ui.parts.stepper import quantity_stepper
from ui.parts.values import Flag, Number, each, filled, is_some, when, yes_no
from ui.texts import _


def price_row(product: Any, *beside: rx.Component) -> rx.Component:
    """What it costs, what it cost, how much less that is; and at the other end what is `beside`."""
    price = rx.el.div(
        price_tag(product.price, product.compare_at, large=True),
        when(filled(product.saving), label_badge(product.saving, color="red")),
        class_name="row",
    )
    return rx.el.div(price, *beside, class_name="row-apart")


def stock_line(product: Any) -> rx.Component:
    """Whether it can be had, read out when it changes."""
    return rx.el.p(
        rx.match(
            product.stock,
            ("good", rx.icon("circle-check", size=18, aria_hidden="true")),
            ("few", rx.icon("clock", size=18, aria_hidden="true")),
            rx.icon("circle-slash", size=18, aria_hidden="true"),
        ),
        product.stock_words,
        class_name="stock-line",
        role="status",
        custom_attrs={"data-stock": product.stock},
    )


def option_pickers(options: Any, on_choose: Any) -> rx.Component:
    """A row of buttons for each option; what cannot be had says so and may still be looked at."""

    def drawn(option: ShownOption) -> rx.Component:
        return rx.el.fieldset(
            rx.el.legend(
                option.name, ": ", rx.el.span(option.picked, class_name="quiet option-picked")
            ),
            each(option.choices, lambda choice: _choice(choice, on_choose)),
            class_name="pills",
        )

    return each(options, drawn)


def _choice(choice: ShownChoice, on_choose: Any) -> rx.Component:
    return rx.el.button(
        choice.label,
        rx.match(
            choice.state,
            ("sold_out", rx.el.span(" ", _("Sold out"), class_name="hidden-but-read")),
            ("none", rx.el.span(" ", _("Not made"), class_name="hidden-but-read")),
            rx.fragment(),
        ),
        type="button",
        on_click=on_choose(choice.axis, choice.pick),
        class_name="option-pick",
        custom_attrs={"aria-pressed": yes_no(choice.chosen), "data-state": choice.state},
    )


def buy_box(
    product: Any,
    quantity: Number,
    refusal: Any,
    *,
    on_quantity: Any,
    on_add: Any,
    on_buy: Any,
    pending: Flag = False,
) -> rx.Component:
    """Whether it can be had, how many, into the cart, or straight to the checkout."""
    stepper = quantity_stepper(
        quantity,
        on_quantity,
        label=_("Quantity"),
        maximum=product.left,
        disabled=~product.addable,
    )
    add = action_button(
        when(product.addable, rx.el.span(_("Add to cart")), rx.el.span(product.stock_words)),
        on_add,
        tone="quiet",
        size="3",
        disabled=~product.addable | pending,
    )
    buy = action_button(
        _("Buy now"), on_buy, tone="primary", size="3", disabled=~product.addable | pending
    )
    return rx.fragment(
        rx.el.div(stock_line(product), stepper, class_name="row-apart"),
        rx.el.div(refusal_callout(refusal), add, buy, class_name="buy-actions"),
    )


def description(product: Any) -> rx.Component:
    """The long text and the SKU."""
    return rx.el.section(
        rx.el.h2(_("Description")),
        each(product.paragraphs, rx.el.p),
        when(
            filled(product.sku),
            rx.el.p(_("SKU") + " ", rx.el.span(product.sku), class_name="quiet small"),
        ),
        class_name="stack-tight",
    )


def similar_section(product: Any, tiles: Any, grid: rx.Component) -> rx.Component:
    """Others of the shelf; the more wanted when this one is sold out."""
    heading = when(
        product.all_sold_out,
        rx.el.h2(_("In stock and much like it")),
        rx.el.h2(_("You may also like")),
    )
    return when(is_some(tiles), rx.el.section(heading, grid, class_name="stack product-similar"))


def product_bones() -> rx.Component:
    """The page while it is read."""
    return rx.el.div(
        rx.el.div(rx.el.span(class_name="bone product-bone")),
        waiting(
            bone("70%", "32px"),
            bone("30%", "24px"),
            bone("50%"),
            bone("100%", "44px"),
            bone("100%", "44px"),
            class_name="stack",
        ),
        class_name="product",
    )
