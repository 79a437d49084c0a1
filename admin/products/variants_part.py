"""The variants of a product's form, and their levels."""

from typing import Any

import reflex as rx

from admin.parts.panels import panel
from admin.products.editor_state import EditorState
from admin.products.form import OPTION_LIMIT
from admin.products.variant_lines import LevelLine, OptionCell, VariantLine
from admin.shell.page import may
from admin.stock.levels import level_badge
from admin.stock.panel_state import StockPanelState
from commerce.people.rights import Right
from ui.parts.buttons import action_button, icon_button
from ui.parts.fields import check_field, text_field
from ui.parts.refused import field_error
from ui.parts.values import filled, is_some, when
from ui.texts import _


def variants_part() -> rx.Component:
    """Options in general, then a row for each variant."""
    edits = may(Right.PRODUCTS_EDIT)
    return panel(
        _("Variants and prices"),
        rx.el.p(
            _(
                "A new price counts from the moment it is saved; orders keep the one they were placed at."
            ),
            class_name="quiet",
        ),
        rx.foreach(rx.Var.range(EditorState.option_count), _option_names),
        rx.foreach(EditorState.lines, _variant),
        rx.el.p(_error("variants"), class_name="field-error", aria_live="polite"),
        when(
            edits,
            rx.el.div(
                action_button(_("Add a variant"), EditorState.add_variant, icon="plus"),
                when(
                    EditorState.option_count < OPTION_LIMIT,
                    action_button(
                        _("Add an option"), EditorState.add_option, icon="plus", tone="plain"
                    ),
                ),
                class_name="row",
            ),
        ),
    )


def levels_part() -> rx.Component:
    """What is left of each saved variant; changed in the panel, with a reason."""
    part = panel(
        _("Stock"),
        rx.el.ul(rx.foreach(EditorState.levels, _level), class_name="levels"),
    )
    return when(is_some(EditorState.levels), part)


def _option_names(n: rx.vars.NumberVar[int]) -> rx.Component:
    def named(language: str, words: str) -> rx.Component:
        name: Any = f"options.{n}.{language}"
        return text_field(
            name,
            words,
            default_value=EditorState.values[name],
            error=_error(f"options.{n}"),
            max_length=120,
        )

    return rx.el.fieldset(
        rx.el.legend(_("Option {n}", n=n + 1), class_name="strong"),
        named("en", _("Its name in English, such as Size")),
        named("zh", _("Its name in Chinese, such as 尺寸")),
        class_name="variant variant-option",
    )


def _variant(line: VariantLine) -> rx.Component:
    prefix = f"variants.{line.key}"

    def field(part: str, label: Any, value: Any, **props: Any) -> rx.Component:
        name = f"{prefix}.{part}"
        return text_field(name, label, default_value=value, error=_error(name), **props)

    money = EditorState.head.currency
    numeric = {"input_mode": "decimal", "auto_complete": "off"}
    return rx.el.fieldset(
        rx.el.legend(rx.cond(line.sku, line.sku, _("New variant")), class_name="strong"),
        rx.foreach(line.options, lambda cell: _option_values(prefix, cell)),
        field("sku", _("SKU"), line.sku, max_length=64, auto_complete="off"),
        field("price", _("Price in {currency}", currency=money), line.price, **numeric),
        field("compare_at", _("Price before"), line.compare_at, optional=True, **numeric),
        when(
            EditorState.head.has_weight,
            field("weight", _("Weight in grams"), line.weight, optional=True, **numeric),
        ),
        when(
            filled(EditorState.head.units),
            field(
                "units",
                _("Quantity: {units}", units=EditorState.head.units),
                line.units,
                help_text=_("A whole number, such as 10000."),
                input_mode="numeric",
                auto_complete="off",
            ),
        ),
        check_field(f"{prefix}.active", _("For sale"), default_checked=line.active),
        when(
            line.is_new,
            icon_button("trash-2", _("Remove this row"), EditorState.drop_variant(line.key)),
        ),
        rx.el.p(_error(f"{prefix}.options"), class_name="field-error", aria_live="polite"),
        class_name="variant",
        key=line.key,
    )


def _option_values(prefix: str, cell: OptionCell) -> rx.Component:
    def value(language: str, words: str, text: Any) -> rx.Component:
        name = f"{prefix}.options.{cell.n}.{language}"
        error = _error(f"{prefix}.options.{cell.n}")
        label = _("{option} ({language})", option=cell.label, language=words)
        return text_field(name, label, default_value=text, error=error, max_length=120)

    return rx.fragment(value("en", _("English"), cell.en), value("zh", _("Chinese"), cell.zh))


def _level(line: LevelLine) -> rx.Component:
    words = rx.cond(may(Right.STOCK_EDIT), _("Adjust"), _("Show"))
    return rx.el.li(
        rx.el.span(
            rx.el.span(line.sku, class_name="number strong"),
            when(filled(line.options), rx.el.span(line.options, class_name="quiet")),
            class_name="row",
        ),
        rx.el.span(
            level_badge(line.level, line.words),
            rx.el.span(line.left, class_name="number strong"),
            action_button(
                rx.fragment(words, rx.el.span(" ", line.sku, class_name="hidden-but-read")),
                StockPanelState.open_for(line.variant_id),
                size="1",
            ),
            class_name="row",
        ),
    )


def _error(name: str) -> rx.Var[str]:
    return field_error(EditorState.refusal, name)  # pyright: ignore[reportArgumentType]
