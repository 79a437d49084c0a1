"""The papers: what is left to send and nothing else, for who ships."""

from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from admin.printing.papers import PaperLine, Papers, Slip
from admin.printing.pdf import drawn
from admin.printing.state import PaperState
from commerce import clock
from commerce.people.models import Role
from tests.admin.back_office import refused
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from tests.trading import due, sent
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


async def test_what_is_paid_at_the_door_is_packed_and_its_slip_says_what_to_collect(
    shop: BuiltShop,
):
    at_door, before = await due(shop, quantity=2), (await a_paid_order(shop)).number
    desk = await a_desk(shop, Role.CLERK)
    state = await papers(desk, at_door, before)
    assert [(slip.number, slip.collect) for slip in state.slips] == [
        (at_door, "CN¥28.00"),
        (before, ""),
    ]
    assert [line.pieces for line in state.picks] == ["3"]
    with clock.at(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        pages = pdf_in(await call(state, "load_down")).pages
    asked = "To collect at the door: CN¥28.00"
    assert [asked in said_on(page) for page in pages] == [False, True, False]
    await sent(shop, at_door, {1: 2})
    assert [slip.number for slip in (await papers(desk, at_door, before)).slips] == [before]


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


def pdf_in(event: Any) -> PdfReader:
    """The PDF that a handler gives to the browser."""
    told = {str(name): str(value) for name, value in event.args}
    assert "packing-2026-03-04.pdf" in told["filename"]
    content = told["url"].strip('"').removeprefix("data:application/pdf;base64,")
    return PdfReader(BytesIO(b64decode(content)))


async def test_the_pdf_holds_the_list_and_a_page_for_each_order_in_its_own_font(shop: BuiltShop):
    both = [{"sku": "TEA", "quantity": 2}, {"sku": "CUP", "quantity": 1}]
    first, second = await a_paid_order(shop, lines=both), await a_paid_order(shop, quantity=3)
    state = await papers(await a_desk(shop, Role.CLERK), second.number, first.number, locale="/zh")
    with clock.at(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        pages = pdf_in(await call(state, "load_down")).pages
    picking, slip_of_second, slip_of_first = (said_on(page) for page in pages)
    assert picking[0] == "拣货单"
    assert [line for line in picking if line in ("CUP", "TEA")] == ["CUP", "TEA"]
    assert "商品 TEA" in picking
    assert slip_of_second[0] == second.number
    assert {"李雷", "南京路 1 号", "+8613800138000"} <= set(slip_of_first)
    assert slip_of_first[0] == first.number
    assert {font["/BaseFont"].partition("+")[2] for font in fonts_of(pages[1])} == {
        "WenQuanYiMicroHei-0"
    }


def said_on(page: PageObject) -> list[str]:
    """The lines of a page without its number, which is drawn first."""
    return page.extract_text().split("\n")[1:]


def fonts_of(page: PageObject) -> list[Any]:
    found = page["/Resources"]["/Font"]  # pyright: ignore[reportIndexIssue]
    fonts = [font.get_object() for font in found.values()]
    return [font for font in fonts if font["/Subtype"] == "/TrueType"]


def test_what_people_typed_is_text_in_the_pdf_and_goes_on_over_pages():
    line = PaperLine("A&B", "<b>Bold</b> & <para>", "1", "1")
    slip = Slip("A", "today", "<i>Eve</i>", "", [], "Post", [line] * 60)
    pages = PdfReader(BytesIO(drawn(Papers("T&C", [line], [slip]), "en"))).pages
    assert len(pages) == 3
    assert "<b>Bold</b> & <para>" in pages[0].extract_text()
    assert "<i>Eve</i>" in pages[1].extract_text()
    assert said_on(pages[2])[0] == "SKU"


async def test_where_nothing_is_to_pack_there_is_no_pdf(shop: BuiltShop):
    state = await papers(await a_desk(shop), (await an_order(shop)).number)
    assert await call(state, "load_down") is None


async def test_who_does_not_ship_gets_no_pdf(shop: BuiltShop):
    path = f"/admin/print/?orders={(await a_paid_order(shop)).number}"
    for desk in (await a_desk(shop, Role.VIEWER), await a_desk(await a_shop())):
        state = desk.at(PaperState, path)
        if desk.shop is shop:
            with pytest.raises(Refused):
                await call(state, "load_down")
        else:
            assert await call(state, "load_down") is None
