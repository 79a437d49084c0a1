"""Browsing as customers do: lists narrowed by their address, variants that are gone, live stock."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import faults
from tests.e2e.touring import DESKTOP, PHONE
from tests.house import House

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]
CLOTHES = "/c/clothes-and-bags/"
TEE = "/p/meadow-cotton-tee/"  # sold out in L and Meadow alone
NAMES = ".shelf .product-card-name"
COUNT = """
import asyncio
from sqlmodel import col, select
from commerce.catalog.models import Variant
from commerce.db.session import dispose, transaction
from commerce.people.actors import SYSTEM
from commerce.shops.queries import all_shops
from commerce.stock.adjusting import AdjustStock, adjust_stock

async def main():
    shop = next(s for s in await all_shops() if s.slug == "lantern-market")
    async with transaction(shop.id) as session:
        found = await session.exec(select(Variant.id).where(col(Variant.sku) == {sku!r}))
        asked = AdjustStock(variant_id=found.one(), way="to", quantity={quantity}, note="counted")
        await adjust_stock(session, SYSTEM, asked)
    await dispose()

asyncio.run(main())
"""


def cards(page: Page) -> list[str]:
    """The names in a list that has some, once it stands."""
    expect(page.locator(NAMES).first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.locator("[data-busy=true]")).to_have_count(0)
    return page.locator(NAMES).all_inner_texts()


def narrow(page: Page, value: str) -> None:
    """Tick a value of a filter."""
    page.locator(".filter-choice").filter(has=page.get_by_text(value, exact=True)).click()
    expect(page.locator(".filter-choice[aria-current=true]")).not_to_have_count(0)


def no_sideways(page: Page) -> None:
    """Nothing sticks out of a phone."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def counted(house: House) -> Iterator[Callable[[str, int], None]]:
    """Count a SKU anew, from another process; it is put right afterwards."""
    touched: list[str] = []

    def count(sku: str, quantity: int) -> None:
        touched.append(sku)
        house.python(COUNT.format(sku=sku, quantity=quantity))

    yield count
    for sku in touched:
        house.python(COUNT.format(sku=sku, quantity=50))


def test_filters_stand_in_the_address(visit: Visit) -> None:
    page = visit(CLOTHES)
    whole = cards(page)
    narrow(page, "Ink")
    page.wait_for_url("**/c/clothes-and-bags?o=Colour:Ink")
    inked = cards(page)
    assert 0 < len(inked) < len(whole)
    page.get_by_label("Sort by").select_option("price_down")
    page.wait_for_url("**sort=price_down**")
    by_price = cards(page)
    assert sorted(by_price) == sorted(inked)

    page.reload()
    expect(page.locator(NAMES)).to_have_text(by_price)
    expect(page.locator(".shelf-chips .chip")).to_have_text(["InkRemove"])
    expect(page.get_by_label("Sort by")).to_have_value("price_down")

    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**/zh/c/clothes-and-bags**o=Colour:Ink**")
    assert len(cards(page)) == len(inked)
    page.go_back()
    page.go_back()
    page.wait_for_url("**o=Colour:Ink")
    expect(page.locator(NAMES)).to_have_text(inked)
    page.go_back()
    expect(page.locator(NAMES)).to_have_text(whole)


def test_what_was_loaded_is_there_again_on_the_way_back(visit: Visit) -> None:
    page = visit("/products/")
    assert len(cards(page)) == 24
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".product-card")).to_have_count(48)
    far = page.locator(".product-card a").nth(40)
    far.scroll_into_view_if_needed()
    far.click()
    expect(page.get_by_role("button", name="Add to cart")).to_be_visible()
    page.go_back()
    expect(page.locator(".product-card")).to_have_count(48)
    assert "shown=48" in page.url
    page.wait_for_function("window.scrollY > 1000")


def test_searching_in_both_languages(visit: Visit) -> None:
    page = visit("/products/")
    page.get_by_label("Search products").fill("kite")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=kite")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “kite”")
    expect(page.locator(NAMES)).to_have_text(["Weifang Diamond Kite"])

    chinese = visit("/zh/products/?q=风筝")
    assert len(cards(chinese)) == 1
    nothing = visit("/zh/products/?q=zzzz")
    expect(nothing.get_by_text("没有找到相关商品")).to_be_visible()


