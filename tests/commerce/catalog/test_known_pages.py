"""What pages know of the catalogue: old for a moment at most, and never after a change was told."""

from types import SimpleNamespace

import pytest

from commerce import kept
from commerce.catalog.known_pages import known_categories, known_product, shown_cards
from commerce.db import live
from tests.builders import BuiltShop
from tests.statements import counted
from tests.storefront.browsed import a_browsed_shop, set_stock

pytestmark = pytest.mark.usefixtures("shop_database", "the_clock_stands")


@pytest.fixture
def the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read again because of its age."""
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: 0.0))


async def left_of_tea(shop: BuiltShop) -> int | None:
    page = await known_product(shop.view, "green-tea", "en")
    return page.variants[0].available


async def look_around(shop: BuiltShop) -> None:
    await left_of_tea(shop)
    await known_categories(shop.view, "en")
    await shown_cards(shop.view, "en")


async def test_what_everybody_looks_at_is_read_once() -> None:
    shop = await a_browsed_shop()
    await look_around(shop)
    with counted() as sent:
        await look_around(shop)
    assert sent == []


async def test_a_change_of_stock_is_seen_at_once_on_the_page_and_on_the_shelves() -> None:
    shop = await a_browsed_shop()
    await set_stock(shop, "TEA", 4)
    [before] = [c for c in (await shown_cards(shop.view, "en")).items if c.slug == "green-tea"]
    assert (await left_of_tea(shop), before.few_left) == (4, 4)
    await set_stock(shop, "TEA", 2)
    [after] = [c for c in (await shown_cards(shop.view, "en")).items if c.slug == "green-tea"]
    assert (await left_of_tea(shop), after.few_left) == (2, 2)


async def test_another_process_that_tells_of_a_product_has_it_read_again() -> None:
    shop = await a_browsed_shop()
    await left_of_tea(shop)
    live.wake("product:cotton-tee")
    with counted() as sent:
        await left_of_tea(shop)
    assert sent == []
    live.wake("product:green-tea")
    with counted() as sent:
        await left_of_tea(shop)
    assert len(sent) == 1


async def test_one_shops_pages_are_not_anothers() -> None:
    shop, other = await a_browsed_shop(), await a_browsed_shop()
    await set_stock(shop, "TEA", 7)
    await set_stock(other, "TEA", 3)
    assert (await left_of_tea(shop), await left_of_tea(other)) == (7, 3)
