"""What the clock starts. Each is safe to run twice, and on several servers at once."""

from datetime import timedelta

import procrastinate
import structlog
from sqlmodel import col, delete

from commerce import clock
from commerce.catalog.search import following
from commerce.db.session import transaction_over_all_shops
from commerce.operations.backups import tasks as backups
from commerce.operations.exchange.asking import forget_old_files
from commerce.orders import campaigning, expiring, partitions, settling, tracking
from commerce.orders.models import IdempotencyKey
from commerce.people.models import LoginTicket, PersonSession, VerificationCode
from commerce.queue import queue
from commerce.recommendations import learning, looking
from commerce.wishes import telling
from commerce.wishes.forgetting import forget_old_wishes

RETRY = procrastinate.RetryStrategy(max_attempts=3, wait=5)
KEYS_KEPT = timedelta(hours=48)
STALLED_AFTER = 60  # seconds; several heartbeats of 10 s, else living jobs would run twice
MOST_RESCUES = 5
log = structlog.get_logger()


@queue.periodic(cron="* * * * * */10")
@queue.task(name="orders.expire_unpaid", retry=RETRY, queueing_lock="orders.expire_unpaid")
async def expire_unpaid(timestamp: int) -> None:
    """Give back the stock of orders that nobody paid in time."""
    while await expiring.expire_unpaid() == expiring.BATCH:
        pass


@queue.periodic(cron="* * * * * */20")
@queue.task(name="payments.ask_unsettled", retry=RETRY, queueing_lock="payments.ask_unsettled")
async def ask_unsettled(timestamp: int) -> None:
    """Ask providers for payments and refunds that no callback told us of."""
    await settling.ask_unsettled()


@queue.periodic(cron="* * * * * */15")
@queue.task(name="parcels.ask_stale", retry=RETRY, queueing_lock="parcels.ask_stale")
async def ask_stale_parcels(timestamp: int) -> None:
    """Have new parcels followed, and ask carriers for those that nobody told us of lately."""
    await tracking.ask_stale()


@queue.periodic(cron="* * * * * */20")
@queue.task(name="search.follow", retry=RETRY, queueing_lock="search.follow")
async def follow_shelves(timestamp: int) -> None:
    """Let lists and filters know what ran out or came back, and which prices began or ended."""
    await following.follow()


@queue.periodic(cron="* * * * * */20")
@queue.task(name="wishes.tell", retry=RETRY, lock="wishes.tell", queueing_lock="wishes.tell")
async def tell_who_waits(timestamp: int) -> None:
    """Tell those who asked for it that a variant is back in stock."""
    await telling.tell_who_waits()


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="recommendations.learn", retry=RETRY, queueing_lock="recommendations.learn")
async def learn(timestamp: int) -> None:
    """Count what paid orders say goes together, as far as it changed since the last time."""
    await learning.learn()


@queue.periodic(cron="41 3 * * *")
@queue.task(name="recommendations.relearn", retry=RETRY, queueing_lock="recommendations.relearn")
async def relearn(timestamp: int) -> None:
    """The same for everything: what sold weeks ago counts no more."""
    await learning.learn(everything=True)


@queue.periodic(cron="* * * * * */5")
@queue.task(name="campaigns.follow", retry=RETRY, queueing_lock="campaigns.follow")
async def follow_campaigns(timestamp: int) -> None:
    """Begin the campaigns that are due; ask for those that no notice told us of."""
    await campaigning.begin_campaigns()
    await campaigning.follow_up()


@queue.periodic(cron="17 3 * * *")
@queue.task(name="orders.make_partitions", retry=RETRY, queueing_lock="orders.make_partitions")
async def make_partitions(timestamp: int) -> None:
    """Have the partitions of the next months ready; sound the alarm if one was missing."""
    async with transaction_over_all_shops() as session:
        await partitions.make_ahead(session)
        stray = await partitions.rows_in_default(session)
    if stray:
        log.error("orders.rows_in_default_partition", rows=stray)


@queue.periodic(cron="7,17,27,37,47,57 * * * *")
@queue.task(name="backups.keep_up", retry=RETRY, queueing_lock="backups.keep_up")
async def keep_up_backups(timestamp: int) -> None:
    """Make the backup that is due, and prove that the newest can be restored."""
    await backups.keep_up()


@queue.periodic(cron="31 * * * *")
@queue.task(name="people.purge_expired", retry=RETRY, queueing_lock="people.purge_expired")
async def purge_expired(timestamp: int) -> None:
    """Forget what has served its time: sessions, tickets, codes, wishes, looks, files, keys."""
    now = clock.now()
    async with transaction_over_all_shops() as session:
        for table in (PersonSession, LoginTicket, VerificationCode):
            await session.exec(delete(table).where(col(table.expires_at) < now))
        await forget_old_wishes(session, now)
        await forget_old_files(session, now)
        await session.exec(
            delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < now - KEYS_KEPT)
        )
        await looking.forget_old_looks(session)
    await queue.job_manager.delete_old_jobs(nb_hours=72, include_failed=False)


@queue.periodic(cron="* * * * * */30")
@queue.task(name="jobs.rescue", queueing_lock="jobs.rescue", retry=RETRY)
async def rescue(timestamp: int) -> None:
    """Put back the jobs of workers that died."""
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if job.attempts <= MOST_RESCUES:
            log.warning("jobs.rescued", job=job.id, task=job.task_name)
            await queue.job_manager.retry_job(job)
