"""What may be written into the catalogue: each field with its limits."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from commerce.catalog.kinds import all_kinds
from commerce.catalog.texts import LANGUAGES
from commerce.errors import InvalidInput, Problem
from commerce.people.contacts import Plain, plain

VARIANT_LIMIT = 100
LARGEST_AMOUNT = 10**12
MOST_UNITS = 200_000  # times the largest quantity it fits the column of what is to be delivered


def _paragraphs(text: str) -> str:
    """Like `plain`, but lines may break."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(plain(line.replace("\t", " ")) for line in lines).strip()


def _known_kind(code: str) -> str:
    if code not in all_kinds():
        raise ValueError("unknown_kind")
    return code


Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=80)
]
Sku = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", min_length=1, max_length=64)
]
Amount = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT)]


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ShortText(_Edit):
    """A name in both languages; one of them may be missing."""

    en: Annotated[str, StringConstraints(max_length=120), Plain] = ""
    zh: Annotated[str, StringConstraints(max_length=120), Plain] = ""


def _named(text: ShortText) -> ShortText:
    if not kept(text):
        raise ValueError("missing")
    return text


Named = Annotated[ShortText, AfterValidator(_named)]


class LongText(_Edit):
    """A description in both languages."""

    en: Annotated[str, StringConstraints(max_length=8_000), AfterValidator(_paragraphs)] = ""
    zh: Annotated[str, StringConstraints(max_length=8_000), AfterValidator(_paragraphs)] = ""


class SummaryText(_Edit):
    """A sentence or two in both languages."""

    en: Annotated[str, StringConstraints(max_length=300), Plain] = ""
    zh: Annotated[str, StringConstraints(max_length=300), Plain] = ""


class OptionEdit(_Edit):
    """One option of a variant: size M."""

    name: Named
    value: Named


class VariantEdit(_Edit):
    """A variant, known (`id`) or new. Amounts are minor units of the shop's currency.

    `units`: how many of what its kind counts are in it; without it they stay as they are.
    """

    id: UUID | None = None
    sku: Sku
    options: Annotated[tuple[OptionEdit, ...], Field(max_length=3)] = ()
    price_minor: Amount
    compare_at_minor: Amount | None = None
    weight_grams: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    units: Annotated[int, Field(ge=1, le=MOST_UNITS)] | None = None
    active: bool = True

    @model_validator(mode="after")
    def _compare_above(self) -> Self:
        if self.compare_at_minor is not None and self.compare_at_minor <= self.price_minor:
            raise ValueError("compare_at_not_above")
        return self


class ProductEdit(_Edit):
    """All that the product's form holds, saved at once. `version`: what the form was read at."""

    version: int = 0
    slug: Slug
    kind: Annotated[str, AfterValidator(_known_kind)] = "goods"
    category_id: UUID | None = None
    tax_class: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")] = "standard"
    picture_id: UUID | None = None
    name: Named
    summary: SummaryText = SummaryText()
    description: LongText = LongText()
    variants: Annotated[tuple[VariantEdit, ...], Field(min_length=1, max_length=VARIANT_LIMIT)]

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput, a problem for each field."""
        try:
            edit = cls.model_validate(given)
        except ValidationError as wrong:
            raise _without_echo(InvalidInput.from_pydantic(wrong)) from None
        if problems := _twice(edit):
            raise InvalidInput(problems)
        return edit


def kept(text: BaseModel) -> dict[str, str]:
    """A locale map as it is stored: without the languages that are empty."""
    written: dict[str, Any] = text.model_dump()
    return {language: written[language] for language in LANGUAGES if written[language]}


def _without_echo(wrong: InvalidInput) -> InvalidInput:
    """Without 'too few variants' where they are there but wrong themselves."""
    inside = any(problem.field.startswith("variants.") for problem in wrong.problems)
    told = [p for p in wrong.problems if not (inside and p.field == "variants")]
    return InvalidInput(told)


def _twice(edit: ProductEdit) -> list[Problem]:
    """SKUs and sets of options that two variants of the form share."""
    problems: list[Problem] = []
    skus: set[str] = set()
    forms: set[tuple[OptionEdit, ...]] = set()
    for i, variant in enumerate(edit.variants):
        if variant.sku in skus:
            problems.append(Problem(f"variants.{i}.sku", "sku_twice", (("sku", variant.sku),)))
        if variant.options in forms:
            problems.append(Problem(f"variants.{i}.options", "options_twice"))
        skus.add(variant.sku)
        forms.add(variant.options)
    return problems
