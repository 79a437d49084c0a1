"""The checkout's handlers: the draft, what is refused where, and one order for two clicks."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, func, select, update

from commerce import clock
from commerce.carts.queries import CartView
from commerce.catalog.models import Price, Variant
from commerce.db.session import transaction
from commerce.delivery.models import DeliveryMethod
from commerce.orders.models import Order
from commerce.people.addresses import BookedAddress, add_address
from commerce.people.contacts import Address, Contact
from commerce.promotions.models import Promotion
from commerce.stock.models import Stock
from storefront.checkout.state import CheckoutState
from tests.builders import (
    BuiltShop,
    a_coupon,
    a_product,
    a_shop,
    an_order,
    stock_of,
    uses_of,
)
from tests.storefront.visitor import FORM, Visitor, a_customer, a_guest, call, led_to

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    shop = await a_product(await a_shop(), "TEA", price=1_000, stock=10)
    return await a_product(shop, "CUP", price=500, stock=2)


@pytest.fixture
async def guest(shop: BuiltShop) -> Visitor:
    guest = a_guest(shop)
    await guest.fill(TEA=2)
    return guest


async def orders_of(shop: BuiltShop) -> int:
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def cart_of(guest: Visitor) -> CartView:
    return await guest.cart()


async def seen(state: CheckoutState) -> dict[str, str]:
    """The form as the page sends it: with the total that it shows."""
    await call(state, "keep", FORM)
    return FORM | {"expected": state.page.expected}


async def test_the_page_reckons_with_the_delivery_that_is_chosen(guest: Visitor) -> None:
    state = guest.at(CheckoutState, "/checkout")
    form = await seen(state)
    assert form["expected"] == "2800 CNY"
    assert [(row.label, row.value) for row in state.page.amounts[:3]] == [
        ("Items", "CN¥20.00"),
        ("Delivery", "CN¥8.00"),
        ("Total", "CN¥28.00"),
    ]


async def test_a_half_filled_form_is_kept_for_the_next_page_of_this_browser(
    guest: Visitor,
) -> None:
    await call(guest.at(CheckoutState, "/checkout"), "keep", {"name": "Li", "line1": "南京路"})
    later = guest.at(CheckoutState, "/checkout")
    await call(later, "set_quantity", "TEA", 3)
    assert (later.form["name"], later.form["line1"], later.form["phone"]) == ("Li", "南京路", "")
    assert not later.known


async def test_fields_that_the_form_does_not_have_are_not_kept(guest: Visitor) -> None:
    await call(guest.at(CheckoutState, "/checkout"), "keep", FORM | {"card_number": "4242"})
    kept = {field: value for field, value in FORM.items() if field != "country"}
    assert (await guest.cart()).draft == kept


@pytest.mark.parametrize(
    "form", [{"name": "x" * 5_000}, {"name": 7}, {"name": ["a"]}, {"name": "\ud800"}, "form", None]
)
async def test_an_odd_draft_is_refused_and_not_kept(guest: Visitor, form: object) -> None:
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "keep", form)
    assert state.refusal is not None
    assert state.refusal.code == "invalid"
    assert (await guest.cart()).draft == {}


@pytest.mark.parametrize("odd", ["a\x00b", "a\u202eb"])
async def test_invisible_signs_are_refused_at_their_field(
    guest: Visitor, shop: BuiltShop, odd: str
) -> None:
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "place", FORM | {"city": odd})
    assert state.wrong["city"] == "Please leave out invisible control characters."
    assert await orders_of(shop) == 0


async def test_what_is_wrong_is_said_at_its_field_and_goes_when_that_is_changed(
    guest: Visitor, shop: BuiltShop
) -> None:
    state = guest.at(CheckoutState, "/checkout")
    wrong = FORM | {"name": "", "phone": "12", "city": ""}
    await call(state, "keep", wrong)
    await call(state, "place", wrong)
    told = {field for field, sentence in state.wrong.items() if sentence}
    assert told == {"name", "phone", "city"}
    assert state.attempt == 1
    assert not state.placing
    assert await orders_of(shop) == 0
    await call(state, "keep", wrong | {"phone": "13800138000"})
    assert {field for field, sentence in state.wrong.items() if sentence} == {"name", "city"}


async def test_neither_phone_nor_e_mail_is_said_at_the_phone(guest: Visitor) -> None:
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "place", FORM | {"phone": ""})
    assert state.wrong["phone"] == "Please give a phone number or an e-mail address."


async def test_a_guest_places_an_order_and_is_led_to_its_page_with_its_key(
    guest: Visitor, shop: BuiltShop
) -> None:
    state = guest.at(CheckoutState, "/zh/checkout")
    answer = await call(state, "place", await seen(state))
    assert "/zh/orders/" in str(answer)
    assert "?key=" in str(answer)
    assert await orders_of(shop) == 1
    assert (await cart_of(guest)).lines == ()
    assert await stock_of(shop) == 8


async def test_a_second_click_is_the_same_order(guest: Visitor, shop: BuiltShop) -> None:
    state = guest.at(CheckoutState, "/checkout")
    form = await seen(state)
    first, second = await call(state, "place", form), await call(state, "place", form)
    assert led_to(first).startswith("/orders/")
    assert led_to(first) == led_to(second)
    assert await orders_of(shop) == 1


async def test_a_retry_whose_first_answer_was_lost_before_the_cart_was_emptied(
    guest: Visitor, shop: BuiltShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the order's commit and emptying the cart."""

    async def dies(*_args: object) -> None:
        raise ConnectionError

    form = await seen(guest.at(CheckoutState, "/checkout"))
    with monkeypatch.context() as patch:
        patch.setattr("storefront.checkout.placing.ordering.empty", dies)
        await call(guest.at(CheckoutState, "/checkout"), "place", form)
    assert await orders_of(shop) == 1
    answer = await call(guest.at(CheckoutState, "/checkout"), "place", form)
    assert "/orders/" in str(answer)
    assert await orders_of(shop) == 1
    assert (await guest.cart()).lines == ()


