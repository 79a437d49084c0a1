"""What paid orders have done for them at once, by a job that is enqueued with the payment."""

from collections.abc import Sequence
from uuid import UUID

from commerce.db.direct import Connection
from commerce.ids import joined_ids
from commerce.queue import queue

SERVE = "orders.serve"


async def have_served(connection: Connection, shop_id: UUID, orders: Sequence[UUID]) -> None:
    """Have one job serve paid orders and tell their customers, if the transaction commits.

    The task is named, not imported: it stands on the verbs that enqueue it.
    """
    job = queue.configure_task(SERVE, connection=connection, priority=1)
    await job.defer_async(shop=str(shop_id), orders=joined_ids(orders))
