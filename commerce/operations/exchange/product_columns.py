"""The columns of a file of products: a row a variant, the rows of a product below each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from commerce.catalog.texts import LANGUAGES
from commerce.money import Money
from commerce.operations.exchange.tables import MARK, written

TEXTS = ("name", "summary", "description")
OPTIONS = tuple(f"options.{language}" for language in LANGUAGES)
OF_PRODUCT = (
    "product",
    *(f"{text}.{language}" for text in TEXTS for language in LANGUAGES),
    *("category", "kind", "tax_class", "state"),
)
OF_VARIANT = ("sku", *OPTIONS, "price", "compare_at", "weight_grams", "units", "active", "stock")
COLUMNS = (*OF_PRODUCT, *OF_VARIANT)
NEEDED = ("product", "sku")
STATES = ("draft", "active", "archived")
Cells = Mapping[str, str]

_EXAMPLE: dict[str, str] = {
    "product": "linen-shirt",
    "name.en": "Linen shirt",
    "name.zh": "亚麻衬衫",
    "summary.en": "Light and cool",
    "summary.zh": "轻薄透气",
    "kind": "goods",
    "tax_class": "standard",
    "state": "draft",
    "price": "199.00",
    "compare_at": "249.00",
    "weight_grams": "220",
    "active": "yes",
}
_SIZES = (("M", "M", "12"), ("L", "L", "8"))


def template() -> bytes:
    """A file to begin with: every column, and one product of two variants."""
    rows = [
        _EXAMPLE
        | {"sku": f"SHIRT-{size}", "options.en": f"Size: {size}", "options.zh": f"尺码: {zh}"}
        | {"stock": stock}
        for size, zh, stock in _SIZES
    ]
    return MARK + written([COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)])


def cells_of(
    form: Mapping[str, Any], state: str, category: str, currency: str, stock: Mapping[str, int]
) -> dict[str, dict[str, str]]:
    """A product's cells by SKU, such as an import reads them; `form` is as `standing` tells it."""
    own = {"product": str(form["slug"]), "category": category, "state": state}
    own |= {name: str(form[name]) for name in ("kind", "tax_class")}
    for text in TEXTS:
        own |= {f"{text}.{language}": form[text].get(language) or "" for language in LANGUAGES}
    return {
        variant["sku"]: own | _variant_cells(variant, currency, stock)
        for variant in form["variants"]
    }


def _variant_cells(
    variant: Mapping[str, Any], currency: str, stock: Mapping[str, int]
) -> dict[str, str]:
    def amount(minor: int | None) -> str:
        return "" if minor is None else str(Money(minor, currency).major)

    cells = {f"options.{one}": options_text(variant["options"], one) for one in LANGUAGES}
    return cells | {
        "sku": variant["sku"],
        "price": amount(variant["price_minor"]),
        "compare_at": amount(variant["compare_at_minor"]),
        "weight_grams": str(variant["weight_grams"]),
        "units": str(variant["units"] or ""),
        "active": "yes" if variant["active"] else "no",
        "stock": str(stock.get(variant["sku"], "")),
    }


def options_text(options: Sequence[Mapping[str, Mapping[str, str]]], language: str) -> str:
    """`Size: M; Colour: Red`: one option of a language that lacks it has an empty place."""
    pairs = [(o["name"].get(language, ""), o["value"].get(language, "")) for o in options]
    if not any(name or value for name, value in pairs):
        return ""
    return "; ".join(f"{name}: {value}" for name, value in pairs)


def in_order(cells: Cells) -> list[str]:
    """A row's cells as the columns stand."""
    return [cells.get(name, "") for name in COLUMNS]
