"""What a kind of business decides about a line: what it asks, how it is counted and fulfilled.

A kind's file holds all of it, its words in every language included: no other file names a kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo

Words = Mapping[str, str]  # a locale map: {"en": "Tea", "zh": "茶"}


class StockCounting(StrEnum):
    """How a kind's stock is counted."""

    LEVELS = "levels"  # counted by people
    KEYS = "keys"  # as many as there are unsold keys
    UNLIMITED = "unlimited"


class Fulfilment(StrEnum):
    """How a kind reaches the customer."""

    PARCEL = "parcel"  # staff send it
    PROGRESS = "progress"  # a platform delivers it bit by bit
    INSTANT = "instant"  # it is there as soon as it is paid


class Refund(StrEnum):
    """What of a kind can be refunded once its fulfilment has begun; before that, all of it."""

    ALL = "all"
    PRO_RATA = "pro_rata"  # by itself, what was not delivered by the end
    NONE = "none"


class Widget(StrEnum):
    """How a question is drawn."""

    LINE = "line"
    LINK = "link"
    TEXT = "text"
    CHOICE = "choice"
    MOMENT = "moment"  # day and time in the shop's time zone


class KindInputs(BaseModel):
    """What a line asks. What nobody asked for is refused: a password, for one.

    Validated with the context {"country", "zone"} of the shop. A validator of one's own raises
    ValueError with one of the kind's `problems` or a code that the shop has words for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProgressInputs(KindInputs):
    """What a kind with progress asks at least: when to begin; at once where nothing is said."""

    @property
    def begins(self) -> datetime | None:
        """When the customer wants it to begin."""
        return getattr(self, "starts_at", None)


def asked_in(info: ValidationInfo, name: str, default: str) -> str:
    """What the shop is that asks: its `country` or `zone`."""
    context = cast("dict[str, str]", info.context or {})
    return context.get(name, default)


def asked(
    label: Words,
    *,
    widget: Widget = Widget.LINE,
    hint: Words | None = None,
    choices: Mapping[str, Words] | None = None,
    personal: bool = False,
    **more: Any,
) -> Any:
    """A field of a KindInputs, with all that it takes to draw it.

    `personal`: it tells of a person, so it is kept sealed.
    """
    shown: dict[str, Any] = {"label": dict(label), "widget": widget.value, "personal": personal}
    shown["hint"] = dict(hint or {})
    shown["choices"] = {code: dict(words) for code, words in (choices or {}).items()}
    return Field(json_schema_extra={"x-asked": shown}, **more)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `inputs_model` validates a line's inputs and its questions draw their form.

    `units`: what a variant's `units` count, where the kind sells by quantity tiers.
    `brief`: of a kind with progress, what the platform is told, from the line's inputs.
    `hands_over`: of an instant kind, words that the customer gets, from the line's inputs.
    `has_file`: a variant carries a file that its buyers may load down.
    """

    code: str
    name: Words
    inputs_model: type[KindInputs]
    stock: StockCounting
    fulfilment: Fulfilment
    refund: Refund
    needs_address: bool = False
    units: Words = field(default_factory=dict[str, str])
    has_file: bool = False
    problems: Mapping[str, Words] = field(default_factory=dict[str, Words])
    brief: Callable[[Mapping[str, Any]], dict[str, str]] | None = None
    hands_over: Callable[[Mapping[str, Any]], Words] | None = None

    @property
    def counted(self) -> bool:
        """Whether it can run out."""
        return self.stock != StockCounting.UNLIMITED
