"""The start page's desk: figures, counts, newest orders and what runs out, read together."""

from uuid import UUID

import pytest

from admin.home.state import HomeState, _desk
from commerce.people.rights import Right
from tests.builders import a_paid_order, a_product, a_shop, an_order
from tests.office import a_desk
from ui.acting import staff_at

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_the_desk_shows_the_present_and_keeps_the_days_before():
    shop = await a_product(await a_shop(), stock=5)
    number = (await a_paid_order(shop, quantity=2)).number
    state = (await a_desk(shop)).at(HomeState, "/admin/")
    async with staff_at(state, Right.ORDERS_VIEW) as at:
        first = await _desk(at, UUID(int=0), None)
    await an_order(shop)
    async with staff_at(state, Right.ORDERS_VIEW) as at:
        second = await _desk(at, UUID(int=0), first.days)
    assert [row.number for row in first.latest] == [number]
    assert (first.counts.to_ship, first.counts.late, first.counts.to_pay) == ("1", "0", "0")
    assert [(line.sku, line.left) for line in first.low] == [("TEA", "3")]
    assert (first.today.sales.value, first.today.orders.value) == ("CN¥28.00", "1")
    assert (second.today.sales.value, second.today.orders.value) == ("CN¥28.00", "2")
    assert second.days.read_at == first.days.read_at
