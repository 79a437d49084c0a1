"""Messages in the back office: who sees whom they went to, and what stays hidden."""

import pytest

from admin.messages.rows import KINDS, failure_words
from admin.messages.state import MessagesState, MessageState
from commerce.db.session import transaction
from commerce.messages.models import Message
from commerce.messages.models import MessageState as Sent
from commerce.messages.writing import NewMessage, write
from commerce.orders.notices import TEXTS
from commerce.people.models import Role
from commerce.settings import settings
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
CODE = NewMessage(
    "code:1", "sms", "login_code", "+8613800138000", "Your code", "834211", secret=True
)
PAID = NewMessage("paid:1", "email", "order_paid", "li@example.com", "Paid", "Thank you")


@pytest.fixture
async def shop() -> BuiltShop:
    made = await a_shop()
    async with transaction(made.id) as session:
        await write(session, CODE, PAID)
    return made


async def listed(desk: Desk, query: str = "") -> MessagesState:
    state = desk.at(MessagesState, f"/admin/messages/{query}")
    await call(state, "load")
    return state


async def opened(desk: Desk, kind: str) -> MessageState:
    rows = (await listed(desk)).rows
    state = desk.at(MessageState, "/admin/messages/")
    await call(state, "open_panel", next(row.id for row in rows if row.channel == kind))
    return state


async def test_an_ordinary_message_is_read_word_by_word(shop: BuiltShop):
    shown = (await opened(await a_desk(shop, Role.CLERK), "email")).shown
    assert (shown.recipient, shown.subject, shown.body) == ("li@example.com", "Paid", "Thank you")


@pytest.mark.parametrize(
    ("role", "mode", "body"),
    [
        (Role.OWNER, "demo", "834211"),
        (Role.OWNER, "shop", "••••••"),
        (Role.MANAGER, "demo", "••••••"),
        (Role.CLERK, "demo", "••••••"),
    ],
)
async def test_a_code_is_shown_to_the_owner_of_a_demo_alone(
    shop: BuiltShop, monkeypatch: pytest.MonkeyPatch, role: Role, mode: str, body: str
):
    from dataclasses import replace

    told = replace(settings(), mode=mode)  # pyright: ignore[reportArgumentType]
    monkeypatch.setattr("commerce.messages.queries.settings", lambda: told)
    desk = await a_desk(shop, role)
    shown = (await opened(desk, "sms")).shown
    assert shown.body == body
    assert shown.masked is (body != "834211")
    if shown.masked:
        assert "834211" not in str(shown)
        assert "13800138000" not in shown.recipient


async def test_lists_hold_no_bodies(shop: BuiltShop):
    rows = (await listed(await a_desk(shop))).rows
    assert len(rows) == 2
    assert all(row.body == "" for row in rows)


async def test_the_url_narrows_to_a_channel_and_to_an_order(shop: BuiltShop):
    sold = await a_product(shop)
    order = await an_order(sold)
    async with transaction(shop.id) as session:
        await write(
            session,
            NewMessage("o:1", "email", "order_placed", "a@b.example", "S", "B", order_id=order.id),
        )
    desk = await a_desk(shop)
    assert [row.channel for row in (await listed(desk, "?channel=sms")).rows] == ["sms"]
    found = (await listed(desk, f"?order={order.number.lower()}")).rows
    assert [row.subject for row in found] == ["S"]
    unknown = await listed(desk, "?order=AAAAAAAAAA")
    assert unknown.refusal is not None
    assert unknown.rows == []


async def test_a_failed_message_is_sent_again_and_a_secret_one_is_not(shop: BuiltShop):
    desk = await a_desk(shop, Role.CLERK)
    ids = {row.channel: row.id for row in (await listed(desk)).rows}
    async with transaction(shop.id) as session:
        from sqlmodel import select

        for row in (await session.exec(select(Message))).all():
            row.state = Sent.FAILED
    state = desk.at(MessageState, "/admin/messages/")
    await call(state, "send_again", ids["email"])
    assert state.refusal is None
    await call(state, "send_again", ids["sms"])
    assert state.refusal is not None
    states = {row.channel: row.state for row in (await listed(desk)).rows}
    assert states == {"email": "queued", "sms": "failed"}


async def test_another_shops_message_is_not_found(shop: BuiltShop):
    ids = [row.id for row in (await listed(await a_desk(shop))).rows]
    state = (await a_desk(await a_shop())).at(MessageState, "/admin/messages/")
    await call(state, "open_panel", ids[0])
    assert state.refusal is not None
    assert not state.opened


async def test_viewers_see_no_messages(shop: BuiltShop):
    desk = await a_desk(shop, Role.VIEWER)
    with pytest.raises(Refused):
        await listed(desk)


def test_each_message_about_an_order_is_named_in_words():
    assert {f"order_{kind}" for kind in TEXTS} <= set(KINDS)


def test_a_cause_that_has_no_words_of_its_own_is_told_as_the_carrier_s():
    assert failure_words("bad_character") == "The carrier refused it: bad character."
    assert failure_words("too_late") == "Its code would have come too late to be of use."
