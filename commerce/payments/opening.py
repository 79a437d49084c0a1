"""Opening attempts in batches: each caller is given its attempt after the commit, new or open.

The attempt stands before its provider is asked: whatever breaks then, the provider can be asked
what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce import clock
from commerce.db.arrays import Bigints, Moments, Texts, Uuids
from commerce.db.batches import GroupCommit
from commerce.db.direct import DirectConnection, Numbered
from commerce.db.halves import by_halves
from commerce.ids import new_id
from commerce.money import Money
from commerce.payments.models import AttemptState, Payment, moved

_STATEMENT = Numbered("""
WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest(%(id)b::uuid[], %(shop)b::uuid[], %(order)b::uuid[], %(number)b::text[],
      %(provider)b::text[], %(method)b::text[], %(amount)b::bigint[], %(currency)b::text[],
      %(expires_at)b::timestamptz[])
    AS wanted(id, shop_id, order_id, order_number, provider, method, amount, currency, expires_at)
), open AS MATERIALIZED (
  SELECT DISTINCT ON (wanted.id) wanted.id AS wanted_id, payments.id, state, provider_ref, pay_url,
      qr, cause, field
    FROM wanted JOIN payments ON payments.order_id = wanted.order_id
     AND payments.shop_id = wanted.shop_id AND payments.method = wanted.method
     AND payments.amount_minor = wanted.amount AND payments.state IN ('starting', 'pending')
     AND payments.expires_at > %(now)b
   ORDER BY wanted.id, payments.id DESC
), made AS (
  INSERT INTO payments (shop_id, id, order_id, order_number, provider, method, amount_minor,
      currency, state, pay_url, qr, cause, field, created_at, expires_at)
  SELECT shop_id, id, order_id, order_number, provider, method, amount, currency, 'starting', '',
      '', '', '', %(now)b, expires_at
    FROM wanted WHERE NOT EXISTS (SELECT FROM open WHERE open.wanted_id = wanted.id)
)
SELECT * FROM open
""")
_connection = DirectConnection("allhours attempts")


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be paid, for which order, until when."""

    shop_id: UUID
    shop_name: str
    order_id: UUID
    order_number: str
    amount: Money
    locale: str
    return_path: str
    expires_at: datetime
    on_phone: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """An attempt that somebody wants: of equal ones there is one at a time."""

    due: Due
    method: str
    provider: str

    @property
    def key(self) -> tuple[UUID, str, int]:
        """What makes two wishes the same."""
        return (self.due.order_id, self.method, self.due.amount.minor)


@dataclass(slots=True)
class Attempt:
    """An attempt in the hands of who started it: what its provider answers is written into it.

    No row of the ORM's, which would cost more than all that is done with it.
    """

    id: UUID
    shop_id: UUID
    order_id: UUID
    order_number: str
    provider: str
    method: str
    amount_minor: int
    state: str = AttemptState.STARTING
    provider_ref: str | None = None
    pay_url: str = ""
    qr: str = ""
    cause: str = ""
    field: str = ""
    settled_at: datetime | None = None

    def move(self, to: AttemptState, at: datetime) -> None:
        """Change the state. Raises MoveRefused when that is not legal."""
        self.state = moved(self.state, to)
        if to is not AttemptState.PENDING:
            self.settled_at = at

    @staticmethod
    def of(payment: Payment) -> "Attempt":
        """The attempt that stands in a row."""
        return Attempt(**{name: getattr(payment, name) for name in Attempt.__slots__})


async def open_attempt(wish: Wish) -> Attempt:
    """The attempt, committed; an open one of that order, method and amount is used again.

    Raises Busy when the queue is full or the database away.
    """
    return await opening.submit(wish)


async def _commit(wishes: Sequence[Wish]) -> Sequence[Attempt | Exception]:
    return await by_halves("attempts", _write, wishes)


async def _write(wishes: Sequence[Wish]) -> list[Attempt | Exception]:
    ids = {wish.key: new_id() for wish in wishes}
    now = clock.now()
    async with _connection.transaction() as connection:
        rows = await _STATEMENT.run(connection, _values({w.key: w for w in wishes}, ids, now))
    found = {row[0]: row[1:] for row in rows}
    return [_attempt(wish, ids[wish.key], found.get(ids[wish.key])) for wish in wishes]


def _values(
    wishes: dict[tuple[UUID, str, int], Wish],
    ids: dict[tuple[UUID, str, int], UUID],
    now: datetime,
) -> dict[str, Any]:
    dues = [wish.due for wish in wishes.values()]
    return {
        "now": now,
        "id": Uuids([ids[key] for key in wishes]),
        "shop": Uuids([due.shop_id for due in dues]),
        "order": Uuids([due.order_id for due in dues]),
        "number": Texts([due.order_number for due in dues]),
        "provider": Texts([wish.provider for wish in wishes.values()]),
        "method": Texts([wish.method for wish in wishes.values()]),
        "amount": Bigints([due.amount.minor for due in dues]),
        "currency": Texts([due.amount.currency for due in dues]),
        "expires_at": Moments([due.expires_at for due in dues]),
    }


def _attempt(wish: Wish, new: UUID, row: Sequence[Any] | None) -> Attempt:
    """One of its own for each caller: the one that was open, or the new one."""
    due = wish.due
    known, *stands = row or (new,)
    return Attempt(
        known,
        due.shop_id,
        due.order_id,
        due.order_number,
        wish.provider,
        wish.method,
        due.amount.minor,
        *stands,
    )


async def drain() -> None:
    """Refuse what comes and answer what waits: before the process ends."""
    await opening.drain()
    await _connection.close()


opening = GroupCommit[Wish, Attempt]("attempts", _commit)
