"""A line's inputs: validated by their kind, drawn as a form, personal ones kept sealed."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from commerce.catalog.kinds import all_kinds, kind_of
from commerce.catalog.kinds.kind import Widget
from commerce.catalog.texts import localized
from commerce.errors import InvalidInput
from commerce.secrecy import seal, unseal

_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a kind asks of a line, in one language. `choices`: (code, words)."""

    name: str
    label: str
    hint: str
    widget: str
    required: bool
    longest: int
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One input of a line as people read it. `code` is the value itself."""

    name: str
    label: str
    widget: str
    code: str
    words: str
    personal: bool


def questions_of(code: str, locale: str) -> tuple[Question, ...]:
    """What a kind asks, in its order."""
    return tuple(
        _question(name, field, locale)
        for name, field in kind_of(code).inputs_model.model_fields.items()
    )


def parse_inputs(
    code: str, given: Mapping[str, Any], context: Mapping[str, Any], prefix: str = ""
) -> dict[str, Any]:
    """What the kind makes of a line's inputs, as JSON. Raises InvalidInput, one Problem a field.

    An empty answer is none.
    """
    model = kind_of(code).inputs_model
    if not given and not model.model_fields:
        return {}  # as most lines are
    told = {name: value for name, value in given.items() if value not in ("", None)}
    try:
        return model.model_validate(told, context=dict(context)).model_dump(mode="json")
    except ValidationError as wrong:
        raise InvalidInput.from_pydantic(wrong, prefix) from None


def sealed_inputs(code: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it is kept: what tells of a person is sealed."""
    if not inputs:
        return {}
    return {
        name: {_SEALED: base64.b64encode(seal(value)).decode()}
        if name in _personal(code) and isinstance(value, str)
        else value
        for name, value in inputs.items()
    }


def opened_inputs(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What `sealed_inputs` was given."""
    return {name: _opened(value) for name, value in inputs.items()}


def inputs_again(code: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A line's kept inputs for another order: without its moments, which were for that one."""
    fields = kind_of(code).inputs_model.model_fields
    moments = {n for n, field in fields.items() if _shown(field).get("widget") == Widget.MOMENT}
    return {name: value for name, value in inputs.items() if name not in moments}


def answered(code: str, inputs: Mapping[str, Any], locale: str) -> tuple[Answered, ...]:
    """A line's inputs as people read them, in one language; what was left out is left out."""
    shown: list[Answered] = []
    for question in questions_of(code, locale):
        value = inputs.get(question.name)
        if value in (None, ""):
            continue
        text = str(value)
        words = dict(question.choices).get(text, text)
        shown.append(
            Answered(
                question.name,
                question.label,
                question.widget,
                text,
                words,
                question.name in _personal(code),
            )
        )
    return tuple(shown)


@cache
def problem_words() -> dict[str, Mapping[str, str]]:
    """What the kinds say of what they refuse, by code."""
    return {code: words for kind in all_kinds().values() for code, words in kind.problems.items()}


def _opened(value: Any) -> Any:
    if isinstance(value, dict) and _SEALED in value:
        kept = cast("dict[str, str]", value)
        return unseal(base64.b64decode(kept[_SEALED]))
    return cast("object", value)


@cache
def _personal(code: str) -> frozenset[str]:
    fields = kind_of(code).inputs_model.model_fields
    return frozenset(name for name, field in fields.items() if _shown(field).get("personal"))


def _question(name: str, field: FieldInfo, locale: str) -> Question:
    shown = _shown(field)
    longest = (getattr(rule, "max_length", None) for rule in field.metadata)
    return Question(
        name=name,
        label=localized(shown.get("label") or {"en": name}, locale),
        hint=localized(shown["hint"], locale) if shown.get("hint") else "",
        widget=shown.get("widget", Widget.LINE),
        required=field.is_required(),
        longest=next((length for length in longest if length), 300),
        choices=tuple(
            (code, localized(words, locale)) for code, words in shown.get("choices", {}).items()
        ),
    )


def _shown(field: FieldInfo) -> dict[str, Any]:
    extra = field.json_schema_extra
    known = cast("dict[str, dict[str, Any]]", extra if isinstance(extra, dict) else {})
    return known.get("x-asked", {})
