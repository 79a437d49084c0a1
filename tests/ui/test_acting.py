"""The guard of handlers: who gets in, what is refused, what is undone."""

from uuid import UUID

import pytest
import reflex as rx

from commerce.db.session import transaction
from commerce.errors import InvalidInput
from commerce.people import sessions
from commerce.people.models import Customer, Membership, PersonKind, Role, Staff
from commerce.people.rights import Right
from commerce.shops.models import Shop
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop, a_shop
from tests.ui.browser import at_socket
from ui.acting import Refused, customer_at, staff_at, visiting
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("database")


class GuardedState(rx.State):
    """Handlers that show what the guard lets through."""

    refusal: Refusal | None = None
    seen: str = ""

    @rx.event
    async def visit(self) -> None:
        async with visiting(self) as at:
            self.seen = at.shop.slug + ("" if at.customer is None else " customer")

    @rx.event
    async def account(self) -> None:
        async with customer_at(self) as at:
            self.seen = str(at.customer.id)

    @rx.event
    async def refund(self) -> None:
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            self.seen = at.staff.name

    @rx.event
    async def rename_and_fail(self) -> None:
        async with visiting(self) as at:
            shop = await at.session.get_one(Shop, at.shop.id)
            shop.name = "renamed"
            await at.session.flush()
            raise InvalidInput.of("name", "string_too_short", min_length=3)

    @rx.event
    async def break_down(self) -> None:
        async with visiting(self):
            raise RuntimeError("secret detail")


async def call(state: GuardedState, handler: str) -> None:
    await GuardedState.event_handlers[handler].fn(state)


async def a_session(shop: BuiltShop, kind: PersonKind, person_id: UUID) -> str:
    async with transaction(shop.id) as session:
        opened = await sessions.start_session(session, kind, person_id)
    return opened.token


async def a_customer_cookie(shop: BuiltShop) -> tuple[Customer, str]:
    customer = Customer()
    async with transaction(shop.id) as session:
        session.add(customer)
    return customer, await a_session(shop, PersonKind.CUSTOMER, customer.id)


async def a_staff_cookie(shop: BuiltShop, role: Role) -> str:
    staff = Staff(email=f"{shop.view.slug}-{role}@example.com", name=f"The {role}")
    async with transaction(shop.id) as session:
        session.add(staff)
        await session.flush()
        session.add(Membership(staff_id=staff.id, role=role))
    return await a_session(shop, PersonKind.STAFF, staff.id)


@pytest.fixture
async def shop() -> BuiltShop:
    made = await a_shop()
    forget_shops()
    return made


async def test_a_guest_visits_the_shop_of_the_host(shop: BuiltShop) -> None:
    state = at_socket(GuardedState, host=shop.host + ":3000")
    await call(state, "visit")
    assert state.seen == shop.view.slug


async def test_an_unknown_host_leads_to_no_shop(shop: BuiltShop) -> None:
    state = at_socket(GuardedState, host="elsewhere.test")
    await a_shop()
    forget_shops()
    with pytest.raises(Refused):
        await call(state, "visit")
    assert state.seen == ""
    assert state.refusal is not None
    assert state.refusal.code == "not_found"


async def test_a_guest_is_led_to_the_log_in_and_back_in_his_language(shop: BuiltShop) -> None:
    state = at_socket(GuardedState, host=shop.host, path="/zh/account")
    with pytest.raises(Refused) as refused:
        await call(state, "account")
    assert "/zh/login/?next=/zh/account" in str(refused.value.event)


async def test_a_customer_is_known_in_his_own_shop_alone(shop: BuiltShop) -> None:
    customer, cookie = await a_customer_cookie(shop)
    state = at_socket(GuardedState, host=shop.host, allhours_customer=cookie)
    await call(state, "account")
    assert state.seen == str(customer.id)

    other = await a_shop()
    forget_shops()
    elsewhere = at_socket(GuardedState, host=other.host, allhours_customer=cookie)
    with pytest.raises(Refused):
        await call(elsewhere, "account")


async def test_staff_need_the_right(shop: BuiltShop) -> None:
    clerk = await a_staff_cookie(shop, Role.CLERK)
    manager = await a_staff_cookie(shop, Role.MANAGER)
    allowed = at_socket(GuardedState, host=shop.host, path="/admin", allhours_staff=manager)
    await call(allowed, "refund")
    assert allowed.seen == "The manager"

    refused = at_socket(GuardedState, host=shop.host, path="/admin", allhours_staff=clerk)
    with pytest.raises(Refused):
        await call(refused, "refund")
    assert refused.seen == ""
    assert refused.refusal is not None
    assert refused.refusal.code == "not_allowed"


async def test_a_customers_cookie_opens_no_back_office(shop: BuiltShop) -> None:
    _, cookie = await a_customer_cookie(shop)
    state = at_socket(GuardedState, host=shop.host, path="/admin", allhours_staff=cookie)
    with pytest.raises(Refused):
        await call(state, "refund")


async def test_a_refusal_names_its_field_and_undoes_the_block(shop: BuiltShop) -> None:
    state = at_socket(GuardedState, host=shop.host)
    await call(state, "rename_and_fail")
    assert state.refusal is not None
    assert state.refusal.fields == {"name": "Please enter at least 3 characters."}
    async with transaction(shop.id) as session:
        assert (await session.get_one(Shop, shop.id)).name == "Test shop"


async def test_our_own_errors_show_a_reference_and_no_detail(shop: BuiltShop) -> None:
    state = at_socket(GuardedState, host=shop.host, path="/zh/")
    await call(state, "break_down")
    assert state.refusal is not None
    assert state.refusal.code == "unexpected"
    assert "secret detail" not in str(state.refusal)
