"""Customers with what they ordered, as staff look for them: the newest account first."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlmodel import col

from commerce.db.session import Session
from commerce.ids import is_order_number, tidy_number
from commerce.money import Money
from commerce.orders.models import Order, OrderNumber
from commerce.people.contacts import email_form, email_index, phone_e164, phone_index
from commerce.people.models import Customer
from commerce.people.queries import CustomerView

PAGE = 25
_NEWEST = 500  # orders of one name that are looked through


@dataclass(frozen=True, slots=True)
class Spending:
    """What came of a customer's orders, those that were never paid included."""

    orders: int
    paid: Money
    refunded: Money
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer of the list."""

    customer: CustomerView
    since: datetime
    spending: Spending


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What to look for; empty means all.

    `search`: a phone, an e-mail, an order's number, or how the name on an order begins: the name
    of an account is sealed, and nothing but the whole of it could be found.
    """

    search: str = ""
    orders_least: int = 0


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers, and where the older ones begin."""

    rows: tuple[CustomerRow, ...]
    older: UUID | None


async def customers_of_shop(
    session: Session,
    asked: CustomerFilter,
    country: str,
    currency: str,
    before: UUID | None = None,
    limit: int = PAGE,
) -> CustomerPage:
    """A page of the shop's customers; `country` reads phones without a code."""
    found = select(Customer).where(
        col(Customer.shop_id) == session.shop_id, col(Customer.erased_at).is_(None)
    )
    if search := asked.search.strip():
        ways = union_all(*_meant(session.shop_id, search, country)).subquery()
        found = found.where(col(Customer.id).in_(select(next(iter(ways.c)))))
    if asked.orders_least:
        found = found.where(_orders_up_to(asked.orders_least) >= asked.orders_least)
    if before:
        found = found.where(col(Customer.id) < before)
    newest = found.order_by(col(Customer.id).desc()).limit(limit + 1)
    rows = (await session.run(newest)).scalars().all()
    shown = rows[:limit]
    spent = await spending_of(session, [row.id for row in shown], currency)
    views = tuple(CustomerRow(CustomerView.of(r), r.created_at, spent[r.id]) for r in shown)
    return CustomerPage(views, shown[-1].id if len(rows) > limit else None)


async def spending_of(
    session: Session, customer_ids: Sequence[UUID], currency: str
) -> dict[UUID, Spending]:
    """What each of them ordered; `currency` is the shop's, which stays once there are orders."""
    totals = (
        func.count(),
        func.sum(col(Order.paid_minor)),
        func.sum(col(Order.refunded_minor)),
        func.max(col(Order.placed_at)),
    )
    asked = select(col(Order.customer_id), *totals).where(
        col(Order.shop_id) == session.shop_id, col(Order.customer_id).in_(customer_ids)
    )
    rows = await session.rows(asked.group_by(col(Order.customer_id))) if customer_ids else ()
    found = {one: _spending(rest, currency) for one, *rest in rows}
    nothing = _spending((0, 0, 0, None), currency)
    return {one: found.get(one, nothing) for one in customer_ids}


def _spending(told: Iterable[Any], currency: str) -> Spending:
    orders, paid, refunded, last_at = told
    return Spending(orders, Money(int(paid), currency), Money(int(refunded), currency), last_at)


def _orders_up_to(most: int) -> Any:
    """How many orders a customer has; counting stops there."""
    some = (
        select(col(Order.id)).where(col(Order.customer_id) == col(Customer.id)).correlate(Customer)
    )
    return select(func.count()).select_from(some.limit(most).subquery()).scalar_subquery()


def _meant(shop_id: UUID, search: str, country: str) -> list[Select[Any]]:
    """The ways in which `search` may be meant, each by an index of its own."""
    number = tidy_number(search)
    if is_order_number(number):
        named = select(col(OrderNumber.order_id)).where(col(OrderNumber.number) == number)
        return [_buyers(shop_id).where(col(Order.id).in_(named))]
    starts = func.lower(col(Order.contact_name)).startswith(search.lower(), autoescape=True)
    named = _buyers(shop_id).where(starts).order_by(col(Order.id).desc()).limit(_NEWEST)
    ways: list[Select[Any]] = [select(named.subquery().c.customer_id)]
    with suppress(ValueError):
        phone = phone_index(phone_e164(search, country))
        ways.append(_accounts(shop_id).where(col(Customer.phone_index) == phone))
    with suppress(ValueError):
        mail = email_index(email_form(search))
        ways.append(_accounts(shop_id).where(col(Customer.email_index) == mail))
    return ways


def _buyers(shop_id: UUID) -> Select[Any]:
    return select(col(Order.customer_id)).where(
        col(Order.shop_id) == shop_id, col(Order.customer_id).is_not(None)
    )


def _accounts(shop_id: UUID) -> Select[Any]:
    return select(col(Customer.id)).where(col(Customer.shop_id) == shop_id)
