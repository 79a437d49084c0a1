"""The payment writer: takes what providers report of payments and answers each after its commit.

A batch captures in one statement those that are plain (`capturing`); each of the others goes the
exact path (`applying`), one after another, so that a bad one fails by itself. When the connection
breaks at the commit the events are looked up on a new one, and if they are not there the provider
is asked to come again: what it reports counts once, however often it does.
"""

import asyncio
from collections.abc import Iterable, Sequence
from uuid import UUID

import psycopg
import structlog
from sqlalchemy.exc import OperationalError

from commerce.db.batches import GroupCommit
from commerce.db.direct import CommitUnknown, Connection, DirectConnection
from commerce.db.session import tell_soon
from commerce.errors import Busy, CommerceError
from commerce.orders.applying import apply
from commerce.orders.capturing import capture
from commerce.orders.queueing import have_served
from commerce.orders.reports import Attempt, Reported, judge, outcomes_of
from commerce.orders.timeline import order_topic, orders_topic

Outcome = str | Exception
PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds before the next try, when the database is away
PAID = "paid"
log = structlog.get_logger()


class PaymentWriter:
    """Applies reports of payments; every process has one, with a connection of its own."""

    def __init__(self) -> None:
        self._connection = DirectConnection("allhours payment writer")
        self._batches = GroupCommit[Reported, str]("payments", self._commit)

    async def apply(self, reported: Reported) -> str:
        """Apply one report; returns its outcome after the commit.

        Raises NotFound, PaymentRefused, and Busy when the queue is full or the database away.
        """
        return await self._batches.submit(reported)

    async def drain(self) -> None:
        """Refuse what comes and answer what waits: before the process ends."""
        await self._batches.drain()
        await self._connection.close()

    async def _commit(self, reports: Sequence[Reported]) -> list[Outcome]:
        """One batch. Of those on one attempt the first is applied before the others are."""
        first: dict[UUID, int] = {}
        for place, reported in enumerate(reports):
            first.setdefault(reported.payment_id, place)
        early = list(first.values())
        late = sorted(set(range(len(reports))) - set(early))
        outcomes = dict(zip(early, await self._settle([reports[n] for n in early]), strict=True))
        rest = await self._settle([reports[n] for n in late], plainly=False) if late else []
        outcomes |= zip(late, rest, strict=True)
        return [outcomes[n] for n in range(len(reports))]

    async def _settle(self, reports: Sequence[Reported], *, plainly: bool = True) -> list[Outcome]:
        """Each report's outcome, whatever it takes to find out."""
        for pause in PAUSES:
            try:
                return await self._write(reports, plainly=plainly)
            except CommitUnknown:
                log.warning("payments.commit_unknown", reports=len(reports))
                return await self._look_up(reports)
            except psycopg.OperationalError as lost:  # nothing of it was kept
                log.warning("payments.written_again", reports=len(reports), error=str(lost)[:200])
                await asyncio.sleep(pause)
            except Exception as error:
                if len(reports) > 1:
                    middle = len(reports) // 2
                    left = await self._settle(reports[:middle], plainly=plainly)
                    return left + await self._settle(reports[middle:], plainly=plainly)
                if not plainly:
                    log.exception("payments.not_applied", payment=str(reports[0].payment_id))
                    return [error]
                plainly = False
        return [Busy() for _ in reports]

    async def _write(self, reports: Sequence[Reported], *, plainly: bool) -> list[Outcome]:
        async with self._connection.transaction() as connection:
            judged = await judge(connection, reports)
            plain = [
                (reported, verdict)
                for reported, verdict in zip(reports, judged, strict=True)
                if plainly and reported.succeeded and isinstance(verdict, Attempt)
            ]
            paid = await capture(connection, plain) if plain else frozenset[UUID]()
            attempts = [attempt for _, attempt in plain if attempt.id in paid]
            await _have_served(connection, attempts)
        tell_soon(_topics(attempts))
        return [
            (PAID if verdict.id in paid else await _exactly(reported, verdict))
            if isinstance(verdict, Attempt)
            else verdict
            for reported, verdict in zip(reports, judged, strict=True)
        ]

    async def _look_up(self, reports: Sequence[Reported]) -> list[Outcome]:
        """After a lost connection: what stands is answered, the rest may come again."""
        try:
            async with self._connection.transaction() as connection:
                known = await outcomes_of(connection, reports)
        except psycopg.OperationalError:
            return [Busy() for _ in reports]
        return [known.get(reported.name) or Busy() for reported in reports]


async def _exactly(reported: Reported, attempt: Attempt) -> Outcome:
    """The exact path's outcome. To try again is safe: an event that stands is only repeated."""
    for pause in PAUSES:
        try:
            return await apply(reported, attempt)
        except OperationalError as lost:
            log.warning("payments.applied_again", attempt=str(attempt.id), error=str(lost)[:200])
            await asyncio.sleep(pause)
        except CommerceError as refused:
            return refused
        except Exception as error:
            log.exception("payments.not_applied", payment=str(attempt.id))
            return error
    return Busy()


async def _have_served(connection: Connection, attempts: Iterable[Attempt]) -> None:
    """One job a shop gives what is there at once and thanks, if all of this is committed."""
    by_shop: dict[UUID, list[UUID]] = {}
    for attempt in attempts:
        by_shop.setdefault(attempt.shop_id, []).append(attempt.order_id)
    for shop_id, orders in by_shop.items():
        await have_served(connection, shop_id, orders)


def _topics(attempts: Sequence[Attempt]) -> set[str]:
    shops = {orders_topic(attempt.shop_id) for attempt in attempts}
    return shops | {order_topic(attempt.order_number) for attempt in attempts}


payment_writer = PaymentWriter()
