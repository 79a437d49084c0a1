"""How far a job that works its way along has come."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, select

from commerce.db.columns import moment
from commerce.db.session import Session


class Mark(SQLModel, table=True):
    """Up to which moment the job of that name has seen everything."""

    __tablename__ = "marks"

    name: str = Field(primary_key=True)
    at: datetime = moment(nullable=False)


async def reached(session: Session, name: str) -> datetime | None:
    """How far it has come; locked, so that two of the same job go one after the other."""
    found = await session.exec(select(Mark.at).where(Mark.name == name).with_for_update())
    return found.one_or_none()


async def advance(session: Session, name: str, at: datetime) -> None:
    """It has come so far, once this transaction commits."""
    made = insert(Mark).values(name=name, at=at)
    await session.exec(made.on_conflict_do_update(index_elements=["name"], set_={"at": at}))
