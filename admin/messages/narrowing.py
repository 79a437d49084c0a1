"""What the list of messages is narrowed to, as it stands in the URL."""

from typing import Annotated, Literal, Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from admin import paths
from commerce.people.contacts import Plain
from commerce.people.parsing import parsed


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


class Narrowing(BaseModel):
    """The list's URL. `order`: a number, whose messages alone are shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    order: Annotated[str, StringConstraints(max_length=40), Plain] = ""
    channel: Literal["", "sms", "email"] = ""
    state: Literal["", "queued", "sent", "failed"] = ""
    before: Annotated[UUID | None, BeforeValidator(_blank_is_none)] = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse a URL's query or a form. Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return bool(self.order or self.channel or self.state)

    def path(self, **changes: object) -> str:
        """The list's path with this in its URL; from the newest unless `changes` say else."""
        told = self.model_dump(mode="json", exclude={"before"}) | changes
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{paths.MESSAGES}/?{query}" if query else f"{paths.MESSAGES}/"
