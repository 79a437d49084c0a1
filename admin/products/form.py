"""The product's form as flat texts, from and to what the catalogue takes.

Names: 'slug', 'name.en', 'options.0.zh', 'variants.<key>.price', 'variants.<key>.options.0.en';
a variant's key is its id, or a word of our own while it is new.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from admin.parts.amounts import amount_text
from commerce.catalog.edits import ProductEdit
from commerce.catalog.kinds import kind_of
from commerce.catalog.kinds.kind import Fulfilment
from commerce.catalog.texts import LANGUAGES
from commerce.errors import CommerceError, Conflict, InvalidInput, Problem
from commerce.money import minor_of

Flat = dict[str, str]

TEXTS = ("name", "summary", "description")
OPTION_LIMIT = 3
_PLAIN = ("slug", "category_id", "tax_class", "picture_id")
_KEY = re.compile(r"[0-9a-f-]{1,36}")
_VARIANT_PARTS = {
    "price_minor": "price",
    "compare_at_minor": "compare_at",
    "weight_grams": "weight",
}


@dataclass(frozen=True, slots=True)
class FormShape:
    """What the form has besides its fixed fields: variants by key, in order, and options.

    A variant's parts are those that mean something for the product's kind.
    """

    keys: tuple[str, ...]
    option_count: int
    kind: str = "goods"

    @property
    def has_units(self) -> bool:
        """Whether a variant is so many of something."""
        return bool(kind_of(self.kind).units)

    @property
    def has_weight(self) -> bool:
        """Whether it is carried to somebody."""
        return kind_of(self.kind).fulfilment == Fulfilment.PARCEL

    def names(self) -> list[str]:
        """Every name that the form may send."""
        names = list(_PLAIN) + [f"{text}.{language}" for text in TEXTS for language in LANGUAGES]
        options = [
            f"options.{n}.{language}" for n in range(self.option_count) for language in LANGUAGES
        ]
        kinds_own = ["weight"] * self.has_weight + ["units"] * self.has_units
        parts = ["sku", "price", "compare_at", *kinds_own, "active", *options]
        return names + options + [f"variants.{key}.{part}" for key in self.keys for part in parts]


def flat_of(standing: Mapping[str, Any], currency: str) -> Flat:
    """What stands in the catalogue (`editing.standing`), as the form shows it."""
    flat = {name: str(standing[name] or "") for name in _PLAIN}
    for text in TEXTS:
        flat |= {f"{text}.{language}": standing[text].get(language, "") for language in LANGUAGES}
    for variant in standing["variants"]:
        flat |= _flat_variant(f"variants.{variant['id']}", variant, currency)
    most = max(standing["variants"], key=lambda variant: len(variant["options"]), default=None)
    return flat | _flat_options("options", most["options"] if most else [], "name")


def shape_of(standing: Mapping[str, Any]) -> FormShape:
    """The form's shape for what stands."""
    variants = standing["variants"]
    count = max((len(variant["options"]) for variant in variants), default=0)
    return FormShape(tuple(str(variant["id"]) for variant in variants), count, standing["kind"])


def given_of(form: Any, shape: FormShape) -> Flat:
    """The form's own texts out of what somebody sent; all else is left behind."""
    given = form if isinstance(form, Mapping) else {}
    return {name: v if isinstance(v := given.get(name), str) else "" for name in shape.names()}


def edit_of(flat: Flat, shape: FormShape, version: int, currency: str) -> ProductEdit:
    """The edit that the form means. Raises InvalidInput with the form's own names."""
    problems: list[Problem] = []
    variants = [_variant(flat, key, shape, currency, problems) for key in shape.keys]
    wanted = {
        "version": version,
        "slug": flat["slug"].strip(),
        "kind": shape.kind,
        "category_id": flat["category_id"] or None,
        "picture_id": flat["picture_id"] or None,
        "tax_class": flat["tax_class"],
        "variants": variants,
    } | {text: _locales(flat, text) for text in TEXTS}
    try:
        edit = ProductEdit.parse(wanted)
    except InvalidInput as wrong:
        found = [Problem(form_name(p.field, shape), p.code, p.facts) for p in wrong.problems]
        told = {problem.field for problem in problems}
        raise InvalidInput([*problems, *(p for p in found if p.field not in told)]) from None
    if problems:
        raise InvalidInput(problems)
    return edit


