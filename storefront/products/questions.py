"""What a product's kind asks of its customer, drawn on the product's page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

import reflex as rx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from commerce.catalog.kinds.inputs import questions_of
from commerce.errors import InvalidInput
from ui.parts.fields import Option
from ui.parts.values import each, filled, is_some, when, yes_no
from ui.texts import _, spoken

MOST = 20  # answers that are kept


class GivenAnswer(BaseModel):
    """One answer, by the question's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    value: Annotated[str, StringConstraints(max_length=2_000)]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with what was answered and what is wrong with it. `kind`: the input's type."""

    name: str
    label: str
    hint: str
    kind: str
    required: bool
    longest: int
    value: str
    problem: str
    choices: list[Option] = field(default_factory=list[Option])


_TYPES = {"line": "text", "link": "url", "moment": "datetime-local", "text": "text_area"}


def shown_questions(
    kind: str, answers: Mapping[str, str], wrong: Mapping[str, str]
) -> list[ShownQuestion]:
    """A kind's questions in the spoken language."""
    return [
        ShownQuestion(
            name=asked.name,
            label=asked.label,
            hint=asked.hint,
            kind=_TYPES.get(asked.widget, asked.widget),
            required=asked.required,
            longest=asked.longest,
            value=answers.get(asked.name, ""),
            problem=wrong.get(asked.name, ""),
            choices=[Option("", _("Please choose"))]
            + [Option(code, words) for code, words in asked.choices]
            if asked.choices
            else [],
        )
        for asked in questions_of(kind, spoken())
    ]


def question_fields(asked: Any, on_answer: Any) -> rx.Component:
    """The questions one below the other; each keeps its own text while it is typed."""
    fields = rx.el.div(
        each(asked, lambda question: _field(question, on_answer)), class_name="stack questions"
    )
    return when(is_some(asked), fields)


def _field(question: ShownQuestion, on_answer: Any) -> rx.Component:
    identity = f"asked-{question.name}"
    optional = rx.el.span(" " + _("(optional)"), class_name="field-optional")
    hint = rx.el.p(question.hint, class_name="field-help", custom_attrs={"id": f"{identity}-help"})
    problem = rx.el.p(
        question.problem,
        class_name="field-error",
        custom_attrs={"id": f"{identity}-error", "aria-live": "polite"},
    )
    return rx.el.div(
        rx.el.label(
            question.label,
            when(question.required, rx.fragment(), optional),
            html_for=identity,
            class_name="field-label",
        ),
        when(filled(question.hint), hint),
        _control(question, identity, on_answer),
        problem,
        class_name="field",
    )


def _control(question: ShownQuestion, identity: Any, on_answer: Any) -> rx.Component:
    shared: dict[str, Any] = {
        "id": identity,
        "name": question.name,
        "custom_attrs": {
            "aria-describedby": f"{identity}-help {identity}-error",
            "aria-invalid": yes_no(filled(question.problem)),
            "aria-required": yes_no(question.required),
        },
    }

    def say(value: Any) -> Any:
        return on_answer(question.name, value)

    typed = shared | {"default_value": question.value, "on_blur": say}
    choice = rx.el.select(
        each(question.choices, lambda one: rx.el.option(one.label, value=one.value)),
        class_name="select",
        default_value=question.value,
        on_change=say,
        **shared,
    )
    area = rx.el.textarea(class_name="area", max_length=question.longest, **typed)
    kind: Any = question.kind
    line = rx.el.input(type=kind, class_name="input", max_length=question.longest, **typed)
    drawn: Any = rx.match(question.kind, ("choice", choice), ("text_area", area), line)
    return drawn
