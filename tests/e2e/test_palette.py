"""Ctrl-K in a browser: by keyboard alone, as a scanner types, and by touch on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.touring import Tour, settle, tour
from tests.house import House

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def desk(house: House, browser: Browser) -> Tour:
    return tour(house, browser)


def opened(desk: Tour, *, phone: bool) -> Page:
    page = desk.contexts(chinese=phone, phone=phone)["owner"]
    page.goto("/zh/admin/" if phone else "/admin/")
    settle(page)
    return page


def test_an_order_is_opened_by_the_keyboard_alone(desk: Tour) -> None:
    page, number = opened(desk, phone=False), desk.values["number"]
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search the back office")
    chosen = page.get_by_role("dialog").get_by_role("option", selected=True)
    expect(box).to_be_focused()
    expect(chosen).to_contain_text("To do")
    box.press("ArrowDown")
    expect(chosen).to_contain_text("Orders to ship")
    box.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type(number)
    page.keyboard.press("Enter")  # before any answer, as a scanner does
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    expect(box).to_be_hidden()
    page.context.close()


def test_a_page_is_opened_by_touch(desk: Tour) -> None:
    page = opened(desk, phone=True)
    page.get_by_role("navigation").get_by_role("button", name="搜索").click()
    page.get_by_role("combobox", name="搜索后台").fill("日志")
    page.get_by_role("option", name="操作日志").click()
    page.wait_for_url("**/zh/admin/log/")
    expect(page.get_by_role("heading", level=1)).to_have_text("操作日志")
    page.context.close()