def in_form_words(error: CommerceError, shape: FormShape) -> CommerceError:
    """A refusal of the catalogue with its fields named as the form names them."""
    if isinstance(error, InvalidInput):
        found = [Problem(form_name(p.field, shape), p.code, p.facts) for p in error.problems]
        return InvalidInput(found)
    if isinstance(error, Conflict):
        return Conflict(form_name(error.field, shape))
    return error


def form_name(field: str, shape: FormShape) -> str:
    """A field of ProductEdit as the form names it: variants.0.price_minor, variants.<key>.price."""
    if field == "name":
        return "name.en"
    parts = field.split(".")
    if parts[0] != "variants" or len(parts) < 2 or not parts[1].isdecimal():
        return field
    if int(parts[1]) >= len(shape.keys):
        return field
    key, rest = shape.keys[int(parts[1])], parts[2:]
    if not rest:
        return f"variants.{key}.compare_at"  # the one rule over several fields of a variant
    if rest[0] == "options" and len(rest) > 2:
        return f"options.{rest[1]}" if rest[2] == "name" else f"variants.{key}.options.{rest[1]}"
    return f"variants.{key}.{_VARIANT_PARTS.get(rest[0], rest[0])}"


def is_key(text: object) -> bool:
    """Whether that may be a variant's key."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def _flat_variant(prefix: str, variant: Mapping[str, Any], currency: str) -> Flat:
    return {
        f"{prefix}.sku": variant["sku"],
        f"{prefix}.price": amount_text(variant["price_minor"], currency),
        f"{prefix}.compare_at": amount_text(variant["compare_at_minor"], currency),
        f"{prefix}.weight": str(variant["weight_grams"] or ""),
        f"{prefix}.units": str(variant["units"]),
        f"{prefix}.active": "on" if variant["active"] else "",
    } | _flat_options(f"{prefix}.options", variant["options"], "value")


def _flat_options(prefix: str, options: Sequence[Mapping[str, Any]], part: str) -> Flat:
    return {
        f"{prefix}.{n}.{language}": option[part].get(language, "")
        for n, option in enumerate(options)
        for language in LANGUAGES
    }


def _locales(flat: Flat, prefix: str) -> dict[str, str]:
    return {language: flat.get(f"{prefix}.{language}", "") for language in LANGUAGES}


def _variant(
    flat: Flat, key: str, shape: FormShape, currency: str, problems: list[Problem]
) -> dict[str, Any]:
    prefix = f"variants.{key}"

    def number(part: str, read: Any, empty: Any) -> Any:
        text = flat[f"{prefix}.{part}"].strip()
        if not text and empty is not ...:
            return empty
        try:
            return read(text)
        except ValueError as wrong:
            problems.append(Problem(f"{prefix}.{part}", str(wrong.args[0])))
            return 0 if empty is ... else empty

    names = [f"options.{n}" for n in range(shape.option_count)]
    options = [
        {"name": _locales(flat, name), "value": _locales(flat, f"{prefix}.{name}")}
        for name in names
        if any(_locales(flat, name).values()) or any(_locales(flat, f"{prefix}.{name}").values())
    ]
    return {
        "id": key if _is_id(key) else None,
        "sku": flat[f"{prefix}.sku"].strip(),
        "options": options,
        "price_minor": number("price", lambda text: minor_of(text, currency), ...),
        "compare_at_minor": number("compare_at", lambda text: minor_of(text, currency), None),
        "weight_grams": number("weight", _whole, 0) if shape.has_weight else 0,
        "units": number("units", _whole, ...) if shape.has_units else None,
        "active": flat[f"{prefix}.active"] == "on",
    }


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("int_parsing")
    return int(text)


def _is_id(key: str) -> bool:
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False
