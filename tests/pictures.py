"""Renders the pictures of README and docs from a demo shop of its own: `make pictures`."""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.e2e.touring import Tour, settle, tour
from tests.house import ROOT, start_house, stop_house

PICTURES = ROOT / "docs" / "pictures"
LIMIT = 120_000
DRAWN = """() => [...document.images].every(image =>
  image.getBoundingClientRect().top > innerHeight || (image.complete && image.naturalWidth))"""


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("There is no chromium on this machine.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = start_house(Path(folder) / "data")
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium,
                args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            )
            take(tour(house, browser))
            browser.close()
        finally:
            stop_house(house)


def take(going: Tour) -> None:
    """The four pictures."""
    wide = going.contexts(chinese=False, phone=False)
    number = going.values["number"]
    for name, who, path in (
        ("home", "guest", "/"),
        ("admin-orders", "owner", "/admin/orders"),
        ("order", "customer", f"/orders/{number}"),
    ):
        picture(wide[who], path, name)
    phone = going.contexts(chinese=True, phone=True)
    picture(phone["customer"], "/zh/checkout", "checkout-zh-phone")


def picture(page: Page, path: str, name: str) -> None:
    """What a visitor sees first, small enough for a README."""
    page.goto(path)
    settle(page)
    page.wait_for_function(DRAWN)
    drawn = Image.open(BytesIO(page.screenshot())).convert("RGB")
    file = PICTURES / f"{name}.webp"
    for quality in (88, 80, 70, 60):
        drawn.save(file, quality=quality, method=6)
        if file.stat().st_size <= LIMIT:
            break
    sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
