"""Transactions: the edge opens one, verbs work in it, it commits once and then tells listeners."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlalchemy.orm import Session as SyncSession
from sqlmodel.ext.asyncio.session import AsyncSession

from commerce.db import live
from commerce.db.columns import OfShop
from commerce.settings import settings

_SHOP = "shop_id"
_TOPICS = "topics"


class Session(AsyncSession):
    """One transaction's view of the database, narrowed to one shop unless opened over all."""

    @property
    def shop_id(self) -> UUID:
        """The shop that this transaction is for."""
        return cast("UUID", self.info[_SHOP])

    def tell(self, *topics: str) -> None:
        """Wake those who follow `topics`, once this transaction has committed."""
        cast("set[str]", self.info.setdefault(_TOPICS, set())).update(topics)


class OtherShop(RuntimeError):
    """A row of another shop was about to be written: a bug, never a user's mistake."""


class _ShopSession(SyncSession):
    """Carries the events below, so that only our sessions have them."""


@event.listens_for(_ShopSession, "do_orm_execute")
def _see_one_shop(state: ORMExecuteState) -> None:
    shop_id = state.session.info.get(_SHOP)
    if shop_id is None or state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(
        with_loader_criteria(
            OfShop,
            lambda table: table.shop_id == shop_id,  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType]
            include_aliases=True,
        )
    )


@event.listens_for(_ShopSession, "before_flush")
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
    """The process's engine, made at first use so that forks and tests get their own."""

    engine: AsyncEngine | None = None


def engine() -> AsyncEngine:
    """This process's pool of connections."""
    if _Engine.engine is None:
        size = settings().pool_size
        _Engine.engine = create_async_engine(
            settings().database_url, pool_size=size, max_overflow=size, pool_pre_ping=True
        )
    return _Engine.engine


async def dispose() -> None:
    """Close this process's connections."""
    if _Engine.engine is not None:
        await _Engine.engine.dispose()
        _Engine.engine = None


@asynccontextmanager
async def transaction(shop_id: UUID) -> AsyncIterator[Session]:
    """A transaction that sees and writes `shop_id`'s rows alone; commits at the end."""
    async with _session({_SHOP: shop_id}) as session:
        yield session


@asynccontextmanager
async def transaction_over_all_shops() -> AsyncIterator[Session]:
    """A transaction without a shop: for finding a shop, for jobs, for the operator."""
    async with _session({}) as session:
        yield session


@asynccontextmanager
async def _session(info: dict[Any, Any]) -> AsyncIterator[Session]:
    make = async_sessionmaker(
        engine(),
        class_=Session,
        sync_session_class=_ShopSession,
        expire_on_commit=False,
        autoflush=True,
        info=info,
    )
    async with make() as session:
        async with session.begin():
            yield session
        topics = session.info.get(_TOPICS)
    if topics:
        await live.publish(engine(), topics)
