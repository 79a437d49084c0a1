"""Nothing for axe (WCAG 2.2 AA) on any page, in both languages, themes and widths.

The pages come from the app's own list, so that a new one is tested by itself. Each is loaded
once per language; theme and width are switched in place.
"""

from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.touring import DESKTOP, PHONE, Tour, settle, tour
from tests.house import House

pytestmark = pytest.mark.e2e

Theme = Literal["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL: dict[str, object] = {"runOnly": {"type": "tag", "values": TAGS}}
# A theme changes nothing but colours: these rules alone run again after the switch.
COLOURS: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
RUN = """async options => {
  const {violations} = await axe.run(document, options)
  const told = violations.flatMap(rule => rule.nodes.slice(0, 3).map(node =>
    `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary.split('\\n')[1]?.trim()}`))
  const beyond = document.documentElement.scrollWidth - innerWidth
  return beyond > 0 ? [...told, `${beyond} px wider than the screen`] : told
}"""


@pytest.fixture(scope="module")
def all_pages(house: House, browser: Browser) -> Tour:
    return tour(house, browser)


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_axe_finds_nothing(all_pages: Tour, locale: str) -> None:
    chinese = locale == "zh"
    tabs = all_pages.contexts(chinese=chinese, phone=chinese)
    widths = (PHONE, DESKTOP) if chinese else (DESKTOP, PHONE)
    found: list[str] = []
    for path, who in all_pages.stops(locale):
        page = tabs[who]
        page.goto(path)
        settle(page)
        page.evaluate(AXE_SCRIPT)
        found += [f"{path} ({who}, {told}" for told in faults(page, widths)]
    for page in tabs.values():
        page.context.close()
    assert not found, "\n".join(found)
    assert not all_pages.errors


def faults(page: Page, widths: tuple[ViewportSize, ViewportSize]) -> list[str]:
    """What axe finds at both widths, light and dark."""
    found: list[str] = []
    states: tuple[tuple[ViewportSize, Theme, dict[str, object]], ...] = (
        (widths[0], "light", ALL),
        (widths[0], "dark", COLOURS),
        (widths[1], "dark", ALL),
        (widths[1], "light", COLOURS),
    )
    for screen, theme, rules in states:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(screen)
        page.wait_for_function("t => document.documentElement.classList.contains(t)", arg=theme)
        told: list[str] = page.evaluate(RUN, rules | {"resultTypes": ["violations"]})
        found += [f"{screen['width']} px, {theme}): {one}" for one in told]
    page.set_viewport_size(widths[0])
    return found
