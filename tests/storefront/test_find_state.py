"""Find my order: what is told apart, and what is not."""

import pytest

from commerce import limits
from commerce.ids import new_order_number
from commerce.settings import settings
from storefront.find.state import FindState
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.storefront.visitor import a_guest, call, led_to

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), "TEA")


async def find(shop: BuiltShop, number: object, reach: object) -> tuple[FindState, str]:
    state = a_guest(shop).at(FindState, "/find")
    answer = await call(state, "find", {"number": number, "reach": reach})
    return state, led_to(answer)


async def test_the_number_and_the_phone_lead_to_the_order_with_its_key(shop: BuiltShop) -> None:
    placed = await an_order(shop)
    _, path = await find(shop, placed.number, "13800138000")
    assert path == f"/orders/{placed.number}?key={placed.access_token}"


async def test_unknown_number_and_wrong_phone_look_exactly_alike(shop: BuiltShop) -> None:
    placed = await an_order(shop)
    unknown, first = await find(shop, new_order_number(), "13800138000")
    wrong, second = await find(shop, placed.number, "13900139000")
    assert first == second == ""
    assert unknown.refusal == wrong.refusal
    assert unknown.refusal is not None
    assert unknown.refusal.code == "not_found"
    assert (unknown.wrong_number, unknown.wrong_reach) == (wrong.wrong_number, wrong.wrong_reach)


async def test_a_typing_mistake_is_told_at_the_field_while_one_types(shop: BuiltShop) -> None:
    placed = await an_order(shop)
    state = a_guest(shop).at(FindState, "/zh/find")
    await call(state, "check_number", {"number": placed.number[:9]})
    assert state.wrong_number == ""
    swapped = placed.number[:-1] + ("A" if placed.number[-1] != "A" else "B")
    await call(state, "check_number", {"number": swapped})
    assert state.wrong_number == "订单号输入有误。"
    await call(state, "check_number", {"number": placed.number})
    assert state.wrong_number == ""


@pytest.mark.parametrize(
    ("number", "reach"), [("", ""), (None, "x"), (5, 5), ("9" * 100, "x"), ("A", "x" * 5_000)]
)
async def test_odd_input_is_refused_in_words(
    shop: BuiltShop, number: object, reach: object
) -> None:
    state, path = await find(shop, number, reach)
    assert path == ""
    assert state.refusal is not None
    assert state.refusal.code == "invalid"


async def test_guessing_ends_after_ten_tries_a_minute(
    shop: BuiltShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLHOURS_RATE_LIMITS", "on")
    settings.cache_clear()
    await limits.forgive(limits.Limit.LOOKUP_IP, "203.0.113.9")
    answers = [await find(shop, new_order_number(), "13800138000") for _ in range(11)]
    codes = [state.refusal.code for state, _ in answers if state.refusal]
    assert codes == ["not_found"] * 10 + ["too_many"]
    await limits.forgive(limits.Limit.LOOKUP_IP, "203.0.113.9")
