"""What an order still waits for, read for many at once: at the peak nearly all who order pay next.

Who shows an order's access token needs no more than this; everybody else is known the long way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.db.arrays import Texts, Uuids
from commerce.db.batches import GroupCommit
from commerce.db.direct import DirectConnection, Numbered
from commerce.orders.access import opens

_STATEMENT = Numbered("""
SELECT wanted.place, orders.id, orders.number, status, payment_status, currency, total_minor,
    paid_minor, hold_expires_at
  FROM unnest(%(shop)b::uuid[], %(number)b::text[]) WITH ORDINALITY AS wanted(shop_id, number, place)
  JOIN order_numbers AS known ON known.shop_id = wanted.shop_id AND known.number = wanted.number
  JOIN orders ON orders.id = known.order_id AND orders.shop_id = wanted.shop_id
""")
_connection = DirectConnection("allhours payable orders")


@dataclass(frozen=True, slots=True)
class Payable:
    """An order as far as paying it goes; amounts are minor units of its currency."""

    id: UUID
    number: str
    status: str
    payment_status: str
    currency: str
    total_minor: int
    paid_minor: int
    hold_expires_at: datetime


async def payable_by_token(shop_id: UUID, number: str, token: str) -> Payable | None:
    """The order of that number, for who holds its access token; None for everybody else.

    Raises Busy when the queue is full, psycopg's errors when the database is away.
    """
    order = await _reading.submit((shop_id, number))
    return order if order is not None and opens(token, order.id) else None


async def _read(wanted: Sequence[tuple[UUID, str]]) -> list[Payable | None]:
    asked = {
        "shop": Uuids([shop_id for shop_id, _ in wanted]),
        "number": Texts([number for _, number in wanted]),
    }
    async with _connection.transaction() as connection:
        rows = await _STATEMENT.run(connection, asked)
    found = {place: Payable(*values) for place, *values in rows}
    return [found.get(place) for place in range(1, len(wanted) + 1)]


_reading = GroupCommit[tuple[UUID, str], Payable | None]("payable", _read)
