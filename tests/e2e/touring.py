"""A tour of every page: the app's own list of routes, filled in, each seen by who belongs there."""

import importlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.house import House

DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=760)

# The customer with most orders, the owner, and something of each kind that has a page.
_PROGRAM = """
import asyncio, json
from sqlmodel import func, select
from commerce.catalog.models import Product, ProductState, Variant
from commerce.db.session import dispose, transaction, transaction_over_all_shops
from commerce.orders.models import Order
from commerce.people.models import Membership, PersonKind, Role
from commerce.people.sessions import start_session
from commerce.shops.models import Shop
from commerce.stock.models import Stock

async def main():
    async with transaction_over_all_shops() as session:
        shop = (await session.exec(select(Shop).order_by(Shop.created_at).limit(1))).one()
    async with transaction(shop.id) as session:
        customer = (await session.exec(select(Order.customer_id)
            .where(Order.customer_id.is_not(None)).group_by(Order.customer_id)
            .order_by(func.count().desc(), Order.customer_id).limit(1))).one()
        order = (await session.exec(select(Order).where(Order.customer_id == customer)
            .order_by(Order.id.desc()).limit(1))).one()
        owner = (await session.exec(select(Membership.staff_id)
            .where(Membership.role == Role.OWNER).limit(1))).one()
        sku, slug, product = (await session.rows(select(Variant.sku, Product.slug, Product.id)
            .join(Product, Product.id == Variant.product_id)
            .join(Stock, Stock.variant_id == Variant.id)
            .where(Product.state == ProductState.ACTIVE, Stock.available > 20,
                Product.kind == "goods").order_by(Variant.sku).limit(1)))[0]
        tokens = {
            "allhours_customer": (await start_session(session, PersonKind.CUSTOMER, customer)).token,
            "allhours_staff": (await start_session(session, PersonKind.STAFF, owner)).token,
        }
    values = {"number": order.number, "slug": slug, "product_id": str(product), "sku": sku,
        "customer_id": str(customer)}
    print(json.dumps({"values": values, "tokens": tokens}))
    await dispose()

asyncio.run(main())
"""

SETTLED = """() => document.querySelector('h1')?.textContent
  && !document.querySelector('.bone, [aria-busy="true"]')"""


@dataclass
class Tour:
    """A guest, a customer and the owner, each with a browser of their own; carts are filled."""

    house: House
    browser: Browser
    values: dict[str, str]
    tokens: dict[str, str]
    errors: list[str] = field(default_factory=list[str])

    def contexts(self, *, chinese: bool, phone: bool) -> dict[str, Page]:
        """Who -> their one tab."""
        return {who: self._tab(who, chinese, phone) for who in ("guest", "customer", "owner")}

    def _tab(self, who: str, chinese: bool, phone: bool) -> Page:
        context = self.browser.new_context(
            base_url=self.house.url,
            viewport=PHONE if phone else DESKTOP,
            locale="zh-CN" if chinese else "en-GB",
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        name = {"customer": "allhours_customer", "owner": "allhours_staff"}.get(who, "")
        if name:
            cookie = {"name": name, "value": self.tokens[name], "url": self.house.url}
            context.add_cookies([cookie])  # pyright: ignore[reportArgumentType]
        if who != "owner":
            self._fill_cart(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def _fill_cart(self, context: BrowserContext) -> None:
        line = {"sku": self.values["sku"], "quantity": 2}
        origin = {"Origin": self.house.url}
        answer = context.request.post("/api/v1/cart/lines", data=line, headers=origin)
        assert answer.ok, answer.text()

    def stops(self, locale: str) -> Iterator[tuple[str, str]]:
        """(path, who looks at it) of every page in one language."""
        for route in page_routes():
            if route.startswith("zh") == (locale == "zh"):
                for who in viewers(route.removeprefix("zh").lstrip("/")):
                    yield self._filled(route), who

    def _filled(self, route: str) -> str:
        named = re.sub(r"\[(\w+)\]", lambda match: self.values[match[1]], route)
        return "/" + {"index": "", "404": "no-such-page"}.get(named, named)


def tour(house: House, browser: Browser) -> Tour:
    """Whatever a tour needs, put into a running house."""
    listed = httpx.get(f"{house.url}/sitemap-1.xml").text
    shelf = re.search(r"/c/([\w-]+)", listed)
    assert shelf, "the site map lists no category"
    told = json.loads(house.python(_PROGRAM).splitlines()[-1])
    return Tour(house, browser, told["values"] | {"category": shelf[1]}, told["tokens"])


def page_routes() -> list[str]:
    """Every route that the app registers, without a leading slash."""
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    return list(importlib.import_module("app").app._unevaluated_pages)


def viewers(route: str) -> tuple[str, ...]:
    """Who sees a page as it is meant: an unknown page is a guest's."""
    if route.startswith("admin") and route != "admin/login":
        return ("owner",)
    if route.startswith(("account", "orders", "cart")):
        return ("customer",)
    return ("guest", "customer") if route == "checkout" else ("guest",)


def settle(page: Page) -> None:
    """Wait until nothing on the page is still loading."""
    page.wait_for_function(SETTLED)
