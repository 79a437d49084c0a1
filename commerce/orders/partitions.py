"""Monthly partitions of orders, their lines and events: made ahead, by the job and migrations."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text

from commerce import clock
from commerce.db.session import Session
from commerce.ids import first_id_of

PARTITIONED = ("orders", "order_lines", "order_events")
MONTHS_AHEAD = 3


def month_after(month: datetime, months: int = 1) -> datetime:
    """The first moment of the month that is `months` after (or, negative, before) `month`'s."""
    count = month.year * 12 + month.month - 1 + months
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)


def bounds(month: datetime) -> tuple[UUID, UUID]:
    """The ids of a month: from the first (inclusive) to the next month's first (exclusive)."""
    start = month_after(month, 0)
    return first_id_of(start), first_id_of(month_after(start))


def create_statements(month: datetime) -> list[str]:
    """The SQL that makes a month's partitions, where they are not there yet."""
    first, end = bounds(month)
    suffix = f"y{month.year:04}m{month.month:02}"
    return [
        f"CREATE TABLE IF NOT EXISTS {table}_{suffix} PARTITION OF {table}"
        f" FOR VALUES FROM ('{first}') TO ('{end}')"
        for table in PARTITIONED
    ]


async def make_ahead(session: Session, months_back: int = 0) -> None:
    """Make this month's partitions, those of the next three, and `months_back` past ones."""
    for months in range(-months_back, MONTHS_AHEAD + 1):
        for statement in create_statements(month_after(clock.now(), months)):
            await session.run(text(statement))


async def rows_in_default(session: Session) -> int:
    """How many rows fell into a DEFAULT partition: an alarm if there is even one."""
    counts = " + ".join(f"(SELECT count(*) FROM {table}_default)" for table in PARTITIONED)  # noqa: S608
    return int((await session.run(text(f"SELECT {counts}"))).scalar_one())
