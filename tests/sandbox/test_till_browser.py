"""The till's page in a browser: one click pays, and axe finds nothing to mend."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright

from tests.sandbox.test_till_api import opened

CHROMIUM = shutil.which("chromium")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's chromium"),
]


@pytest_asyncio.fixture
async def browser_page() -> AsyncIterator[Page]:
    """A page whose scripts and policies may not complain."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text))
        yield page
        await browser.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


def shop_url(sandbox: Any) -> str:
    """A page at another origin than the till's."""
    return f"http://localhost:{sandbox.port}/health"


async def test_one_click_pays_and_returns(sandbox_process, inbox, browser_page: Page):
    payment = opened(sandbox_process, inbox, "clicked", return_url=shop_url(sandbox_process))
    await browser_page.goto(payment["pay_url"])
    await browser_page.get_by_role("button", name="Pay ¥19.90").click()
    await browser_page.wait_for_url(f"{shop_url(sandbox_process)}?payment={payment['id']}")
    assert sandbox_process.look(payment["id"])["status"] == "succeeded"


async def test_a_decline_is_chosen_in_chinese(sandbox_process, inbox, browser_page: Page):
    payment = opened(
        sandbox_process, inbox, "clicked-zh", locale="zh", return_url=shop_url(sandbox_process)
    )
    await browser_page.set_viewport_size({"width": 360, "height": 740})
    await browser_page.goto(payment["pay_url"])
    await browser_page.get_by_label("原因").select_option(label="银行卡已过期")
    await browser_page.get_by_role("button", name="拒绝付款").click()
    await browser_page.wait_for_url(f"{shop_url(sandbox_process)}?payment={payment['id']}")
    assert sandbox_process.look(payment["id"])["cause"] == "card_expired"


async def test_after_an_error_the_customer_tries_again(sandbox_process, inbox, browser_page: Page):
    payment = opened(sandbox_process, inbox, "clicked-down", return_url=shop_url(sandbox_process))
    await browser_page.goto(payment["pay_url"])
    await browser_page.get_by_role("button", name="Fail before charging").click()
    await browser_page.get_by_role("link", name="Try again").click()
    await browser_page.get_by_role("button", name="Pay ¥19.90").click()
    await browser_page.wait_for_url("http://localhost:*/health?payment=*")


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_axe_finds_nothing(
    sandbox_process, inbox, browser_page: Page, locale, tmp_path: Path
):
    payment = opened(sandbox_process, inbox, f"axe-{locale}", locale=locale)
    await browser_page.goto(payment["pay_url"])
    await accessible(browser_page)
    await browser_page.screenshot(path=tmp_path / "choices.png", full_page=True)
    await browser_page.locator("[value=provider_down]").click()
    await accessible(browser_page)
    await browser_page.screenshot(path=tmp_path / "notice.png", full_page=True)


async def accessible(page: Page) -> None:
    for theme in ("light", "dark"):
        for width in (360, 1280):
            await page.emulate_media(color_scheme=theme)
            await page.set_viewport_size({"width": width, "height": 800})
            found = await Axe().run(page, options={"runOnly": WCAG})
            assert found.violations_count == 0, found.generate_report()
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
