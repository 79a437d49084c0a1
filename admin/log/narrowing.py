"""What the audit log is narrowed to, as it stands in the URL."""

from datetime import timedelta
from typing import Annotated, Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from admin import paths
from admin.parts.days import Day, midnight
from commerce.operations.audit_log.queries import LogFilter
from commerce.people.contacts import Plain
from commerce.people.parsing import parsed


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


Id = Annotated[UUID | None, BeforeValidator(_blank_is_none)]


class Narrowing(BaseModel):
    """The log's URL. `about`: an order's number, a SKU, a code."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    about: Annotated[str, StringConstraints(max_length=60), Plain] = ""
    staff: Id = None
    act: Annotated[str, StringConstraints(max_length=120), Plain] = ""
    since: Day = None
    until: Day = None
    before: Id = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse a URL's query or a form. Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return any((self.about, self.staff, self.act, self.since, self.until))

    def acts(self, zone: str) -> LogFilter:
        """The same for the database; days are days of the shop's zone, the last one included."""
        return LogFilter(
            staff_id=self.staff,
            act=self.act,
            about=self.about,
            since=midnight(self.since, zone),
            until=midnight(self.until + timedelta(days=1), zone) if self.until else None,
        )

    def told(self) -> dict[str, str]:
        """The filters' fields."""
        given = self.model_dump(mode="json", exclude={"before"})
        return {name: str(value or "") for name, value in given.items()}

    def path(self, **changes: object) -> str:
        """The log's path with this in its URL; from the newest unless `changes` say else."""
        query = urlencode({k: v for k, v in (self.told() | changes).items() if v})
        return f"{paths.LOG}/?{query}" if query else f"{paths.LOG}/"
