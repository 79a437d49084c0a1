"""From the cart to the parcel in real browsers: live, lost and late, and never twice."""

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house import House, start_house, stop_house

pytestmark = pytest.mark.e2e

PLACE = re.compile("Place order and pay")
PAID = "Paid: we are packing it"
FIELDS = {"name": "Li Lei", "phone": "13800138000", "city": "上海", "line1": "南京路 1 号"}
SHIP = """
import asyncio
from commerce import tables
from commerce.db.session import dispose, transaction, transaction_over_all_shops
from commerce.ids import new_id
from commerce.orders.fulfilling import ShipLines, ship
from commerce.orders.models import OrderNumber
from commerce.people.actors import SYSTEM
from commerce.queue import queue
async def main():
    async with transaction_over_all_shops() as session:
        row = await session.get_one(OrderNumber, {number!r})
    async with queue.open_async(), transaction(row.shop_id) as session:
        told = {{"request_key": str(new_id()), "carrier": "SF Express",
                "tracking_number": "SF1234567890", "lines": {{1: 1}}}}
        await ship(session, {number!r}, ShipLines.parse(told), SYSTEM)
    await dispose()
asyncio.run(main())
"""
PUT_IN = """
async () => {
  const line = {sku: 'JAR-CLR-05', quantity: 1};
  const said = await fetch('/api/v1/cart/lines', {
    method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(line)});
  return said.status === 201 ? 201 : await said.text();
}
"""
COUNT = """
import asyncio
from sqlalchemy import text
from commerce.db.session import dispose, transaction_over_all_shops
async def main():
    async with transaction_over_all_shops() as session:
        print((await session.run(text("SELECT count(*) FROM orders"))).scalar_one())
    await dispose()
asyncio.run(main())
"""


def put_in(page: Page) -> None:
    """Put one piece of something that can be had into the cart of this browser."""
    answer = page.evaluate(PUT_IN)
    assert answer == 201, answer


def fill_in(page: Page) -> None:
    expect(page.locator("#name")).to_be_visible()
    for field, value in FIELDS.items():
        page.locator(f"#{field}").fill(value)


def at_till(page: Page) -> None:
    """A guest with one line, all filled in, before the till; told how to pay safely."""
    put_in(page)
    page.goto("/checkout/")
    expect(page.get_by_text("We never ask for a password or a code")).to_be_visible()
    fill_in(page)
    page.get_by_role("button", name=PLACE).click()
    page.wait_for_url("**/pay/**")


def number_on(page: Page) -> str:
    return page.locator(".order-number").inner_text()


def drive(page: Page, outcome: str, **more: object) -> None:
    """Let it happen at the till without its page: the browser stays where it is."""
    till, _, payment = page.url.partition("?")[0].partition("/pay/")
    answer = httpx.post(f"{till}/drive/{payment}", json={"outcome": outcome, **more})
    assert answer.status_code == 200, answer.text


