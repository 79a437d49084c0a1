"""What to refund: pieces of lines, parsed, checked, and reckoned to the last minor unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from commerce.catalog.kinds import kind_of
from commerce.catalog.kinds.kind import Refund
from commerce.db.session import Session
from commerce.errors import InvalidInput, Problem
from commerce.money import Money
from commerce.orders.access import lines_by_number, order_by_number
from commerce.orders.models import Order, OrderLine
from commerce.people.contacts import Plain

Pieces = Annotated[int, Field(ge=1, le=9_999)]


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Refund `quantity` pieces of line `n`; `restock`: put them back on the shelf."""

    n: int
    quantity: int
    restock: bool


class RefundPieces(BaseModel):
    """A refund as staff ask for it: line number -> pieces. `request_key` makes a repeat the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_key: UUID
    lines: dict[int, Pieces] = {}
    restock: frozenset[int] = frozenset()
    delivery: bool = False
    reason: Annotated[str, StringConstraints(max_length=200), Plain] = ""

    @classmethod
    def parse(cls, given: object) -> "RefundPieces":
        """Parse a form. Raises InvalidInput, one Problem a field."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None

    @property
    def wanted(self) -> tuple[RefundLine, ...]:
        """The pieces, line by line."""
        return tuple(RefundLine(n, q, restock=n in self.restock) for n, q in self.lines.items())


async def refund_comes_to(session: Session, number: str, asked: RefundPieces) -> Money:
    """What `asked` would return, without doing it. Raises InvalidInput per line, NotFound."""
    order = await order_by_number(session, number)
    lines = await lines_by_number(session, order)
    check(asked.wanted, lines)
    pieces = sum(share(lines[piece.n], piece.quantity) for piece in asked.wanted)
    return Money(pieces + (delivery_left(order) if asked.delivery else 0), order.currency)


def share(line: OrderLine, quantity: int) -> int:
    """What `quantity` further pieces of `line` return, in minor units.

    Cumulative floors: parts refunded one by one add up to the line's total exactly.
    """
    after = line.refunded + quantity
    return line.total_minor * after // line.quantity - line.refunded_minor


def refundable(line: OrderLine) -> int:
    """How many pieces people may refund: what its kind lets go back once it is fulfilled."""
    left = line.quantity - line.refunded
    if kind_of(line.kind).refund == Refund.ALL:
        return left
    return min(left, line.quantity - line.fulfilled)


def delivery_paid(order: Order) -> int:
    """What the customer paid for delivery, tax included."""
    return order.delivery_minor + (0 if order.prices_include_tax else order.delivery_tax_minor)


def delivery_left(order: Order) -> int:
    """What of the delivery has not been refunded yet."""
    return delivery_paid(order) - order.refunded_delivery_minor


def check(wanted: Sequence[RefundLine], lines: Mapping[int, OrderLine]) -> None:
    """Raises InvalidInput, one Problem a line that is unknown or has too little left."""
    problems: list[Problem] = []
    seen: set[int] = set()
    for piece in wanted:
        line = lines.get(piece.n)
        if line is None or piece.n in seen:
            problems.append(Problem(f"lines.{piece.n}", "unknown_line"))
        elif not 1 <= piece.quantity <= refundable(line):
            left = refundable(line)
            used_up = line.quantity > line.refunded and not left
            code = "not_refundable" if used_up else "more_than_left"
            problems.append(Problem(f"lines.{piece.n}", code, (("left", str(left)),)))
        seen.add(piece.n)
    if problems:
        raise InvalidInput(problems)
