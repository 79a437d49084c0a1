"""Orders for the writer: parsed, quoted and sealed once, then each new in all that must differ."""

from copy import copy
from typing import Any

from bench.ground import HOST
from commerce import clock
from commerce.carts.quoting import quote_known
from commerce.ids import new_id, new_order_number
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.new import NewOrder
from commerce.orders.placing import new_order
from commerce.randomness import random_bytes
from commerce.shops.queries import shop_at


def body(n: int, phone: str = "13800138000") -> dict[str, Any]:
    """The order as the API takes it: one of SKU n."""
    return {
        "lines": [{"sku": f"BENCH-{n}", "quantity": 1}],
        "contact": {"name": "李雷", "phone": phone, "email": None},
        "address": {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"},
        "delivery_method": "post",
    }


async def quoted_order(n: int) -> NewOrder:
    """An order of SKU n as the API would hand it to the writer."""
    shop = await shop_at(HOST)
    command = PlaceOrder.parse(body(n), shop.country)
    caller = Caller("guest", new_id().hex, None, command.contact.name)
    return new_order(shop, caller, command, await quote_known(shop, command))


def another(order: NewOrder) -> NewOrder:
    """The same wish of somebody else: its own id, number, key, contact and moment."""
    new = copy(order)
    new.id = new_id()
    new.number = new_order_number()
    new.caller = Caller(order.caller.scope, random_bytes(16).hex(), None, order.caller.name)
    new.digest = random_bytes(len(order.digest))
    new.phone_index = random_bytes(len(order.phone_index or b""))
    new.placed_at = clock.now()
    return new
