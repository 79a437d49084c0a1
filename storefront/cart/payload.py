"""What the browser sends about a cart's line, parsed."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commerce.carts.asking import Sku
from commerce.carts.models import QUANTITY_LIMIT
from commerce.errors import InvalidInput


class Chosen(BaseModel):
    """A line, by its SKU."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: Sku

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse it. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


class Change(Chosen):
    """A line and how many of it."""

    quantity: Annotated[int, Field(strict=True, ge=1, le=QUANTITY_LIMIT)]
