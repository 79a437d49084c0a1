"""What the browser sends about an order, parsed."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from commerce.errors import InvalidInput


class Method(BaseModel):
    """A way to pay."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z]+$")]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse it. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None
