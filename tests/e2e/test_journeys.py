"""Whole ways through the shop: a customer's browser and a merchant's beside it, nobody reloads."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.house import House

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]
Logins = dict[str, tuple[str, str]]


def fill_cart(page: Page, *slugs: str) -> None:
    for count, slug in enumerate(slugs, start=1):
        page.goto(f"/p/{slug}/")
        page.get_by_role("button", name="Add to cart").click()
        expect(page.get_by_role("link", name=re.compile(rf"^Cart.*{count}")).first).to_be_visible()


def fill_in(page: Page, **fields: str) -> None:
    details = {"name": "Grace Lin", "phone": "13800138000", "city": "Shanghai"}
    for name, value in (details | {"line1": "Nanjing Road 1"} | fields).items():
        page.locator(f"#{name}").fill(value)


def place(page: Page) -> None:
    page.goto("/checkout/")
    fill_in(page)
    page.get_by_role("button", name=re.compile("Place order and pay")).click()
    expect(page.get_by_text("No real money moves")).to_be_visible()


def pay_at_till(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Pay ¥")).click()
    expect(page.get_by_role("heading", name="Paid: we are packing it")).to_be_visible()


def number_on(page: Page) -> str:
    found = re.search(r"/orders/([A-Z0-9]{10})", page.url)
    assert found, page.url
    return found[1]


def log_in_staff(page: Page, login: tuple[str, str]) -> None:
    page.locator("#login").fill(login[0])
    page.locator("#password").fill(login[1])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(r"/admin/?$"))
    expect(page.get_by_role("link", name="All orders")).to_be_visible()
    expect(page.get_by_text("Please log in")).to_have_count(0)  # said to the stranger before


def ship(page: Page, tracking: str, **pieces: str) -> None:
    """Ship what is left, or other numbers of pieces of some lines (n1='0')."""
    page.get_by_role("button", name="Ship", exact=True).click()
    for line, quantity in pieces.items():
        page.locator(f'input[name="lines.{line.removeprefix("n")}"]').fill(quantity)
    page.locator("#carrier").fill("SF Express")
    page.locator("#tracking_number").fill(tracking)
    page.get_by_role("button", name="Ship and tell the customer").click()
    expect(page.get_by_text(tracking).first).to_be_visible()


def deliver(page: Page) -> None:
    waiting = page.get_by_role("button", name="Mark as delivered")
    count = waiting.count()
    waiting.first.click()
    page.get_by_role("button", name="It has arrived").click()
    expect(waiting).to_have_count(count - 1)


def test_a_guest_is_declined_pays_and_follows_both_parcels_live(
    visit: Visit, logins: Logins
) -> None:
    guest = visit("/")
    fill_cart(guest, "green-hills-puzzle", "glass-storage-jar")
    place(guest)
    guest.locator('select[name="cause"]').select_option("wrong_cvc")
    guest.get_by_role("button", name=re.compile("^Decline")).click()
    expect(guest.get_by_text(re.compile("security code \\(CVC\\) is wrong")).first).to_be_visible()
    number = number_on(guest)
    guest.get_by_role("button", name=re.compile("^(Pay with|Pay )")).first.click()
    pay_at_till(guest)
    assert number_on(guest) == number

    clerk = visit(f"/admin/orders/{number}/")
    log_in_staff_and_return(clerk, logins["clerk"], number)
    ship(clerk, "SF-FIRST", n2="0")
    expect(guest.get_by_text("SF-FIRST").first).to_be_visible()
    expect(guest.get_by_text("Parcel on its way").first).to_be_visible()
    ship(clerk, "SF-SECOND")
    expect(guest.get_by_text("SF-SECOND").first).to_be_visible()
    deliver(clerk)
    deliver(clerk)
    expect(guest.get_by_text("All of it has arrived")).to_be_visible()


def log_in_staff_and_return(page: Page, login: tuple[str, str], number: str) -> None:
    """A stranger at an order's page is led to the log-in, and after it back to the order."""
    page.locator("#login").fill(login[0])
    page.locator("#password").fill(login[1])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(rf"^[^?]*/admin/orders/{number}"))


