"""Lines and totals of a cart, a checkout or an order: name, quantity, price, discount."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from ui.parts.pictures import picture
from ui.parts.prices import price_tag
from ui.parts.stepper import quantity_stepper
from ui.parts.values import each, filled, when, yes_no
from ui.texts import _


@dataclass(frozen=True, slots=True)
class Line:
    """One line; every amount is text already. `left` < 0: no limit is known.

    `href`: the product's page, as it is (localized), or nothing.
    """

    sku: str
    name: str
    options: str = ""
    image: str = ""
    href: str = ""
    quantity: int = 1
    price: str = ""
    discount: str = ""
    total: str = ""
    total_before: str = ""
    left: int = -1
    problem: str = ""
    answers: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Amount:
    """One row of the totals."""

    label: str
    value: str
    strong: bool = False


def order_lines(
    lines: rx.Var[list[Line]] | list[Line],
    *,
    on_quantity: Callable[[Any, Any], Any] | None = None,
    on_remove: Callable[[Any], Any] | None = None,
) -> rx.Component:
    """The lines; with handlers `on_quantity(sku, quantity)`, `on_remove(sku)` editable in place."""

    def drawn(line: Line) -> rx.Component:
        return _line(line, on_quantity, on_remove)

    return rx.el.ul(each(lines, drawn), class_name="order-lines")


def totals(amounts: rx.Var[list[Amount]] | list[Amount]) -> rx.Component:
    """What it adds up to; the last, strong row is what is paid."""
    return rx.el.dl(each(amounts, _amount), class_name="totals")


def _line(line: Line, on_quantity: Any, on_remove: Any) -> rx.Component:
    name = when(
        filled(line.href),
        rx.el.a(line.name, href=line.href),
        rx.el.span(line.name),
    )
    return rx.el.li(
        picture(line.image, "", width=64, height=64),
        rx.el.div(
            rx.el.p(name, class_name="order-line-name"),
            when(filled(line.options), rx.el.p(line.options, class_name="quiet small")),
            rx.el.p(
                line.price if on_quantity else rx.fragment(line.price, f" × {line.quantity}"),
                class_name="quiet small number",
            ),
            each(line.answers, lambda said: rx.el.p(said, class_name="small line-answer")),
            when(filled(line.discount), rx.el.p(line.discount, class_name="small line-discount")),
            class_name="order-line-text",
        ),
        rx.el.div(price_tag(line.total, line.total_before), class_name="order-line-side"),
        _tools(line, on_quantity, on_remove),
        when(
            filled(line.problem),
            rx.el.p(line.problem, class_name="field-error order-line-problem", role="alert"),
        ),
        class_name="order-line",
    )


def _tools(line: Line, on_quantity: Any, on_remove: Any) -> rx.Component:
    if on_quantity is None and on_remove is None:
        return rx.fragment()
    stepper = (
        quantity_stepper(
            line.quantity,
            lambda quantity: on_quantity(line.sku, quantity),
            label=_("Quantity of {name}", name=line.name),
            maximum=line.left,
        )
        if on_quantity
        else rx.fragment()
    )
    remove = (
        rx.button(
            rx.icon("trash-2", size=16, aria_hidden="true"),
            _("Remove"),
            rx.el.span(line.name, class_name="hidden-but-read"),
            type="button",
            variant="ghost",
            color_scheme="gray",
            high_contrast=True,
            on_click=on_remove(line.sku),
        )
        if on_remove
        else rx.fragment()
    )
    return rx.el.div(stepper, remove, class_name="order-line-tools")


def _amount(amount: Amount) -> rx.Component:
    return rx.el.div(
        rx.el.dt(amount.label),
        rx.el.dd(amount.value),
        custom_attrs={"data-strong": yes_no(amount.strong)},
    )
