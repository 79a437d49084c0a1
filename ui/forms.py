"""What a form sends, before it is parsed: a flat map of texts, whatever the browser made of it."""

from typing import Any

from commerce.errors import InvalidInput

LONGEST = 2_000
MOST_FIELDS = 60


def texts_of(form: Any) -> dict[str, str]:
    """The form's fields as texts. Raises InvalidInput for what no form of ours sends."""
    if not isinstance(form, dict) or len(form) > MOST_FIELDS:
        raise InvalidInput.of("", "dict_type")
    return {_text(name): _text(value) for name, value in form.items()}


def ticked(form: dict[str, str], name: str) -> bool:
    """Whether a box is ticked."""
    return form.get(name, "") in ("on", "true", "True")


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float | bool) and value is not None:
        raise InvalidInput.of("", "string_type")
    text = "" if value is None else str(value)
    if len(text) > LONGEST:
        raise InvalidInput.of("", "string_too_long", max_length=LONGEST)
    return text
