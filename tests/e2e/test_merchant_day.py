"""A merchant's browser after the sale: an order is found by what one knows, a part is refunded."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_journeys import (
    Logins,
    fill_cart,
    fill_in,
    log_in_staff,
    number_on,
    pay_at_till,
    stock_of,
)
from tests.house import House

pytestmark = pytest.mark.e2e
KEPT, BROKEN = "green-hills-puzzle", "glass-storage-jar"
BUYER = "Octavia Underhill"


def buy(page: Page) -> str:
    """One of each, paid; the order's number."""
    fill_cart(page, KEPT, BROKEN)
    page.goto("/checkout/")
    fill_in(page, name=BUYER)
    page.get_by_role("button", name=re.compile("Place order and pay")).click()
    pay_at_till(page)
    return number_on(page)


def search(page: Page, words: str) -> None:
    """Type into the list's search, as it stands after the last one."""
    page.get_by_label("Search", exact=True).fill(words)
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile(r"[?&]q="))


def sku_of(house: House, slug: str) -> str:
    return httpx.get(f"{house.url}/api/v1/products/{slug}").json()["variants"][0]["sku"]


def test_an_order_is_found_and_its_broken_piece_refunded_without_going_back_on_the_shelf(
    visit: Callable[..., Page], house: House, logins: Logins
) -> None:
    guest = visit("/")
    number = buy(guest)
    before = stock_of(house, BROKEN), stock_of(house, KEPT)

    desk = visit("/admin/login/")
    log_in_staff(desk, logins["manager"])
    rows = desk.locator(".table tbody tr")
    for words, only in ((number, True), (BUYER, True), (sku_of(house, BROKEN), False)):
        desk.goto("/admin/orders/")
        expect(rows.first).to_be_visible()  # the page answers from now on
        search(desk, words)
        expect(desk.get_by_role("link", name=number)).to_be_visible()
        if only:
            expect(rows).to_have_count(1)

    desk.get_by_role("link", name=number).click()
    desk.get_by_role("button", name="Refund", exact=True).click()
    piece = desk.locator(".pick-lines > div").filter(has_text=re.compile("Jar"))
    piece.get_by_role("button", name="One more").click()
    shelf = piece.get_by_role("checkbox", name="Back into stock")
    expect(shelf).to_be_checked()
    shelf.click()  # it is unticked when the server says so, which uncheck() does not wait for
    expect(shelf).not_to_be_checked()
    desk.locator("#reason").select_option("damaged")
    desk.get_by_role("button", name=re.compile("^Refund CN¥")).click()

    expect(desk.get_by_text("Partly refunded").first).to_be_visible()
    expect(guest.get_by_text("Refunded").first).to_be_visible()
    expect(desk.locator(".sheet-lines")).not_to_contain_text("back in stock")
    assert (stock_of(house, BROKEN), stock_of(house, KEPT)) == before
