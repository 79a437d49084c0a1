"""How much it takes to buy: counted by the browser, from the landing to the paid order."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.counting import counting

pytestmark = pytest.mark.e2e

PAID = "Paid: we are packing it"


def first_product(page: Page) -> None:
    """Open the first product on the landing that can be had."""
    page.locator('.product-card[data-sold-out="false"] a').first.click()
    expect(page.get_by_role("button", name="Buy now")).to_be_enabled()


def fill_in(page: Page) -> None:
    for field, value in {
        "name": "Li Lei",
        "phone": "13800138000",
        "city": "上海",
        "line1": "南京路 1 号",
    }.items():
        page.locator(f"#{field}").press_sequentially(value)


def pay(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Place order and pay")).click()
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(page.get_by_role("heading", name=PAID)).to_be_visible()


def test_a_guest_needs_at_most_six_clicks_and_eight_fields(visit: Callable[..., Page]) -> None:
    page = visit("/help/")
    count = counting(page.context)
    page.goto("/")
    first_product(page)
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name=re.compile("^Cart")).first.click()
    page.get_by_role("link", name="Check out").click()
    expect(page.locator("#name")).to_be_visible()
    fill_in(page)
    pay(page)
    assert 1 < count.clicks <= 6
    assert 1 < len(count.fields) <= 8


def test_buying_at_once_takes_a_guest_four_clicks(visit: Callable[..., Page]) -> None:
    page = visit("/help/", phone=True)
    count = counting(page.context)
    page.goto("/")
    first_product(page)
    page.get_by_role("button", name="Buy now").click()
    expect(page.locator("#name")).to_be_visible()
    fill_in(page)
    pay(page)
    assert count.clicks == 4


def test_a_returning_customer_needs_at_most_four_clicks_and_no_field(
    visit: Callable[..., Page], logins: dict[str, tuple[str, str]]
) -> None:
    page = visit("/login/")
    email, password = logins["customer"]
    page.locator("#login").fill(email)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")
    expect(page).to_have_url(re.compile("/account"))
    count = counting(page.context)
    page.goto("/")
    first_product(page)
    page.get_by_role("button", name="Buy now").click()
    pay(page)
    assert 1 < count.clicks <= 4
    assert count.fields == set()
