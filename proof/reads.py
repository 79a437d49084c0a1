"""What staff and customers read, timed in a process of the shop's own.

`python -m proof.reads TIMES`; a line of JSON comes in with the customers to ask for. It ends with
one line of JSON: milliseconds of each read, by name.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import text

from bench.ground import HOST
from commerce.db.session import Session, dispose, transaction
from commerce.orders.access import order_by_number
from commerce.orders.queries import OrderFilter, order_view, orders_of_customer, orders_of_shop
from commerce.orders.to_do import to_do_counts
from commerce.shops.queries import shop_at
from commerce.stock.queries import stock_rows

WARM_UP = 5
Read = Callable[[Session], Awaitable[Any]]


async def reads(times: int, known: list[dict[str, str]]) -> dict[str, list[float]]:
    """Every read so many times, one after another, of somebody else each time."""
    shop = await shop_at(HOST)
    async with transaction(shop.id) as session:
        found = await session.run(
            text("SELECT number FROM order_numbers WHERE shop_id = :shop LIMIT 400"),
            {"shop": shop.id},
        )
        numbers: list[str] = [row.number for row in found]
    taken: dict[str, list[float]] = {}
    for name, read in _kinds(numbers, known).items():
        spent: list[float] = []
        for _ in range(times + WARM_UP):
            async with transaction(shop.id) as session:
                began = time.perf_counter()
                await read(session)
                spent.append((time.perf_counter() - began) * 1000)
        taken[name] = spent[WARM_UP:]
    await dispose()
    return taken


def _kinds(numbers: list[str], known: list[dict[str, str]]) -> dict[str, Read]:
    def one() -> dict[str, str]:
        return random.choice(known)  # noqa: S311

    async def listed(session: Session, **narrowed: str) -> None:
        await orders_of_shop(session, OrderFilter(**narrowed), "en", "CN")  # pyright: ignore[reportArgumentType]

    async def home(session: Session) -> None:
        await orders_of_shop(session, OrderFilter(), "en", "CN", limit=6)
        await stock_rows(session, "en", which="low", limit=6)
        await to_do_counts(session)

    async def page(session: Session) -> None:
        await order_view(session, await order_by_number(session, random.choice(numbers)), "en")  # noqa: S311

    return {
        "order list": listed,
        "orders to ship": lambda session: listed(session, to_do="to_ship"),
        "search by number": lambda session: listed(session, search=random.choice(numbers)),  # noqa: S311
        "search by phone": lambda session: listed(session, search=one()["phone"]),
        "start page of the back office": home,
        "a customer's history": lambda session: orders_of_customer(
            session, UUID(one()["id"]), "en"
        ),
        "order page": page,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(reads(int(sys.argv[1]), json.loads(sys.stdin.readline())))))  # noqa: T201
