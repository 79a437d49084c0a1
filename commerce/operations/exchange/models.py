"""The tables of imports and exports: how far each has come, its file, what was found in it."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from commerce.db.columns import OfShop, id_field, json_value, moment, moment_now, state_field


class ExchangeKind(StrEnum):
    """What goes in or out."""

    IMPORT = "import"
    PRODUCTS = "products"
    ORDERS = "orders"
    CUSTOMERS = "customers"


class ExchangeState(StrEnum):
    """Where it stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # who asked for it may do so no more, or its file is gone


class Exchange(OfShop, table=True):
    """One import or export. `dry`: an import that changes nothing; `dry_run_id`: of which it is.

    `cursor`: what the next step begins at; it moves with what the step wrote, so that a step is
    done once however often the job is begun again. `asked`: what an export is narrowed to.
    """

    __tablename__ = "exchanges"
    __table_args__ = (
        Index("exchanges_newest", "shop_id", "id"),
        UniqueConstraint("dry_run_id", name="exchanges_once"),
    )

    id: UUID = id_field()
    kind: str = state_field(nullable=False)
    dry: bool = False
    dry_run_id: UUID | None = Field(default=None, foreign_key="exchanges.id")
    state: str = state_field(default=ExchangeState.QUEUED, nullable=False)
    filename: str
    asked: dict[str, str] = json_value(default_factory=dict, nullable=False)
    staff_id: UUID = Field(foreign_key="staff.id")
    staff_name: str
    cursor: str = ""
    rows_total: int = 0
    rows_done: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    began_at: datetime = moment_now(nullable=False)
    ended_at: datetime | None = moment(default=None)


class ExchangeChunk(OfShop, table=True):
    """A piece of the file, of either direction."""

    __tablename__ = "exchange_chunks"

    exchange_id: UUID = Field(primary_key=True, foreign_key="exchanges.id", ondelete="CASCADE")
    n: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary, nullable=False)


class FindingKind(StrEnum):
    """What a cell would do, or did."""

    MADE = "made"
    CHANGED = "changed"
    WRONG = "wrong"


class ExchangeFinding(OfShop, table=True):
    """What one cell of an import does, or what is wrong with it.

    `line` counts as a spreadsheet does, from 1. `before` and `after` are texts of cells; of what
    is wrong `after` is what stands in the file, and `code` and `facts` make its sentence.
    """

    __tablename__ = "exchange_findings"
    __table_args__ = (Index("exchange_findings_of", "exchange_id", "line", "id"),)

    id: UUID = id_field()
    exchange_id: UUID = Field(foreign_key="exchanges.id", ondelete="CASCADE")
    line: int
    field: str
    kind: str = state_field(nullable=False)
    before: str = ""
    after: str = ""
    code: str = ""
    facts: dict[str, str] = json_value(default_factory=dict, nullable=False)
