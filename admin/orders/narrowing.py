"""What the list of orders is narrowed to, as it stands in the URL."""

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from admin import paths
from admin.parts.days import Day, midnight
from commerce.errors import InvalidInput
from commerce.orders.queries import OrderFilter
from commerce.orders.to_do import ToDo
from commerce.people.contacts import Plain


def _blank(given: object) -> object:
    return None if given == "" else given


Cursor = Annotated[UUID | None, BeforeValidator(_blank)]


class Narrowing(BaseModel):
    """The list's URL: filters, tab and page. Empty means all."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: Annotated[str, StringConstraints(max_length=120), Plain] = ""
    to_do: Literal["", ToDo] = ""
    status: Literal["", "open", "completed", "cancelled"] = ""
    payment: Literal["", "unpaid", "due", "part_paid", "paid", "part_refunded", "refunded"] = ""
    fulfilment: Literal["", "unfulfilled", "partial", "fulfilled", "delivered"] = ""
    since: Day = None
    until: Day = None
    before: Cursor = None
    after: Cursor = None

    @classmethod
    def parse(cls, given: object) -> "Narrowing":
        """Parse a URL's query or a form. Raises InvalidInput, one Problem a field."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None

    @property
    def cursor(self) -> str | None:
        """Where this page begins, or ends when it is paged back to."""
        found = self.after or self.before
        return str(found) if found else None

    @property
    def narrows(self) -> bool:
        """Whether any filter is set (the tab is none)."""
        return any((self.q, self.status, self.payment, self.fulfilment, self.since, self.until))

    def orders(self, zone: str) -> OrderFilter:
        """The same for the database; days are days of the shop's zone, the last one included."""
        return OrderFilter(
            search=self.q,
            status=self.status,
            payment_status=self.payment,
            fulfilment_status=self.fulfilment,
            to_do=self.to_do,
            since=midnight(self.since, zone),
            until=midnight(self.until + timedelta(days=1), zone) if self.until else None,
        )

    def path(self, **changes: object) -> str:
        """The list's path with this in its URL; from the first page unless `changes` say else."""
        told = self.model_dump(mode="json", exclude={"before", "after"}) | changes
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{paths.ORDERS}/?{query}" if query else f"{paths.ORDERS}/"
