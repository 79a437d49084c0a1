"""A quantity with minus and plus (assets/parts/quantity_stepper.js)."""

from typing import Any

import reflex as rx

from ui.parts.values import Flag, Number, Text
from ui.texts import _


def _quantity(quantity: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (quantity,)


class QuantityStepper(rx.Component):
    """Answers at once; calls `on_quantity` with the new quantity when the fingers rest."""

    library = "$/public/parts/quantity_stepper.js"
    tag = "QuantityStepper"

    value: rx.Var[int]
    minimum: rx.Var[int]
    maximum: rx.Var[int]
    label: rx.Var[str]
    fewer: rx.Var[str]
    more: rx.Var[str]
    disabled: rx.Var[bool]
    name: rx.Var[str]
    on_quantity: rx.EventHandler[_quantity]


def quantity_stepper(
    value: Number,
    on_quantity: Any,
    *,
    label: Text,
    minimum: int = 1,
    maximum: Number = -1,
    disabled: Flag = False,
) -> rx.Component:
    """`on_quantity(quantity)` is the handler; a negative `maximum` is no limit."""
    return QuantityStepper.create(
        value=value,
        minimum=minimum,
        maximum=maximum,
        label=label,
        fewer=_("One less"),
        more=_("One more"),
        disabled=disabled,
        on_quantity=on_quantity,
    )
