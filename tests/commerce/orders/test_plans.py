"""The plan of each hot query over a filled database: no large table is read from end to end, and
no month is looked at that cannot hold what is asked for.
"""

import re
from collections.abc import AsyncIterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
import pytest_asyncio

from commerce import clock
from commerce.db.session import transaction
from commerce.orders import expiring, finding, settling
from commerce.orders.access import order_by_number
from commerce.orders.figures import day_figures
from commerce.orders.queries import OrderFilter, order_view, orders_of_customer, orders_of_shop
from commerce.orders.to_do import to_do_counts
from commerce.settings import settings
from proof.past import write_past
from proof.past_people import Customer
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.commerce.orders.test_payment_writer import an_attempt, apply_all, reported
from tests.own_database import own_database

ORDERS = 20_000
LARGE = re.compile(
    r"Seq Scan on ((?:orders|order_\w+|idempotency_keys|payments|stock_ledger|messages)\w*)"
    r".*\(actual rows=([\d.]+) loops=(\d+)\)((?:\n +[A-Z][\w ]+: .*)*)"
)
REMOVED = re.compile(r"Rows Removed by Filter: (\d+)")
FEW = 300  # rows: a month that has only begun is read as it stands
MONTH = re.compile(r"Scan (?:Backward )?(?:using \w+ )?on (?:orders|order_lines|order_events)_y\w+")
NEVER = re.compile(r"^.*\(never executed\).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Past:
    """A shop, some of whose twenty thousand orders are open still."""

    shop: BuiltShop
    people: list[Customer]
    number: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def past(shop_database: str, tmp_path_factory: Any) -> AsyncIterator[Past]:
    folder = str(tmp_path_factory.mktemp("plans"))
    async with own_database(shop_database, "plans", folder):
        shop = await a_shop()
        for n in range(20):
            shop = await a_product(shop, f"SKU-{n}", stock=1_000)
        url = settings().database_url.replace("+psycopg", "", 1)
        with psycopg.connect(url, autocommit=True) as connection:
            people = write_past(connection, shop.id, ORDERS, lambda _: None)
            row = connection.execute("SELECT number FROM order_numbers OFFSET 700 LIMIT 1")
            number = (row.fetchone() or ("",))[0]
        yield Past(shop, list(people), number)


@contextmanager
def planned():
    """The statements sent inside the block, each with the plan that it had."""
    plans: list[tuple[str, str]] = []
    execute: Any = psycopg.AsyncCursor.execute

    async def explained(self: Any, query: Any, given: Any = None, **more: Any) -> Any:
        told = query.decode() if isinstance(query, bytes) else str(query)
        if re.match(r"\s*(SELECT|WITH)", told) and "pg_notify" not in told:
            async with type(self)(self.connection) as beside:
                await execute(beside, "SAVEPOINT planned")
                asked: Any = (
                    f"EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off, BUFFERS off) {told}"
                )
                await execute(beside, asked if isinstance(query, str) else asked.encode(), given)
                plans.append((told, "\n".join([row[0] for row in await beside.fetchall()])))
                await execute(beside, "ROLLBACK TO SAVEPOINT planned")
        return await execute(self, query, given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.AsyncCursor, "execute", explained)
        yield plans


def read_from_end_to_end(plan: str) -> list[str]:
    found: list[str] = []
    for table, rows, loops, more in LARGE.findall(plan):
        removed = REMOVED.search(more)
        if (float(rows) + int(removed[1] if removed else 0)) * int(loops) > FEW:
            found.append(table)
    return found


def judge(plans: list[tuple[str, str]], *, months: int | None = None) -> None:
    """No large table from end to end; of each table's months at most so many."""
    assert plans
    for told, plan in plans:
        shown = NEVER.sub("", plan)
        assert read_from_end_to_end(shown) == [], f"{told}\n{plan}"
        if months is not None:
            assert len(MONTH.findall(shown)) <= months, f"{told}\n{plan}"


SEARCHES = {
    "number": lambda past: past.number,
    "phone": lambda past: past.people[7].phone,
    "name": lambda past: past.people[7].name[:8],
    "SKU": lambda past: "SKU-19",
    "e-mail": lambda past: "nobody@example.com",
}


@pytest.mark.parametrize("typed", SEARCHES)
async def test_a_search_reads_no_large_table(past, typed):
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            asked = OrderFilter(search=SEARCHES[typed](past))
            page = await orders_of_shop(session, asked, "en", "CN")
    assert bool(page.orders) == (typed != "e-mail")
    judge(plans, months=1 if typed == "number" else None)


@pytest.mark.parametrize("to_do", ["", "to_pay", "to_ship", "late", "to_deliver"])
async def test_the_list_of_orders_reads_its_page_alone(past, to_do):
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            await orders_of_shop(session, OrderFilter(to_do=to_do), "en", "CN")
    judge(plans)


async def test_a_list_of_some_days_looks_at_their_month_alone(past):
    since = clock.now().replace(day=1) - timedelta(days=40)
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            narrowed = OrderFilter(since=since, until=since + timedelta(days=2))
            await orders_of_shop(session, narrowed, "en", "CN")
    judge(plans[:1], months=1)


async def test_the_start_page_counts_by_indexes(past):
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            counts = await to_do_counts(session)
    assert counts.to_ship
    assert counts.to_deliver
    judge(plans)


async def test_a_day_s_figures_read_that_day_alone(past):
    day = (clock.now().replace(day=1) - timedelta(days=15)).date()
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            found = await day_figures(session, past.shop.view, day)
    assert sum(hour.orders for hour in found.hours)
    judge(plans, months=1)


async def test_a_customer_s_history_is_found_by_its_index(past):
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            assert (await orders_of_customer(session, past.people[7].id, "en")).orders
    judge(plans)


async def test_an_order_s_page_looks_at_its_month_alone(past):
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            await order_view(session, await order_by_number(session, past.number), "en")
    judge(plans, months=1)


async def test_finding_an_order_by_number_and_phone_looks_at_its_month_alone(past):
    phone = await phone_of(past)
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            await finding.find_order(session, past.shop.view, past.number, phone)
    judge(plans, months=1)


async def phone_of(past: Past) -> str:
    async with transaction(past.shop.id) as session:
        order = await order_by_number(session, past.number)
    return next(one.phone for one in past.people if one.id == order.customer_id)


async def test_expiry_finds_what_is_due_by_its_index(past):
    with planned() as plans:
        await expiring.expire_unpaid()
    judge(plans)


async def test_what_is_unsettled_is_found_by_its_index(past):
    with planned() as plans:
        await settling.ask_unsettled()
    judge(plans)


async def test_the_newest_order_of_a_caller_is_found_by_its_key(past):
    caller: UUID = past.people[7].id
    with planned() as plans:
        async with transaction(past.shop.id) as session:
            await finding.newest_of_caller(session, f"customer:{caller}")
    judge(plans)


async def test_placing_looks_at_the_months_of_unpaid_orders_alone(past):
    with planned() as plans:
        placed = await an_order(past.shop, "SKU-3")
    assert placed.number
    judge([one for one in plans if "idempotency_keys" in one[0]], months=4)  # two a contact


async def test_paying_looks_at_the_order_s_month_alone(past):
    payment = await an_attempt(past.shop, await an_order(past.shop, "SKU-4"))
    with planned() as plans:
        assert await apply_all([reported(payment)]) == ["paid"]
    judge([one for one in plans if "payment_events" in one[0]], months=2)  # read, and written