def test_two_tabs_of_one_browser_show_the_same_cart_without_reload(
    visit: Callable[..., Page],
) -> None:
    page = visit("/")
    put_in(page)
    page.goto("/cart/")
    other = page.context.new_page()
    other.goto("/cart/")
    expect(other.get_by_role("textbox", name="Quantity")).to_have_value("1")
    page.get_by_role("button", name="One more").click()
    expect(other.get_by_role("textbox", name="Quantity")).to_have_value("2")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(other.get_by_text("Your cart is empty")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(other.get_by_role("textbox", name="Quantity")).to_have_value("2")


def test_what_is_wrong_is_said_at_its_field_and_the_first_one_has_the_focus(
    visit: Callable[..., Page],
) -> None:
    page = visit("/", phone=True)
    put_in(page)
    page.goto("/checkout/")
    fill_in(page)
    page.locator("#phone").fill("123")
    page.locator("#city").fill("")
    page.get_by_role("button", name=PLACE).click()
    expect(page.locator("#phone")).to_be_focused()
    expect(page.locator("#phone-error")).to_contain_text("not a phone number")
    expect(page.locator("#city-error")).to_have_text("Please fill this in.")
    expect(page.locator("#name-error")).to_be_empty()


def test_a_double_click_places_one_order(visit: Callable[..., Page], house: House) -> None:
    before = int(house.python(COUNT))
    page = visit("/")
    put_in(page)
    page.goto("/checkout/")
    fill_in(page)
    page.get_by_role("button", name=PLACE).dblclick()
    page.wait_for_url("**/pay/**")
    assert int(house.python(COUNT)) == before + 1


def test_declined_then_paid_with_another_method_on_the_same_order(
    visit: Callable[..., Page],
) -> None:
    page = visit("/")
    at_till(page)
    page.get_by_role("button", name=re.compile("^Decline")).click()
    expect(page.get_by_text("there is not enough money")).to_be_visible()
    expect(page.get_by_text("We never ask for a password or a code")).to_be_visible()
    number = number_on(page)
    page.get_by_role("button", name="Pay with Bank card").click()
    page.wait_for_url("**/pay/**")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(page.get_by_role("heading", name=PAID)).to_be_visible()
    assert number_on(page) == number


def test_who_comes_back_before_the_providers_word_is_asked_for(
    visit: Callable[..., Page],
) -> None:
    """The till never calls back: the shop asks, and the page says paid at once."""
    page = visit("/")
    at_till(page)
    page.get_by_role("button", name=re.compile("never|no notice", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", name=PAID)).to_be_visible()


def test_a_waiting_page_shows_what_another_process_did(
    visit: Callable[..., Page], house: House
) -> None:
    page = visit("/")
    at_till(page)
    till = page.url
    page.go_back()
    page.get_by_role("link", name="Your last order").click()
    expect(page.get_by_role("heading", name="Waiting for the payment")).to_be_visible()
    watching, page = page, page.context.new_page()
    page.goto(till)
    drive(page, "pay")
    expect(watching.get_by_role("heading", name=PAID)).to_be_visible()
    house.python(SHIP.format(number=number_on(watching)))
    expect(watching.get_by_text("SF1234567890").first).to_be_visible()
    expect(watching.get_by_role("heading", name="On its way")).to_be_visible()


def test_an_order_is_cancelled_after_a_question_and_ordered_again(
    visit: Callable[..., Page],
) -> None:
    page = visit("/")
    at_till(page)
    page.goto("/cart/")
    page.get_by_role("link", name="Your last order").click()
    page.get_by_role("button", name="Cancel order").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Nothing was charged.")
    question.get_by_role("button", name="Cancel order").click()
    expect(page.get_by_role("heading", name="This order has ended")).to_be_visible()
    page.get_by_role("button", name="Order again").click()
    expect(page.get_by_role("link", name="Check out")).to_be_visible()


def test_an_order_is_found_without_an_account(visit: Callable[..., Page]) -> None:
    page = visit("/")
    at_till(page)
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(page.get_by_role("heading", name=PAID)).to_be_visible()
    number = number_on(page)
    stranger = visit("/find/", phone=True)
    stranger.locator("#number").fill(number[1] + number[0] + number[2:])
    if number[0] != number[1]:
        expect(stranger.locator("#number-error")).to_contain_text("typing mistake")
    stranger.locator("#number").fill(number.lower())
    stranger.locator("#reach").fill("13900139000")
    stranger.get_by_role("button", name="Find", exact=True).click()
    expect(stranger.get_by_text("No order has this number")).to_be_visible()
    stranger.locator("#reach").fill("138 0013 8000")
    stranger.get_by_role("button", name="Find", exact=True).click()
    expect(stranger.get_by_role("heading", name=PAID)).to_be_visible()
    expect(stranger.get_by_text("Li Lei")).to_have_count(0)
    stranger.goto(f"/orders/{number}/")
    expect(stranger.get_by_text("We can't show this order here")).to_be_visible()


def test_cart_and_half_filled_form_survive_reload_and_kill_of_the_house(
    browser: Browser, tmp_path: Path
) -> None:
    house = start_house(tmp_path / "data")
    context = browser.new_context(base_url=house.url, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/cart/")
    put_in(page)
    page.goto("/checkout/")
    fill_in(page)
    page.locator("#line1").blur()
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator("#line1")).to_have_value(FIELDS["line1"])
    cookies = context.cookies()
    os.killpg(house.process.pid, signal.SIGKILL)
    house.process.wait(10)
    context.close()
    again = start_house(tmp_path / "data")
    try:
        back = browser.new_context(base_url=again.url, reduced_motion="reduce")
        back.add_cookies(json.loads(json.dumps(cookies)))
        page = back.new_page()
        page.goto("/checkout/")
        # All is known by now: it is folded up, and only has to be confirmed.
        expect(page.locator(".known-details")).to_contain_text(FIELDS["line1"])
        expect(page.locator("#name")).to_have_value(FIELDS["name"])
        page.get_by_role("button", name=PLACE).click()
        page.wait_for_url("**/pay/**")
        back.close()
    finally:
        stop_house(again)
        stop_house(house)  # long dead: this only closes what its children wrote to