async def test_an_empty_checkout_leads_to_the_order_it_became(
    guest: Visitor, shop: BuiltShop
) -> None:
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "place", await seen(state))
    later = guest.at(CheckoutState, "/checkout")
    await call(later, "take_what_is_left")
    assert later.page.lines == []
    assert "/orders/" in later.page.last_order
    stranger = a_guest(shop).at(CheckoutState, "/checkout")
    await call(stranger, "take_what_is_left")
    assert stranger.page.last_order == ""


async def test_a_price_that_changed_is_shown_and_confirmed_with_a_second_click(
    guest: Visitor, shop: BuiltShop
) -> None:
    state = guest.at(CheckoutState, "/checkout")
    form = await seen(state)
    async with transaction(shop.id) as session:
        await session.exec(
            update(Price)
            .where(col(Price.variant_id) == shop.variants["TEA"])
            .values(amount_minor=1_100, version=Price.version + 1)
        )
    await call(state, "place", form)
    assert state.refusal is not None
    assert state.refusal.sentence == "The total is now CN¥30.00; it was CN¥28.00."
    assert state.page.expected == "3000 CNY"
    assert await orders_of(shop) == 0
    answer = await call(state, "place", form | {"expected": state.page.expected})
    assert "/orders/" in str(answer)


async def test_short_stock_is_named_at_its_line_and_nothing_is_placed(
    guest: Visitor, shop: BuiltShop
) -> None:
    await guest.fill(CUP=2)
    state = guest.at(CheckoutState, "/checkout")
    form = await seen(state)
    async with transaction(shop.id) as session:
        (await session.get_one(Stock, shop.variants["CUP"])).available = 1
    await call(state, "place", form)
    assert state.refusal is not None
    assert state.refusal.code == "out_of_stock"
    assert {line.sku: line.problem for line in state.page.lines}["CUP"] == "Only one is left."
    assert await orders_of(shop) == 0
    assert await stock_of(shop) == 10
    await call(state, "take_what_is_left")
    answer = await call(state, "place", form | {"expected": state.page.expected})
    assert "/orders/" in str(answer)


async def test_a_threshold_discount_is_split_over_the_lines_and_the_next_one_named(
    guest: Visitor, shop: BuiltShop
) -> None:
    then = clock.now() - timedelta(days=1)
    async with transaction(shop.id) as session:
        for start, off in ((2_000, 200), (5_000, 800)):
            session.add(Promotion(name={}, from_minor=start, off_minor=off, valid_from=then))
    state = guest.at(CheckoutState, "/checkout")
    await seen(state)
    assert state.page.lines[0].discount == "Discount −CN¥2.00"
    assert state.page.missing == "Add CN¥30.00 more and save CN¥8.00."


async def test_a_coupon_counts_as_soon_as_it_is_typed_and_is_kept_on_the_order(
    guest: Visitor, shop: BuiltShop
) -> None:
    await a_coupon(shop, off_minor=300)
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "keep", FORM | {"coupon": "save"})
    amounts = {row.label: row.value for row in state.page.amounts}
    assert amounts["Coupon SAVE"] == "−CN¥3.00"
    form = FORM | {"coupon": "save", "expected": state.page.expected}
    await call(state, "place", form)
    assert await uses_of(shop) == 1


