"""`python -m bench.searching SECONDS`: how long lists, searches and suggestions take in this process.

Nothing is kept between them but the shop's words. It prints JSON: for each its rate and percentiles, and the
five slowest by name.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from statistics import median, quantiles

from commerce.catalog.queries import Shelf, product_cards
from commerce.catalog.search.suggesting import suggestions
from commerce.catalog.views import Sort
from commerce.db.session import dispose, transaction
from commerce.shops.queries import ShopView, all_shops

SHOP = "lantern-market"
INK = ("Colour", ("Ink",))
LISTS: dict[str, tuple[Shelf, Sort]] = {
    "all, popular": (Shelf(), "popular"),
    "all, newest": (Shelf(), "newest"),
    "all, cheapest": (Shelf(), "price_up"),
    "category, dearest": (Shelf(category="tea-and-coffee"), "price_down"),
    "in stock, 50 to 90": (Shelf(in_stock=True, price_min=5_000, price_max=9_000), "popular"),
    "ink": (Shelf(options=(INK,)), "price_up"),
    "ink in M": (Shelf(options=(INK, ("Size", ("M",)))), "popular"),
}
WORDS = (
    *("tea", "green tea", "绿茶", "lvcha", "lc", "绿", "PL-000123", "umbrela", "kite 512", "xyzzy"),
    *("harbour silk scarf", "海港真丝围巾", "zhenpi", "beibao", "notebook candle", "绿查", "for"),
)
BEGINNINGS = (
    *("t", "te", "tea", "gree", "green t", "绿", "绿茶", "lv", "lvc", "lc", "pl-00012", "um"),
    *("c", "s", "ch", "harb", "umbrela", "xyzzy"),
)
Case = Callable[[], Awaitable[object]]


async def main(seconds: float) -> None:
    """Each kind for that long."""
    shop = next(shop for shop in await all_shops() if shop.slug == SHOP)
    lists = {n: partial(_list, shop, shelf, sort) for n, (shelf, sort) in LISTS.items()}
    searches = {q: partial(_list, shop, Shelf(query=q), "relevance") for q in WORDS}
    typed = {q: partial(_suggest, shop, q) for q in BEGINNINGS}
    kinds: dict[str, Mapping[str, Case]] = {"list": lists, "search": searches, "suggestions": typed}
    print(json.dumps({name: await _measured(cases, seconds) for name, cases in kinds.items()}))  # noqa: T201
    await dispose()


async def _measured(cases: Mapping[str, Case], seconds: float) -> dict[str, object]:
    for case in cases.values():
        await case()
    taken: dict[str, list[float]] = {name: [] for name in cases}
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for name in random.sample(list(cases), len(cases)):
            then = time.perf_counter()
            await cases[name]()
            taken[name].append((time.perf_counter() - then) * 1000)
    every = [one for found in taken.values() for one in found]
    slowest = sorted(((median(found), name) for name, found in taken.items()), reverse=True)
    return {
        "rate": len(every) / (time.perf_counter() - began),
        "p50_ms": round(median(every), 1),
        "p95_ms": round(quantiles(every, n=20)[-1], 1),
        "slowest": {name: round(ms, 1) for ms, name in slowest[:5]},
    }


async def _list(shop: ShopView, shelf: Shelf, sort: Sort) -> object:
    async with transaction(shop.id) as session:
        return await product_cards(session, shop, "en", shelf, sort=sort)


async def _suggest(shop: ShopView, typed: str) -> object:
    async with transaction(shop.id) as session:
        return await suggestions(session, shop, "zh", typed)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
