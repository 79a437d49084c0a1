"""What an import finds cell by cell, written by the hundred."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from commerce.db.session import Session
from commerce.ids import new_id
from commerce.operations.exchange.models import FindingKind
from commerce.operations.exchange.product_rows import Cell, Group, Wrong

LONGEST = 200
_INTO = (
    "COPY exchange_findings (shop_id, id, exchange_id, line, field, kind, before, after, code,"
    " facts) FROM STDIN"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one cell does, or what is wrong with it."""

    at: Cell
    kind: FindingKind
    before: str = ""
    after: str = ""
    code: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def wrong_cell(one: Wrong, group: Group) -> Finding:
    """A problem with what stands in its cell."""
    cells = dict(group.rows).get(one.at.line, {})
    text = cells.get(one.at.column, "")
    return Finding(one.at, FindingKind.WRONG, after=text, code=one.code, facts=one.facts)


async def keep(session: Session, exchange_id: UUID, findings: Sequence[Finding]) -> None:
    """Write them down, in the order in which they were found."""
    driver = await session.driver()
    async with driver.cursor() as cursor, cursor.copy(_INTO) as copy:
        for one in findings:
            where = (session.shop_id, new_id(), exchange_id, one.at.line, one.at.column)
            texts = (one.kind.value, one.before[:LONGEST], one.after[:LONGEST], one.code)
            await copy.write_row((*where, *texts, Jsonb(dict(one.facts))))
