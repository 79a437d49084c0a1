"""Searching a shop's orders for what somebody typed, each way by an index of its own.

A number, phone, e-mail, SKU or name in one condition with OR would have every order read: so each
way is a select that finds its newest few, and a page is the newest of those.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, union_all
from sqlmodel import col, select

from commerce.db.session import Session
from commerce.ids import is_order_number, tidy_number
from commerce.orders.models import Order, OrderLine, OrderNumber
from commerce.people.contacts import email_form, email_index, phone_e164, phone_index


@dataclass(frozen=True, slots=True)
class Found:
    """Orders that at least one of these selects finds."""

    ways: Sequence[Select[Any]]

    async def older(self, session: Session, than: UUID | None, limit: int) -> Sequence[Order]:
        """The newest of them, or the newest that are older than an order."""
        ways = [way.where(col(Order.id) < than) if than else way for way in self.ways]
        return await self._together(session, ways, col(Order.id).desc(), limit)

    async def newer(self, session: Session, than: UUID, limit: int) -> Sequence[Order]:
        """The oldest of those that are newer than an order."""
        ways = [way.where(col(Order.id) > than) for way in self.ways]
        return await self._together(session, ways, col(Order.id).asc(), limit)

    async def _together(
        self, session: Session, ways: Sequence[Select[Any]], order: Any, limit: int
    ) -> Sequence[Order]:
        """Some ways need two reads: with its ids known only the months of these are looked at."""
        few = [way.order_by(order).limit(limit) for way in ways]
        if len(few) == 1:
            return (await session.run(few[0])).scalars().all()
        every = union_all(*(_ids_of(one) for one in few))
        ids = set((await session.run(every)).scalars().all())
        if not ids:
            return []
        found = select(Order).where(col(Order.id).in_(ids)).order_by(order).limit(limit)
        return (await session.exec(found)).all()


def _ids_of(statement: Select[Any]) -> Select[Any]:
    return select(statement.with_only_columns(col(Order.id)).subquery().c.id)


def searched(statement: Select[Any], shop_id: UUID, search: str, country: str) -> list[Select[Any]]:
    """The ways in which `search` may be meant; `country` reads phones without a code."""
    if not search:
        return [statement]
    number = tidy_number(search)
    if is_order_number(number):
        named = select(OrderNumber.order_id).where(OrderNumber.number == number)
        return [statement.where(col(Order.id).in_(named))]
    starts = func.lower(col(Order.contact_name)).startswith(search.lower(), autoescape=True)
    ways = [statement.where(starts), _by_sku(statement, shop_id, search)]
    with suppress(ValueError):
        phone = phone_index(phone_e164(search, country))
        ways.append(statement.where(col(Order.phone_index) == phone))
    with suppress(ValueError):
        mail = email_index(email_form(search))
        ways.append(statement.where(col(Order.email_index) == mail))
    return ways


def _by_sku(statement: Select[Any], shop_id: UUID, sku: str) -> Select[Any]:
    with_it = select(OrderLine.order_id).where(OrderLine.shop_id == shop_id, OrderLine.sku == sku)
    return statement.where(col(Order.id).in_(with_it))
