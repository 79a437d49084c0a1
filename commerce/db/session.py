"""Transactions: the edge opens one, verbs work in it, it commits once and then tells listeners."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CompoundSelect, Executable, Result, Row, Select, event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session as SyncSession
from sqlmodel.ext.asyncio.session import AsyncSession

from commerce.db import direct, live
from commerce.db.columns import OfShop
from commerce.db.narrowing import narrowed
from commerce.settings import settings

_SHOP = "shop_id"
_TOPICS = "topics"


class Session(AsyncSession):
    """One transaction's view of the database, narrowed to one shop unless opened over all."""

    @property
    def shop_id(self) -> UUID:
        """The shop that this transaction is for."""
        return cast("UUID", self.info[_SHOP])

    async def rows(
        self, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """All rows of a select over any number of columns, where `exec` knows only four."""
        return (await super(AsyncSession, self).execute(statement)).all()

    async def run(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Result[Any]:
        """Any statement as SQLAlchemy runs it: plain SQL, inserts with a conflict clause."""
        return await super(AsyncSession, self).execute(statement, values)

    async def driver(self) -> direct.Connection:
        """The driver's connection in this transaction, for a statement over hundreds of rows.

        What the session has not written yet is written first.
        """
        await self.flush()
        raw = await (await self.connection()).get_raw_connection()
        return cast("direct.Connection", raw.driver_connection)

    def tell(self, *topics: str) -> None:
        """Wake those who follow `topics`, once this transaction has committed."""
        cast("set[str]", self.info.setdefault(_TOPICS, set())).update(topics)


class OtherShop(RuntimeError):
    """A row of another shop was about to be written: a bug, never a user's mistake."""


class ShopSession(SyncSession):
    """Carries the events of our sessions, so that no other has them."""


@event.listens_for(ShopSession, "do_orm_execute")
def _see_one_shop(state: ORMExecuteState) -> None:
    shop_id = state.session.info.get(_SHOP)
    if shop_id is None or state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(narrowed(shop_id))


@event.listens_for(ShopSession, "before_flush")
def _write_one_shop(session: SyncSession, _flush: UOWTransaction, _objects: object) -> None:
    shop_id = session.info.get(_SHOP)
    if shop_id is None:
        return
    for row in session.new | session.dirty | session.deleted:
        if isinstance(row, OfShop):
            if row.shop_id is None:  # pyright: ignore[reportUnnecessaryComparison]
                row.shop_id = shop_id
            elif row.shop_id != shop_id:
                raise OtherShop(type(row).__name__)


class _Engine:
    """The process's engines, made at first use so that forks and tests get their own."""

    ordinary: AsyncEngine | None = None
    writer: AsyncEngine | None = None
    shared: AsyncEngine | None = None


def engine() -> AsyncEngine:
    """The process's pool of connections."""
    if _Engine.ordinary is None:
        size = settings().pool_size
        _Engine.ordinary = create_async_engine(
            settings().database_url, pool_size=size, max_overflow=size, pool_pre_ping=True
        )
    return _Engine.ordinary


def writer_engine() -> AsyncEngine:
    """The order writer's own connections: who waits for it may hold one of the others."""
    if _Engine.writer is None:
        _Engine.writer = create_async_engine(
            settings().database_url, pool_size=4, max_overflow=0, pool_pre_ping=True
        )
    return _Engine.writer


def shared_engine() -> AsyncEngine:
    """For what one reads and many wait for: who waits may hold one of the others."""
    if _Engine.shared is None:
        _Engine.shared = create_async_engine(
            settings().database_url, pool_size=1, max_overflow=3, pool_pre_ping=True
        )
    return _Engine.shared


def tell_soon(topics: Iterable[str]) -> None:
    """Wake those who follow `topics`, which others have committed, without being waited for."""
    live.ring(engine(), topics)


async def dispose() -> None:
    """Close this process's connections."""
    await live.fall_silent()
    await direct.close_all()
    for opened in (_Engine.ordinary, _Engine.writer, _Engine.shared):
        if opened is not None:
            await opened.dispose()
    _Engine.ordinary = _Engine.writer = _Engine.shared = None


@asynccontextmanager
async def transaction(shop_id: UUID) -> AsyncGenerator[Session]:
    """A transaction that sees and writes `shop_id`'s rows alone; commits at the end."""
    async with _session({_SHOP: shop_id}, engine()) as session:
        yield session


@asynccontextmanager
async def kept_apart(shop_id: UUID) -> AsyncGenerator[Session]:
    """A short transaction that stays, whatever becomes of the one that its caller is in."""
    async with _session({_SHOP: shop_id}, writer_engine()) as session:
        yield session


@asynccontextmanager
async def shared_reading(shop_id: UUID) -> AsyncGenerator[Session]:
    """A transaction that reads what many callers, themselves in transactions, wait for."""
    async with _session({_SHOP: shop_id}, shared_engine()) as session:
        yield session


@asynccontextmanager
async def transaction_over_all_shops() -> AsyncGenerator[Session]:
    """A transaction without a shop: for finding a shop, for jobs, for the operator."""
    async with _session({}, engine()) as session:
        yield session


@asynccontextmanager
async def _session(info: dict[Any, Any], pool: AsyncEngine) -> AsyncGenerator[Session]:
    make = async_sessionmaker(
        pool,
        class_=Session,
        sync_session_class=ShopSession,
        expire_on_commit=False,
        autoflush=True,
        info=info,
    )
    async with make() as session:
        async with session.begin():
            yield session
        topics = session.info.get(_TOPICS)
    if topics:
        for topic in topics:
            live.wake(topic)  # at once here, and soon in the other processes
        await live.publish(pool, topics)
