"""How much work waits: jobs by status, and for how long the oldest has been due."""

from dataclasses import dataclass

from sqlalchemy import text

from commerce.db.session import transaction_over_all_shops


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs by status ('todo', 'doing', 'failed'), and the seconds that the oldest waits."""

    jobs: dict[str, int]
    oldest_seconds: float


async def backlog() -> Backlog:
    """What the job queue holds now."""
    async with transaction_over_all_shops() as session:
        counted = await session.run(
            text(
                "SELECT status::text, count(*) FROM procrastinate_jobs"
                " WHERE status IN ('todo', 'doing', 'failed') GROUP BY status"
            )
        )
        jobs = {row["status"]: int(row["count"]) for row in counted.mappings()}
        waiting = await session.run(
            text(
                "SELECT extract(epoch FROM now() - min(e.at)) FROM procrastinate_events e"
                " JOIN procrastinate_jobs j ON j.id = e.job_id"
                " WHERE j.status = 'todo' AND e.type = 'deferred'"
                " AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
            )
        )
        oldest = waiting.scalar_one()
    return Backlog(jobs, float(oldest or 0))
