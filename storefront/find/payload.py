"""What the form for finding an order sends, parsed."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from commerce.errors import InvalidInput


class Typed(BaseModel):
    """As far as it is filled in."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: Annotated[str, StringConstraints(max_length=64)] = ""
    reach: Annotated[str, StringConstraints(max_length=254)] = ""

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse it. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None