async def test_a_wrong_coupon_is_refused_at_its_field_and_nothing_is_lost(
    guest: Visitor, shop: BuiltShop
) -> None:
    await a_coupon(shop, from_minor=9_900)
    state = guest.at(CheckoutState, "/checkout")
    form = FORM | {"coupon": "SAVE"}
    await call(state, "keep", form)
    assert state.wrong["coupon"] == "Add CN¥79.00 more to use this code."
    await call(state, "place", form)
    assert state.wrong["coupon"] == "Add CN¥79.00 more to use this code."
    assert state.form["line1"] == "南京路 1 号"
    assert await orders_of(shop) == 0
    await call(state, "keep", form | {"coupon": ""})
    assert state.wrong["coupon"] == ""


async def test_a_returning_customer_has_nothing_to_fill_in(shop: BuiltShop) -> None:
    customer, customer_id = await a_customer(shop)
    await an_order(shop, customer_id=customer_id)
    await customer.fill(TEA=1)
    state = customer.at(CheckoutState, "/checkout")
    await call(state, "set_quantity", "TEA", 2)
    assert state.known
    form = {**state.form, "delivery_method": state.page.delivery, "method": "card"}
    answer = await call(state, "place", form | {"expected": state.page.expected})
    assert "/orders/" in str(answer)


async def test_a_new_default_address_shows_although_the_form_was_touched(shop: BuiltShop) -> None:
    customer, customer_id = await a_customer(shop)
    await an_order(shop, customer_id=customer_id)
    await customer.fill(TEA=1)
    state = customer.at(CheckoutState, "/checkout")
    await call(state, "set_quantity", "TEA", 2)
    await call(state, "keep", {**state.form, "delivery_method": "post", "email": ""})
    booked = BookedAddress(
        Contact(name="Han Meimei", phone="+8613900139000", email="han@example.com"),
        Address(country="CN", city="北京", line1="长安街 2 号"),
    )
    async with transaction(shop.id) as session:
        await add_address(session, customer_id, booked)
    later = customer.at(CheckoutState, "/checkout")
    await call(later, "set_quantity", "TEA", 1)
    assert (later.form["name"], later.form["city"]) == ("Han Meimei", "北京")
    assert later.form["email"] == ""  # taken out by hand: it stays out


async def test_an_address_of_the_book_is_one_click_away(shop: BuiltShop) -> None:
    customer, customer_id = await a_customer(shop)
    await customer.fill(TEA=1)
    async with transaction(shop.id) as session:
        for name, city in (("Li Lei", "上海"), ("Han Meimei", "北京")):
            booked = BookedAddress(
                Contact(name=name, phone="+8613900139000"),
                Address(country="CN", city=city, line1="长安街 2 号"),
            )
            await add_address(session, customer_id, booked)
    state = customer.at(CheckoutState, "/checkout")
    await call(state, "set_quantity", "TEA", 2)
    assert [(one.label, one.chosen) for one in state.page.book] == [
        ("Li Lei · 上海 长安街 2 号", True),
        ("Han Meimei · 北京 长安街 2 号", False),
    ]
    await call(state, "keep", state.form | json.loads(state.page.book[1].fills))
    assert [one.chosen for one in state.page.book] == [False, True]
    assert (state.form["name"], state.form["city"]) == ("Han Meimei", "北京")
    form = {**state.form, "delivery_method": "post", "method": "card"}
    answer = await call(state, "place", form | {"expected": state.page.expected})
    assert "/orders/" in str(answer)


async def test_a_guest_is_shown_no_book(guest: Visitor) -> None:
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "keep", FORM)
    assert state.page.book == []


async def test_when_nothing_in_the_cart_is_sold_any_more_one_click_empties_it(
    guest: Visitor, shop: BuiltShop
) -> None:
    async with transaction(shop.id) as session:
        (await session.get_one(Variant, shop.variants["TEA"])).active = False
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "place", FORM)
    assert state.refusal is not None
    assert state.refusal.code == "out_of_stock"
    assert state.page.troubled
    assert [line.problem for line in state.page.lines] == ["This is not sold any more."]
    await call(state, "take_what_is_left")
    assert state.page.lines == []


async def test_where_no_method_goes_nothing_is_placed(guest: Visitor, shop: BuiltShop) -> None:
    async with transaction(shop.id) as session:
        await session.exec(update(DeliveryMethod).values(countries=["CN"]))
    state = guest.at(CheckoutState, "/checkout")
    abroad = FORM | {"country": "BR", "phone": "", "email": "li@example.com"}
    await call(state, "keep", abroad)
    assert state.page.deliveries == []
    await call(state, "place", abroad)
    assert state.wrong["delivery_method"]
    assert await orders_of(shop) == 0


async def test_a_paused_shop_says_so_and_keeps_the_cart(shop: BuiltShop) -> None:
    paused = await a_product(await a_shop(ordering_paused=True), "TEA")
    guest = a_guest(paused)
    await guest.fill(TEA=1)
    state = guest.at(CheckoutState, "/checkout")
    await call(state, "place", await seen(state))
    assert state.refusal is not None
    assert state.refusal.code == "ordering_paused"
    assert len((await guest.cart()).lines) == 1
