"""A parsed JSON body as one of our models."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from commerce.errors import InvalidInput
from commerce.ids import is_order_number, tidy_number

Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], given: dict[str, Any]) -> Model:
    """`given` as a `model`. Raises InvalidInput, one Problem a field."""
    try:
        return model.model_validate(given)
    except ValidationError as wrong:
        raise InvalidInput.from_pydantic(wrong) from None


def order_number(typed: str) -> str:
    """The order number that somebody typed. Raises InvalidInput when its check sign is wrong."""
    number = tidy_number(typed[:64])
    if not is_order_number(number):
        raise InvalidInput.of("number", "order_number")
    return number