def test_a_customer_registers_by_phone_in_chinese_on_a_small_screen(
    visit: Visit, house: House
) -> None:
    phone = "139" + "".join(secrets.choice("0123456789") for _ in range(7)) + "1"
    page = visit("/zh/register/", phone=True)
    page.get_by_role("radio", name=re.compile("手机|短信")).first.click()
    page.locator("#phone").fill(phone)
    page.get_by_role("button", name=re.compile("验证码")).first.click()
    expect(page.locator("#code")).to_be_visible()
    page.locator("#code").fill(code_sent_to(house, "+86" + phone))
    page.get_by_role("button", name="继续").click()
    expect(page).to_have_url(re.compile("/zh/account"))
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.cookie.includes('allhours_customer')") is False


def code_sent_to(house: House, phone: str) -> str:
    """The code in the newest SMS to that phone, as the shop wrote it."""
    return house.python(
        f"""
import asyncio, re
from sqlmodel import col, select
from commerce.db.session import dispose, transaction_over_all_shops
from commerce.messages.models import Message
from commerce.secrecy import unseal

async def main():
    for _ in range(50):
        async with transaction_over_all_shops() as session:
            found = await session.exec(select(Message).where(col(Message.secret))
                .order_by(col(Message.id).desc()).limit(20))
            for message in found:
                if unseal(message.recipient_sealed) == {phone!r}:
                    print(re.search(r"\\b(\\d{{6}})\\b", unseal(message.body_sealed))[1])
                    await dispose()
                    return
        await asyncio.sleep(0.1)
asyncio.run(main())
"""
    ).strip()


def test_an_order_that_nobody_pays_ends_before_its_customer_s_eyes(
    visit: Visit, house: House
) -> None:
    guest = visit("/")
    fill_cart(guest, "green-hills-puzzle")
    before = stock_of(house, "green-hills-puzzle")
    place(guest)
    guest.get_by_role("link", name="Back to the shop").click()
    expect(guest.get_by_text(re.compile("kept for you another"))).to_be_visible()
    number = number_on(guest)
    assert stock_of(house, "green-hills-puzzle") == before - 1
    house.python(
        f"""
import asyncio
from sqlalchemy import text
from commerce.db.session import dispose, transaction_over_all_shops

async def main():
    async with transaction_over_all_shops() as session:
        await session.run(text("UPDATE orders SET hold_expires_at = now() - interval '1 hour'"
            " WHERE number = '{number}'"))
    await dispose()
asyncio.run(main())
"""
    )
    expect(guest.get_by_text("Not paid in time").first).to_be_visible(timeout=30_000)
    assert stock_of(house, "green-hills-puzzle") == before


def stock_of(house: House, slug: str) -> int:
    return int(
        house.python(
            f"""
import asyncio
from sqlalchemy import text
from commerce.db.session import dispose, transaction_over_all_shops

async def main():
    async with transaction_over_all_shops() as session:
        found = await session.run(text("SELECT sum(s.available) FROM stock s JOIN variants v"
            " ON v.id = s.variant_id JOIN products p ON p.id = v.product_id WHERE p.slug = '{slug}'"))
        print(found.scalar_one())
    await dispose()
asyncio.run(main())
"""
        )
    )


def test_two_staff_who_edit_one_product_see_both_versions(visit: Visit, logins: Logins) -> None:
    people = [visit("/admin/"), visit("/admin/login/")]
    for person, role in zip(people, ("manager", "owner"), strict=True):
        log_in_staff(person, logins[role])
        person.goto("/admin/products/?q=meadow")
        person.get_by_role("link", name=re.compile("Meadow Cotton Tee")).first.click()
        expect(person.locator('[id="summary.en"]')).to_be_visible()
    first, second = people
    first.locator('[id="summary.en"]').fill("The manager's words")
    first.get_by_role("button", name="Save").first.click()
    expect(first.get_by_text("Saved").first).to_be_visible()
    second.locator('[id="summary.en"]').fill("The owner's words")
    second.get_by_role("button", name="Save").first.click()
    expect(second.get_by_text("The manager's words").first).to_be_visible()
    expect(second.locator('[id="summary.en"]')).to_have_value("The owner's words")
