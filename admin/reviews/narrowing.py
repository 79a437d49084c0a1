"""Which reviews are listed, as it stands in the URL."""

from typing import Annotated, Literal, Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict

from admin import paths
from commerce.people.parsing import parsed


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


class Narrowing(BaseModel):
    """The list's URL."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: Literal["", "waiting", "published", "hidden"] = ""
    before: Annotated[UUID | None, BeforeValidator(_blank_is_none)] = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse a URL's query. Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)

    def path(self, before: UUID | None = None) -> str:
        """The list's path with this in its URL, from the newest or from `before`."""
        told = {"state": self.state, "before": str(before or "")}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{paths.REVIEWS}/?{query}" if query else f"{paths.REVIEWS}/"
