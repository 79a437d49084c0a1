"""A kind of business that this house has never heard of: one file, and it is sold in the browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house import House, start_house, stop_house

pytestmark = pytest.mark.e2e

GREETING = '''
"""Greetings: words for somebody, there at once."""

from commerce.catalog.kinds.kind import (
    Fulfilment, Kind, KindInputs, Refund, StockCounting, Widget, asked,
)

TONES = {"kind": {"en": "Kind", "zh": "亲切"}, "grand": {"en": "Grand", "zh": "隆重"}}


class GreetingInputs(KindInputs):
    """Who is greeted, and how."""

    recipient: str = asked({"en": "For whom", "zh": "送给谁"}, min_length=1, max_length=20)
    tone: str = asked({"en": "Tone", "zh": "语气"}, widget=Widget.CHOICE, choices=TONES)


KIND = Kind(
    code="greeting",
    name={"en": "Greeting", "zh": "祝福"},
    inputs_model=GreetingInputs,
    stock=StockCounting.UNLIMITED,
    fulfilment=Fulfilment.INSTANT,
    refund=Refund.NONE,
    hands_over=lambda given: {
        "en": f"Good night, {given['recipient']}!", "zh": f"晚安，{given['recipient']}！"
    },
)
'''


@pytest.fixture(scope="module")
def house_of_three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own with that file in its folder of kinds."""
    kinds: Path = tmp_path_factory.mktemp("kinds")
    (kinds / "greeting.py").write_text(GREETING)
    running = start_house(tmp_path_factory.mktemp("third") / "data", ALLHOURS_KINDS_DIR=str(kinds))
    yield running
    stop_house(running)


@pytest.fixture
def at(house_of_three: House, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=house_of_three.url, locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def put_on_sale(page: Page, house: House) -> None:
    """As an owner does: choose the kind, name and price it, publish it."""
    found = re.search(r"owner\s+(\S+@\S+)\s+(\S+)", house.command("logins"), re.IGNORECASE)
    assert found, "the house printed no owner"
    page.goto("/admin/products/new/")
    page.get_by_label("E-mail").fill(found[1])
    page.get_by_label("Password").fill(found[2])
    page.get_by_role("button", name="Log in").click()
    greeting = page.get_by_role("radio", name=re.compile("^Greeting"))
    greeting.click()  # it is checked when the server says so, which check() does not wait for
    expect(greeting).to_be_checked()
    expect(page.get_by_label("Weight in grams")).to_have_count(0)
    page.locator('[name="name.en"]').fill("A greeting at night")
    page.locator('[name="slug"]').fill("greeting")
    page.get_by_label("SKU").fill("GREET")
    page.get_by_label("Price in CNY").fill("8")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".office-head").get_by_text("On sale")).to_be_visible()


def put_in(page: Page) -> None:
    """Answer what it asks, and have it in the cart."""
    page.goto("/p/greeting/")
    add = page.get_by_role("button", name=re.compile("Add to cart")).first
    add.click()
    expect(page.locator("#asked-recipient-error")).to_have_text("Please fill this in.")
    page.locator("#asked-recipient").fill("Mei")
    page.locator("#asked-recipient").blur()
    page.locator("#asked-tone").select_option("grand")
    add.click()
    expect(page.get_by_text("In your cart: A greeting at night")).to_be_visible()


def pay(page: Page) -> None:
    """Place it without an address, and let the till have the money."""
    page.goto("/checkout/")
    page.locator("#name").fill("Li Lei")
    page.locator("#phone").fill("13800138000")
    expect(page.locator("#line1")).to_have_count(0)  # nothing of it is delivered anywhere
    page.get_by_role("button", name=re.compile("Place order and pay")).click()
    page.get_by_role("button", name=re.compile("^Pay ¥")).click()


def test_a_third_kind_is_one_file_placed_paid_and_fulfilled(
    at: Page, house_of_three: House
) -> None:
    put_on_sale(at, house_of_three)
    put_in(at)
    pay(at)
    expect(at.get_by_text("Good night, Mei!")).to_be_visible()
    number = at.locator(".order-number").inner_text()
    at.goto(f"/admin/orders/{number}/")
    lines = at.locator(".sheet-lines")
    expect(lines).to_contain_text("For whom: Mei")
    expect(lines).to_contain_text("Tone: Grand")
    expect(lines).to_contain_text("1 handed over")
