"""Finding an order without an account; ordering it again; what is known from last time."""

import pytest

from commerce.carts.editing import CartOwner
from commerce.carts.queries import cart_view
from commerce.catalog.models import Variant
from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound
from commerce.ids import ALPHABET, new_id, new_order_number, new_token
from commerce.orders.access import order_by_number
from commerce.orders.commands import PlaceOrder
from commerce.orders.finding import find_order, newest_of_caller, order_again
from commerce.orders.prefill import remember_address, usual_details
from commerce.people.addresses import BookedAddress, add_address, addresses_of
from commerce.people.contacts import Address, Contact
from commerce.people.models import Customer
from commerce.people.queries import CustomerView
from tests.builders import BuiltShop, a_payment, a_product, a_shop, an_order, an_order_body

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), "TEA")


async def found(shop: BuiltShop, number: str, reach: str) -> str:
    async with transaction(shop.id) as session:
        return (await find_order(session, shop.view, number, reach)).number


@pytest.mark.parametrize("reach", ["13800138000", "+86 138 0013 8000", "Li@Example.com"])
async def test_an_order_is_found_by_its_phone_or_e_mail_as_people_write_them(
    shop: BuiltShop, reach: str
) -> None:
    number = (await an_order(shop)).number
    typed = f" {number[:5].lower()}-{number[5:]} "
    assert await found(shop, typed, reach) == number


async def test_an_unknown_number_and_a_wrong_contact_are_refused_alike(shop: BuiltShop) -> None:
    number = (await an_order(shop)).number
    answers: list[NotFound] = []
    for typed, reach in ((new_order_number(), "13800138000"), (number, "13900139000")):
        with pytest.raises(NotFound) as refused:
            await found(shop, typed, reach)
        answers.append(refused.value)
    assert answers[0].what == answers[1].what
    assert str(answers[0]) == str(answers[1])


async def test_another_shop_does_not_find_it(shop: BuiltShop) -> None:
    number = (await an_order(shop)).number
    with pytest.raises(NotFound):
        await found(await a_shop(), number, "13800138000")


async def test_a_mistyped_sign_is_told_apart_at_the_number(shop: BuiltShop) -> None:
    number = (await an_order(shop)).number
    wrong = ALPHABET[(ALPHABET.index(number[3]) + 1) % len(ALPHABET)]
    with pytest.raises(InvalidInput) as refused:
        await found(shop, number[:3] + wrong + number[4:], "13800138000")
    assert [(p.field, p.code) for p in refused.value.problems] == [("number", "order_number")]


@pytest.mark.parametrize(("reach", "code"), [("", "missing"), ("12", "phone"), ("a@b", "email")])
async def test_what_is_no_contact_is_told_at_its_field(
    shop: BuiltShop, reach: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await found(shop, new_order_number(), reach)
    assert [(p.field, p.code) for p in refused.value.problems] == [("reach", code)]


async def test_order_again_fills_the_cart_and_leaves_out_what_is_not_sold(shop: BuiltShop) -> None:
    shop = await a_product(shop, "CUP")
    lines = [{"sku": "TEA", "quantity": 2}, {"sku": "CUP", "quantity": 1}]
    placed = await an_order(shop, lines=lines)
    owner = CartOwner(None, new_token())
    async with transaction(shop.id) as session:
        variant = await session.get_one(Variant, shop.variants["CUP"])
        variant.active = False
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        missing = await order_again(session, shop.view, owner, order)
        view = await cart_view(session, shop.view, owner, "en")
    assert missing == ("CUP",)
    assert [(line.sku, line.quantity) for line in view.lines] == [("TEA", 2)]


async def test_who_lost_the_answer_is_led_to_the_newest_order(shop: BuiltShop) -> None:
    await an_order(shop, key="first-key")
    newest = await an_order(shop, key="second-key")
    async with transaction(shop.id) as session:
        assert await newest_of_caller(session, "guest") == (newest.number, newest.access_token)
        assert await newest_of_caller(session, "somebody else") is None


async def a_customer(shop: BuiltShop) -> CustomerView:
    row = Customer()
    async with transaction(shop.id) as session:
        session.add(row)
    return CustomerView.of(row)


async def test_the_last_order_fills_in_the_next_one(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    placed = await an_order(shop, customer_id=customer.id)
    async with transaction(shop.id) as session:
        session.add(a_payment(await order_by_number(session, placed.number)))
    async with transaction(shop.id) as session:
        details = await usual_details(session, customer, await addresses_of(session, customer.id))
    assert details["method"] == "card"
    assert details["name"] == "李雷"
    assert details["phone"] == "+8613800138000"
    assert (details["city"], details["line1"]) == ("上海", "南京路 1 号")
    assert details["delivery_method"] == "post"


async def test_the_default_address_goes_before_the_last_order(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    await an_order(shop, customer_id=customer.id)
    booked = BookedAddress(
        Contact(name="Han Meimei", phone="+8613900139000"),
        Address(country="CN", city="北京", line1="长安街 2 号"),
    )
    async with transaction(shop.id) as session:
        await add_address(session, customer.id, booked)
    async with transaction(shop.id) as session:
        details = await usual_details(session, customer, await addresses_of(session, customer.id))
    assert (details["name"], details["city"]) == ("Han Meimei", "北京")
    assert "region" not in details


async def test_nobody_is_filled_in_with_another_customers_order(shop: BuiltShop) -> None:
    await an_order(shop, customer_id=new_id())
    async with transaction(shop.id) as session:
        assert await usual_details(session, await a_customer(shop), ()) == {}


async def test_the_first_address_begins_the_book_and_later_ones_do_not(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    first = PlaceOrder.parse(an_order_body(), "CN")
    elsewhere = {"country": "CN", "city": "北京", "line1": "长安街 2 号"}
    later = PlaceOrder.parse(an_order_body(address=elsewhere), "CN")
    for ordered in (first, later):
        async with transaction(shop.id) as session:
            await remember_address(session, customer.id, ordered)
    async with transaction(shop.id) as session:
        book = await addresses_of(session, customer.id)
    assert [entry.address.city for entry in book] == ["上海"]
