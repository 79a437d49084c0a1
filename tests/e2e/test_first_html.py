"""The really built pages: what crawlers read, what hydration leaves of it, the API's own page."""

import json
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.house import House

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]
SLUG = "green-hills-puzzle"


def asked(house: House, path: str, **headers: str) -> httpx.Response:
    return httpx.get(house.url + path, headers=headers)


@pytest.mark.parametrize(
    ("path", "lang", "name"),
    [(f"/p/{SLUG}/", "en", "Green Hills Puzzle"), (f"/zh/p/{SLUG}/", "zh-CN", "青山拼图")],
)
def test_a_built_product_page_has_its_words_before_any_script(house, path, lang, name):
    page = asked(house, path).text
    assert f'<html lang="{lang}"' in page
    assert re.findall("<title>([^<]*)", page)[0].startswith(name)
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert told
    assert json.loads(told[1])["name"] == name
    assert f"<h1>{name}</h1>" in page.partition("<noscript>")[2].partition("</noscript>")[0]


@pytest.mark.parametrize("path", ["/p/nothing-here/", "/c/nothing-here/", "/nothing/here/"])
@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_what_the_built_app_has_not_is_a_404(house, prefix, path):
    assert asked(house, prefix + path).status_code == 404


def test_the_first_visit_of_a_chinese_browser_is_led_to_chinese(house):
    answer = asked(house, "/", **{"accept-language": "zh-CN,zh;q=0.9"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/zh/")
    assert {"accept-language", "cookie"} <= set(answer.headers["vary"].lower().split(", "))


def test_the_site_map_lists_every_product_and_no_private_page(house):
    text = asked(house, "/sitemap.xml").text
    places = re.findall("<loc>([^<]*)</loc>", text)
    assert f"{house.url}/p/{SLUG}/" in places
    assert f"{house.url}/zh/p/{SLUG}/" in places
    assert not [place for place in places if re.search("/(admin|cart|account|orders)", place)]
    assert all(
        asked(house, place.removeprefix(house.url)).status_code in (200, 302)
        for place in places[:6]
    )


def test_built_assets_are_kept_and_missing_ones_are_missed(house):
    script = re.search(r'href="(/assets/[^"]+\.js)"', asked(house, f"/p/{SLUG}/").text)
    assert script
    assert "immutable" in asked(house, script[1]).headers["cache-control"]
    assert asked(house, "/assets/entry-gone.js").status_code == 404


def test_scripts_take_the_page_over_without_a_complaint(visit: Visit):
    page = visit("/help/")
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    for path, name in ((f"/p/{SLUG}/", "Green Hills Puzzle"), ("/c/play-and-sound/", "Play")):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(page).to_have_title(re.compile(name))
    page.get_by_role("link", name="Green Hills Puzzle").first.click()
    expect(page).to_have_title(re.compile("Green Hills Puzzle"))
    assert said == []


def test_the_apis_page_keeps_to_its_own_policy(visit: Visit):
    page = visit("/help/")
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    page.goto("/api/docs")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Allhours API")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('article')).borderRadius") == "8px"
    )
    assert said == []
