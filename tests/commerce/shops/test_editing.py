"""A shop's settings: what is refused, and what a stale save is told."""

import pytest

from commerce.db.session import transaction
from commerce.errors import InvalidInput, StaleEdit
from commerce.orders.queries import has_orders
from commerce.shops.editing import EditShop, edit_shop
from commerce.shops.queries import ShopView, shop_by_id
from tests.builders import BuiltShop, a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


def form(**changes: object) -> dict[str, object]:
    standing: dict[str, object] = {
        "name": "Test shop",
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
        "country": "CN",
        "locale": "en",
        "hold_minutes": "15",
        "unpaid_most": "20",
        "prices_include_tax": True,
        "ordering_paused": False,
        "version": 1,
    }
    return standing | changes


async def saved(shop: BuiltShop, **changes: object) -> ShopView:
    async with transaction(shop.id) as session:
        orders = await has_orders(session)
        return await edit_shop(session, EditShop.parse(form(**changes)), has_orders=orders)


async def test_settings_are_saved_and_the_version_moves_on():
    shop = await a_shop()
    await saved(shop, name="Night market", hold_minutes="30", time_zone="Europe/Lisbon")
    async with transaction(shop.id) as session:
        now = await shop_by_id(session, shop.id)
    assert (now.name, now.hold_minutes, now.time_zone) == ("Night market", 30, "Europe/Lisbon")
    assert now.version == 2


async def test_a_stale_save_is_told_what_stands_now_and_changes_nothing():
    shop = await a_shop()
    await saved(shop, name="First")
    with pytest.raises(StaleEdit) as refused:
        await saved(shop, name="Second")
    assert refused.value.theirs["name"] == "First"
    assert refused.value.version == 2


async def test_the_currency_changes_only_while_there_is_no_order():
    shop = await a_product(await a_shop())
    assert (await saved(shop, currency="EUR")).currency == "EUR"
    await saved(shop, currency="CNY", version=2)
    await an_order(shop)
    with pytest.raises(InvalidInput, match="currency: currency_fixed"):
        await saved(shop, currency="EUR", version=3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "a\u202eb"),
        ("currency", "XYZW"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("country", "cn"),
        ("country", "ZZ"),
        ("locale", "fr"),
        ("hold_minutes", "0"),
        ("hold_minutes", "10081"),
        ("hold_minutes", "soon"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(field: str, value: str):
    with pytest.raises(InvalidInput) as refused:
        EditShop.parse(form(**{field: value}))
    assert [problem.field for problem in refused.value.problems] == [field]
