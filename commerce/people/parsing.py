"""What a form or a body holds, as one of our commands."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from commerce.errors import InvalidInput

Model = TypeVar("Model", bound=BaseModel)


def parsed(model: type[Model], given: object) -> Model:
    """`given` as a `model`. Raises InvalidInput, one Problem a field."""
    try:
        return model.model_validate(given)
    except ValidationError as wrong:
        raise InvalidInput.from_pydantic(wrong) from None
