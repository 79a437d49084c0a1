"""Promotions in the back office: made, edited at their version, tried out, by whoever may."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from admin.promotions.state import PromotionsState
from commerce.db.session import transaction
from commerce.people.models import Role
from commerce.promotions.models import Coupon, Promotion
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_coupon, a_product, a_shop, an_order
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/settings/promotions/"
FORM = {"name.en": "Autumn", "code": "autumn-1", "kind": "amount", "from": "20", "off": "3"}
FORM |= {"begins": "2026-11-20T08:00", "combines": "on", "enabled": "on", "total_most": "5"}


async def at_promotions(shop, role=Role.MANAGER):
    state = await at_page(PromotionsState, shop, PATH, role)
    await call(state, "load")
    return state


async def the(table, shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(table))).one()


async def test_a_coupon_holds_from_the_moment_that_was_typed_in_the_shops_zone():
    shop = await a_shop()
    state = await at_promotions(shop)
    await call(state, "edit", "coupon", "")
    await call(state, "save", FORM)
    assert state.refusal is None
    row = await the(Coupon, shop)
    assert (row.code, row.off_minor, row.from_minor, row.total_most) == ("AUTUMN-1", 300, 2_000, 5)
    assert row.valid_from == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert [(line.title, line.uses) for line in state.coupons] == [("AUTUMN-1", "0 of 5")]


async def test_a_threshold_takes_off_no_more_than_it_begins_at():
    shop = await a_shop()
    state = await at_promotions(shop)
    await call(state, "edit", "threshold", "")
    await call(state, "save", FORM | {"off": "21"})
    assert list(refused(state).fields) == ["off"]
    await call(state, "save", FORM | {"off": "5"})
    assert (await the(Promotion, shop)).off_minor == 500


async def test_the_preview_says_what_a_cart_pays_and_saves_nothing():
    shop = await a_shop()
    state = await at_promotions(shop)
    await call(state, "edit", "coupon", "")
    await call(state, "save", FORM | {"preview": "25"})
    assert state.preview == ("Goods CN¥25.00, discounts −CN¥3.00, delivery CN¥8.00: pays CN¥30.00.")
    await call(state, "save", FORM | {"preview": "15"})
    assert state.preview == "Add CN¥5.00 more to use this code."
    await call(state, "load")
    assert state.coupons == []


async def test_a_stale_save_shows_both_values_and_the_next_one_wins():
    shop = await a_shop()
    coupon = await a_coupon(shop, "SAVE")
    first, second = await at_promotions(shop), await at_promotions(shop)
    for state in (first, second):
        await call(state, "edit", "coupon", str(coupon.id))
    await call(first, "save", first.form | {"name.en": "One", "off": "4"})
    await call(second, "save", second.form | {"name.en": "Two", "off": "5"})
    assert [(d.mine, d.theirs) for d in second.differs if d.label == "Amount off"] == [
        ("5", "4.00")
    ]
    assert (await the(Coupon, shop)).off_minor == 400
    await call(second, "save", second.form | {"name.en": "Two", "off": "5"})
    assert (await the(Coupon, shop)).off_minor == 500


async def test_no_fewer_uses_in_all_than_there_were():
    shop = await a_product(await a_shop())
    coupon = await a_coupon(shop, name={"en": "Save"}, total_most=9)
    for _ in range(2):
        await an_order(shop, coupon="SAVE")
    state = await at_promotions(shop)
    await call(state, "edit", "coupon", str(coupon.id))
    await call(state, "save", state.form | {"total_most": "1"})
    assert refused(state).fields["total_most"] == "It was used 2 times already."


async def test_a_clerk_changes_nothing():
    shop = await a_shop()
    state = await at_page(PromotionsState, shop, PATH, Role.CLERK)
    with pytest.raises(Refused):
        await call(state, "save", FORM)
