"""The terms' form: published for customers to read, refused to who may not."""

import pytest

from admin.terms.state import TermsState
from commerce.db.session import transaction
from commerce.people.models import Role
from commerce.shops.queries import forget_shops
from commerce.shops.terms import present_terms
from storefront.terms.state import Passage
from storefront.terms.state import TermsState as ReadState
from tests.builders import a_shop
from tests.office import a_desk, call
from tests.storefront.visitor import a_guest
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
WORDS = "# Returns\n\nWithin 14 days.\nWrite to us."


async def test_what_is_published_is_what_customers_read():
    shop = await a_shop()
    reading = a_guest(shop).at(ReadState, "/terms/")
    await call(reading, "load")
    assert (reading.passages, reading.published) == ([], "")
    state = (await a_desk(shop)).at(TermsState, "/admin/settings/terms/")
    await call(state, "load")
    await call(state, "publish", {"text.en": WORDS})
    assert state.published
    forget_shops()
    await call(reading, "load")
    assert reading.passages == [
        Passage("Returns", True),
        Passage("Within 14 days.\nWrite to us.", False),
    ]
    assert reading.published


async def test_a_stale_publication_shows_both_and_the_next_one_wins():
    shop = await a_shop()
    desk = await a_desk(shop)
    first, second = (desk.at(TermsState, "/admin/settings/terms/") for _ in range(2))
    await call(first, "load")
    await call(second, "load")
    await call(first, "publish", {"text.en": "Theirs"})
    await call(second, "publish", {"text.en": "Mine"})
    assert [(each.mine, each.theirs) for each in second.differs] == [("Mine", "Theirs")]
    await call(second, "publish", {"text.en": "Mine"})
    assert second.differs == []
    assert second.form["text.en"] == "Mine"


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
async def test_clerks_publish_nothing(role: Role):
    shop = await a_shop()
    state = (await a_desk(shop, role)).at(TermsState, "/admin/settings/terms/")
    with pytest.raises(Refused):
        await call(state, "publish", {"text.en": "Taken over"})
    async with transaction(shop.id) as session:
        assert (await present_terms(session, shop.id))[1] is None


@pytest.mark.parametrize("odd", [None, [], "x", {"text.en": {"a": 1}}, {"text.en": "a\x00b"}])
async def test_odd_forms_are_refused(odd: object):
    shop = await a_shop()
    state = (await a_desk(shop)).at(TermsState, "/admin/settings/terms/")
    await call(state, "load")
    await call(state, "publish", odd)
    assert state.refusal is not None
