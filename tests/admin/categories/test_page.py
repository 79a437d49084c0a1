"""Categories: made, saved at their version, removed only when empty."""

import pytest

from admin.categories.state import CategoriesState
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_shop
from tests.commerce.catalog.forms import a_form, created
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


async def at_categories(shop, role=Role.MANAGER):
    state = await at_page(CategoriesState, shop, "/admin/categories/", role)
    await call(state, "load")
    return state


def form(slug="tea", en="Tea", zh="茶", position="1"):
    return {"slug": slug, "name.en": en, "name.zh": zh, "position": position}


async def add(state, **fields):
    await call(state, "edit", "")
    await call(state, "save", form(**fields))
    assert state.refusal is None


def names(state):
    return [(line.name, line.slug, line.position) for line in state.lines]


async def test_categories_are_made_renamed_and_ordered():
    state = await at_categories(await a_shop())
    await add(state)
    await add(state, slug="cups", en="", zh="杯子", position="0")
    assert names(state) == [("杯子", "cups", "0"), ("Tea", "tea", "1")]
    await call(state, "edit", state.lines[0].category_id)
    await call(state, "save", form("cups", "Cups", "杯子", "5"))
    assert names(state) == [("Tea", "tea", "1"), ("Cups", "cups", "5")]
    assert not state.is_open


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"slug": "tea"}, "slug"),
        ({"slug": "A B"}, "slug"),
        ({"slug": "new", "en": "", "zh": " "}, "name.en"),
        ({"slug": "new", "position": "first"}, "position"),
        ({"slug": "new", "position": "10000"}, "position"),
    ],
)
async def test_a_mistake_is_told_at_its_field(fields, field):
    state = await at_categories(await a_shop())
    await add(state)
    await call(state, "edit", "")
    await call(state, "save", form(**fields))
    assert (list(refused(state).fields), state.is_open) == ([field], True)
    await call(state, "load")
    assert names(state) == [("Tea", "tea", "1")]


async def test_a_stale_save_is_told_what_stands_and_may_then_replace_it():
    shop = await a_shop()
    mine = await at_categories(shop)
    await add(mine)
    theirs = await at_categories(shop)
    for state in (mine, theirs):
        await call(state, "edit", state.lines[0].category_id)
    await call(theirs, "save", form(en="Theirs"))
    await call(mine, "save", form(en="Mine"))
    assert (mine.is_open, mine.theirs) == (True, "Theirs / 茶 · tea · 1")
    assert names(mine) == [("Theirs", "tea", "1")]
    await call(mine, "save", form(en="Mine"))
    assert names(mine) == [("Mine", "tea", "1")]


async def test_only_an_empty_category_goes():
    shop = await a_shop()
    state = await at_categories(shop)
    await add(state)
    await call(state, "edit", state.lines[0].category_id)
    await created(shop, a_form(category_id=state.lines[0].category_id))
    await call(state, "remove")
    assert refused(state).sentence.startswith("There are still products in this category")
    await add(state, slug="empty", en="Empty", position="2")
    await call(state, "edit", state.lines[1].category_id)
    await call(state, "remove")
    assert names(state) == [("Tea", "tea", "1")]


async def test_neither_clerks_nor_other_shops_change_it():
    here, there = await a_shop(), await a_shop()
    state = await at_categories(here)
    await add(state)
    for handler, argument in (("edit", [""]), ("save", [form()]), ("remove", [])):
        with pytest.raises(Refused):
            await call(await at_categories(here, Role.CLERK), handler, *argument)
    other = await at_categories(there)
    await call(other, "edit", state.lines[0].category_id)
    assert (refused(other).code, other.lines, other.is_open) == ("not_found", [], False)
