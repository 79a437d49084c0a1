"""What the list of customers is narrowed to, as it stands in the URL."""

from typing import Annotated, Literal, Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from admin import paths
from commerce.orders.customers import CustomerFilter
from commerce.people.contacts import Plain
from commerce.people.parsing import parsed


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


class Narrowing(BaseModel):
    """The list's URL. `orders`: at least so many."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: Annotated[str, StringConstraints(max_length=120), Plain] = ""
    orders: Literal["", "1", "2", "5", "10"] = ""
    before: Annotated[UUID | None, BeforeValidator(_blank_is_none)] = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse a URL's query or a form. Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return bool(self.q or self.orders)

    def customers(self) -> CustomerFilter:
        """The same for the database."""
        return CustomerFilter(self.q, int(self.orders or 0))

    def told(self) -> dict[str, str]:
        """The filters' fields."""
        return {"q": self.q, "orders": self.orders}

    def path(self, **changes: object) -> str:
        """The list's path with this in its URL; from the newest unless `changes` say else."""
        query = urlencode({k: v for k, v in (self.told() | changes).items() if v})
        return f"{paths.CUSTOMERS}/?{query}" if query else f"{paths.CUSTOMERS}/"
