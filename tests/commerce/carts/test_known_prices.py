"""What a process knows of prices: a crowd's are read ahead, and equal wishes are quoted once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from commerce import clock
from commerce.carts.asking import AskQuote
from commerce.carts.price_list import CROWD, forget_prices, price_list
from commerce.carts.quoting import quote_known, quote_order
from commerce.db.session import transaction
from tests.builders import BuiltShop, a_product, a_shop, an_order_body
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("shop_database")
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)


@pytest.fixture
async def shop() -> BuiltShop:
    shop = await a_shop()
    for n in range(CROWD + 2):
        shop = await a_product(shop, f"SKU-{n}", price=1_000 + n)
    forget_prices()
    return shop


def ask(sku: str = "SKU-1", quantity: int = 1, **changes: object) -> AskQuote:
    return AskQuote.parse(an_order_body(sku, quantity, **changes), "CN")


async def read_by(shop: BuiltShop, skus: list[str]) -> None:
    await asyncio.gather(*(price_list(shop.view, [sku]) for sku in skus))


@pytest.mark.parametrize(("wanted", "reads"), [(CROWD - 1, 1), (CROWD, 0)])
async def test_when_many_skus_are_wanted_at_once_the_others_are_read_with_them(shop, wanted, reads):
    first, *others = sorted(shop.variants)
    await price_list(shop.view, [first])  # the rules too
    await read_by(shop, others[:wanted])
    with counted() as sent:
        found = await price_list(shop.view, [others[-1]])
    assert found.variants[others[-1]].variant_id == shop.variants[others[-1]]
    assert len([one for one in sent if one.startswith("SELECT")]) == reads


WISHES = [
    {},
    {"quantity": 2},
    {"sku": "SKU-2"},
    {"delivery_method": None},
    {"address": None},
    {"address": {"country": "CN", "region": "北京", "city": "北京", "line1": "1"}},
    {"lines": [{"sku": "SKU-1", "quantity": 1}, {"sku": "SKU-2", "quantity": 1}]},
]


async def test_a_wish_is_quoted_as_it_would_be_alone_whatever_was_quoted_before(shop):
    with clock.at(NOON):
        for wish in [*WISHES, *reversed(WISHES)]:
            known = await quote_known(shop.view, ask(**wish))
            async with transaction(shop.id) as session:
                assert known == await quote_order(session, shop.view, ask(**wish))


async def test_equal_wishes_are_quoted_once_within_a_second(shop):
    with clock.at(NOON):
        first = await quote_known(shop.view, ask())
        assert await quote_known(shop.view, ask()) is first
        assert await quote_known(shop.view, ask(quantity=2)) is not first
    with clock.at(NOON + timedelta(seconds=1)):
        assert await quote_known(shop.view, ask()) is not first


async def test_prices_that_were_forgotten_are_quoted_anew(shop):
    with clock.at(NOON):
        first = await quote_known(shop.view, ask())
        forget_prices()
        assert await quote_known(shop.view, ask()) is not first
