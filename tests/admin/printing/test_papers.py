"""The papers: what is left to send and nothing else, for who ships."""

import pytest

from admin.printing.state import PaperLine, PaperState
from commerce.people.models import Role
from tests.admin.back_office import refused
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from tests.trading import sent
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_product(await a_shop(), stock=50), "CUP", stock=50)


async def papers(desk: Desk, *numbers: str, locale: str = "") -> PaperState:
    state = desk.at(PaperState, f"{locale}/admin/print/?orders={','.join(numbers)}")
    await call(state, "load")
    return state


async def test_pieces_of_all_orders_are_fetched_together_and_each_has_its_slip(shop: BuiltShop):
    both = [{"sku": "TEA", "quantity": 2}, {"sku": "CUP", "quantity": 1}]
    first, second = await a_paid_order(shop, lines=both), await a_paid_order(shop, quantity=3)
    state = await papers(await a_desk(shop, Role.CLERK), second.number, first.number)
    assert state.picks == [
        PaperLine("CUP", "Product CUP", "1", "1"),
        PaperLine("TEA", "Product TEA", "5", "2"),
    ]
    assert [slip.number for slip in state.slips] == [second.number, first.number]
    assert state.slips[1].lines == [
        PaperLine("TEA", "Product TEA", "2"),
        PaperLine("CUP", "Product CUP", "1"),
    ]
    assert (state.slips[0].name, state.slips[0].phone) == ("李雷", "+8613800138000")
    assert any("南京路 1 号" in line for line in state.slips[0].address)


async def test_what_is_on_its_way_is_not_packed_again(shop: BuiltShop):
    part, whole = await a_paid_order(shop, quantity=3), await a_paid_order(shop)
    await sent(shop, part.number, {1: 1})
    await sent(shop, whole.number, {1: 1})
    state = await papers(await a_desk(shop), part.number, whole.number)
    assert [line.pieces for line in state.picks] == ["2"]
    assert [slip.number for slip in state.slips] == [part.number]


async def test_what_is_not_paid_is_not_packed(shop: BuiltShop):
    state = await papers(await a_desk(shop), (await an_order(shop)).number)
    assert (state.slips, state.picks) == ([], [])


async def test_papers_speak_the_language_of_the_page(shop: BuiltShop):
    one = await a_paid_order(shop)
    state = await papers(await a_desk(shop), one.number, locale="/zh")
    assert [line.name for line in state.picks] == ["商品 TEA"]


async def test_another_shop_s_order_is_not_printed(shop: BuiltShop):
    other = await a_paid_order(await a_product(await a_shop()))
    state = await papers(await a_desk(shop), other.number)
    assert (state.loaded, state.slips, state.picks) == (True, [], [])


async def test_too_many_at_a_time_are_refused(shop: BuiltShop):
    state = await papers(await a_desk(shop), *(f"N{n}" for n in range(101)))
    assert refused(state).sentence == "At most 100 orders at a time, please."


async def test_who_does_not_ship_sees_no_address(shop: BuiltShop):
    one = await a_paid_order(shop)
    with pytest.raises(Refused):
        await papers(await a_desk(shop, Role.VIEWER), one.number)