def test_typing_suggests_and_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit("/zh/", phone=True)
    box = page.get_by_role("combobox", name="搜索商品")
    options = page.get_by_role("listbox", name="搜索建议").get_by_role("option")
    expect(page.locator(".product-card").first).to_be_visible()  # scripts run
    box.press_sequentially("fengz")
    expect(options).to_have_text(["fengzheng", re.compile("潍坊"), "“fengz”的全部结果"])
    expect(box).to_have_attribute("aria-expanded", "true")
    page.evaluate(AXE_SCRIPT)
    assert faults(page, (PHONE, DESKTOP)) == []
    box.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("fengz")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = box.get_attribute("aria-activedescendant")
    expect(page.locator(f"[id='{chosen}']")).to_contain_text("¥")
    box.press("Enter")
    page.wait_for_url("**/zh/p/weifang-kite")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("潍坊"))
    expect(options).to_have_count(0)


def test_a_sold_out_variant_can_be_seen_but_not_bought(visit: Visit) -> None:
    page = visit(TEE)
    expect(page.locator(".stock-line")).to_have_text("In stock")
    page.get_by_role("button", name="L Sold out").click()
    expect(page.locator(".stock-line")).to_have_text("Sold out")
    expect(page.get_by_role("button", name="Buy now")).to_be_disabled()
    expect(page.locator(".buy-actions").get_by_role("button", name="Sold out")).to_be_disabled()
    page.get_by_role("button", name="Ink").click()
    expect(page.locator(".stock-line")).to_have_text("In stock")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("In your cart: Meadow Cotton Tee")).to_be_visible()
    page.get_by_role("button", name="To the cart").click()
    page.wait_for_url("**/cart**")
    expect(page.get_by_text("L · Ink")).to_be_visible()


def test_a_sold_out_product_offers_others(visit: Visit) -> None:
    page = visit("/zh/p/bamboo-mahjong-set/")
    expect(page.locator(".stock-line")).to_have_text("已售罄")
    expect(page.get_by_role("button", name="立即购买")).to_be_disabled()
    expect(page.get_by_role("heading", name="有货的同类商品")).to_be_visible()
    assert page.locator(".product-similar .product-card").count() == 4


def test_stock_that_another_process_changes_is_seen_without_a_reload(
    visit: Visit, counted: Callable[[str, int], None]
) -> None:
    page = visit("/p/weifang-kite/")
    expect(page.locator(".stock-line")).to_have_text("In stock")
    sku = page.get_by_text("SKU", exact=False).locator("span").inner_text()
    counted(sku, 2)
    expect(page.locator(".stock-line")).to_have_text("Only 2 left", timeout=10_000)
    counted(sku, 0)
    expect(page.locator(".stock-line")).to_have_text("Sold out", timeout=10_000)
    expect(page.get_by_role("button", name="Buy now")).to_be_disabled()


def test_filters_on_a_phone_lie_in_a_sheet(visit: Visit) -> None:
    page = visit("/zh" + CLOTHES, phone=True)
    whole = cards(page)
    no_sideways(page)
    sheet = page.locator("#filters")
    expect(sheet).to_be_hidden()
    page.locator(".filters-open").click()
    expect(sheet).to_be_visible()
    narrow(page, "仅看有货")
    page.wait_for_url("**stock=1")
    sheet.locator(".filters-foot").get_by_role("button").click()
    expect(sheet).to_be_hidden()
    assert 0 < len(cards(page)) <= len(whole)


@pytest.mark.parametrize("path", ["/", "/products/", TEE, "/help/", "/nowhere/at-all/"])
@pytest.mark.parametrize("locale", ["", "/zh"])
def test_nothing_sticks_out_of_a_phone(visit: Visit, path: str, locale: str) -> None:
    page = visit(locale + path, phone=True)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    no_sideways(page)


def test_what_does_not_exist_says_so(visit: Visit) -> None:
    page = visit("/p/nothing-of-that-name/")
    expect(page.get_by_role("heading", name="There is no such product")).to_be_visible()
    page.goto("/zh/c/nothing-of-that-name/")
    expect(page.get_by_role("heading", name="没有这个分类")).to_be_visible()
    page.goto("/zh/nowhere/")
    expect(page.get_by_role("heading", name="页面不存在", level=2)).to_be_visible()
    page.get_by_role("link", name="返回首页").click()
    page.wait_for_url("**/zh/")
    expect(page.get_by_role("heading", name="热卖好物")).to_be_visible()


def test_a_heart_keeps_a_product_on_the_list_until_it_is_taken_off(visit: Visit) -> None:
    page = visit(TEE)
    heart = page.get_by_role("button", name="Wish list", exact=True)
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.goto("/account/wishes/")
    tile = page.locator("main").get_by_role("link", name="Meadow cotton tee")
    expect(tile).to_be_visible()
    page.get_by_role("button", name="Take it off Meadow cotton tee").click()
    expect(tile).to_have_count(0)
    expect(page.get_by_text("Nothing on your wish list yet")).to_be_visible()
    page.goto(TEE)
    expect(heart).to_have_attribute("aria-pressed", "false")
