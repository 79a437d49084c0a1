"""Saved views of the orders: a name for what the filters show, for oneself alone."""

import psycopg
import pytest

from admin.orders.views.state import ViewsState, ViewTab
from commerce.people.models import Role
from commerce.people.saved_views import MOST
from tests.admin.back_office import refused
from tests.builders import a_shop
from tests.office import Desk, a_desk, call

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/orders/"
UNPAID = "?payment=unpaid&q=li%40example.com"


@pytest.fixture
async def desk() -> Desk:
    return await a_desk(await a_shop(), Role.VIEWER)


async def shown(desk: Desk, query: str = "", locale: str = "") -> ViewsState:
    state = desk.at(ViewsState, f"{locale}{PATH}{query}")
    await call(state, "load")
    return state


async def saved(desk: Desk, name: str, query: str = UNPAID) -> ViewsState:
    state = await shown(desk, query)
    await call(state, "save", {"name": name})
    return state


async def test_what_the_filters_show_is_a_tab_from_then_on(desk: Desk):
    state = await saved(desk, " Unpaid of Li ", UNPAID + "&before=&x=1")
    [tab] = state.views
    href = "/admin/orders/?q=li%40example.com&payment=unpaid"
    assert tab == ViewTab(state.current, "Unpaid of Li", href)
    assert (await shown(desk, "?payment=paid")).current == ""
    again = await shown(desk, href.partition("/orders/")[2], "/zh")
    assert (again.current, again.name) == (tab.id, "Unpaid of Li")
    assert again.views[0].href == f"/zh{href}"


async def test_a_colleague_and_another_shop_have_views_of_their_own(desk: Desk):
    state = await saved(desk, "Mine")
    colleague, stranger = await a_desk(desk.shop), await a_desk(await a_shop())
    for other in (colleague, stranger):
        theirs = await shown(other, UNPAID)
        assert (theirs.views, theirs.current) == ([], "")
        await call(theirs, "remove", state.current)
    assert [view.name for view in (await shown(desk)).views] == ["Mine"]


async def test_a_view_is_deleted_and_brought_back(desk: Desk):
    state = await saved(desk, "Mine")
    await call(state, "remove", state.current)
    assert (state.views, state.current) == ([], "")
    await call(state, "save", {"name": "Mine"})
    assert [view.name for view in state.views] == ["Mine"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("  ", "Please fill this in."),
        ("a\u202eb", "Please leave out invisible control characters."),
        ("x" * 41, "Please enter at most 40 characters."),
    ],
)
async def test_a_view_has_a_name(desk: Desk, name: str, sentence: str):
    state = await saved(desk, name)
    assert refused(state).fields == {"name": sentence}
    assert (await shown(desk)).views == []


async def test_two_views_are_not_called_the_same(desk: Desk):
    await saved(desk, "Mine")
    state = await saved(desk, "Mine", "?payment=paid")
    assert refused(state).sentence == "You have a view of this name already."
    assert [view.href for view in (await shown(desk)).views] == [
        "/admin/orders/?q=li%40example.com&payment=unpaid"
    ]


async def test_there_are_only_so_many(desk: Desk):
    for n in range(MOST):
        await saved(desk, f"View {n}")
    state = await saved(desk, "One more")
    assert refused(state).fields == {"name": f"At most {MOST} views: delete one first."}
    assert len((await shown(desk)).views) == MOST


async def test_whom_one_looks_for_is_sealed(desk: Desk, shop_database: str):
    await saved(desk, "Mine")
    url = shop_database.replace("+psycopg", "", 1)
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT v::text FROM saved_views v").fetchall()
    assert rows
    assert not any("li%40" in text or "li@" in text for (text,) in rows)
