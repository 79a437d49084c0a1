"""Staff at the catalogue: a new product with picture and stock comes into the shop."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]


def at_products(visit: Visit, login: tuple[str, str], path: str = "/admin/products/") -> Page:
    page = visit(path)
    page.get_by_label("E-mail").fill(login[0])
    page.get_by_label("Password").fill(login[1])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Products")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()


def test_a_new_product_comes_into_the_shop(
    visit: Visit, logins: dict[str, tuple[str, str]]
) -> None:
    page = at_products(visit, logins["manager"])
    page.get_by_role("link", name="New product").click()
    page.locator('[name="name.en"]').fill("Test lantern")
    save(page)
    expect(page.locator('[id="slug-error"]')).to_have_text("Please fill this in.")
    expect(page.locator('[name="name.en"]')).to_have_value("Test lantern")
    page.locator('[name="slug"]').fill("test-lantern")
    page.get_by_label("SKU").fill("TEST-LANTERN")
    page.get_by_label("Price in CNY").fill("12.50")
    file = page.locator('input[type="file"]')
    file.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"<svg/>"})
    expect(page.get_by_text("This is no picture that we can read.")).to_be_visible()
    drawn = io.BytesIO()
    Image.new("RGB", (600, 600), "crimson").save(drawn, "PNG")
    file.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    expect(page.locator('[name="picture_id"]')).to_have_value(re.compile(r"^[0-9a-f-]{36}$"))
    save(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".office-head").get_by_text("On sale")).to_be_visible()

    page.get_by_role("button", name="Adjust TEST-LANTERN").click()
    panel = page.get_by_role("dialog")
    panel.get_by_label("Quantity").fill("3")
    panel.get_by_label("Reason").fill("First delivery")
    panel.get_by_role("button", name="Change stock").click()
    expect(panel.get_by_text("First delivery")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".levels")).to_contain_text("3")

    shop = visit("/p/test-lantern/")
    expect(shop.get_by_role("heading", level=1)).to_have_text("Test lantern")
    expect(shop.locator('img[src*="/media/"]').first).to_be_visible()
