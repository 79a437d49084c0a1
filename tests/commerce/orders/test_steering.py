"""Staff steer a campaign through its platform, and have what was handed over sent once more."""

import pytest
from sqlmodel import select

from commerce.campaigns.platforms import PlatformDown
from commerce.db.session import transaction
from commerce.errors import InvalidInput, MoveRefused, NotFound
from commerce.ids import new_id
from commerce.messages.models import Message
from commerce.orders import notices, steering
from commerce.orders.handing_again import hand_again
from commerce.secrecy import unseal
from tests.builders import CLERK, a_paid_order, a_product, a_shop
from tests.commerce.orders.test_serving import begun, keys_in, lines_of, platform, seen, served

__all__ = ["platform"]
pytestmark = pytest.mark.usefixtures("shop_database")


async def asked(shop, order, wish):
    """What staff ask for, and the job that it enqueues."""
    view = await seen(shop, order)
    async with transaction(shop.id) as session:
        await steering.steer(session, order.number, view.campaigns[0].id, wish, CLERK)
    return {"shop": str(shop.id), "campaign": str(view.campaigns[0].id), "wish": wish}


@pytest.mark.usefixtures("platform")
async def test_a_campaign_pauses_and_goes_on_and_both_are_in_its_history():
    shop, order = await begun(await a_shop())
    await steering.tell_platform(**await asked(shop, order, "pause"))
    assert (await seen(shop, order)).campaigns[0].state == "paused"
    with pytest.raises(MoveRefused):
        await asked(shop, order, "pause")
    await steering.tell_platform(**await asked(shop, order, "resume"))
    view = await seen(shop, order)
    assert view.campaigns[0].state == "running"
    told = [(event.kind, event.actor_name) for event in view.events[-2:]]
    assert told == [("campaign_paused", CLERK.name), ("campaign_resumed", CLERK.name)]


@pytest.mark.usefixtures("platform")
async def test_a_platform_that_is_down_is_told_later(sandbox_process):
    shop, order = await begun(await a_shop())
    job = await asked(shop, order, "pause")
    sandbox_process.call("POST", "/drive/promotion/faults", json={"down": True})
    with pytest.raises(PlatformDown):
        await steering.tell_platform(**job)
    assert (await seen(shop, order)).campaigns[0].state == "running"
    sandbox_process.call("POST", "/drive/promotion/faults", json={})
    await steering.tell_platform(**job)
    await steering.tell_platform(**job)  # a repeat
    assert (await seen(shop, order)).campaigns[0].state == "paused"


@pytest.mark.usefixtures("platform")
async def test_odd_wishes_and_other_orders_campaigns_are_refused():
    shop, order = await begun(await a_shop())
    with pytest.raises(InvalidInput):
        await asked(shop, order, "likes")
    async with transaction(shop.id) as session:
        with pytest.raises(NotFound):
            await steering.steer(session, order.number, new_id(), "pause", CLERK)


async def test_the_same_keys_are_sent_again_and_none_is_given():
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    await keys_in(shop, "GAME", "KEY-ONE", "KEY-TWO")
    order = await a_paid_order(shop, **lines_of("GAME"))
    await served(shop, order)
    async with transaction(shop.id) as session:
        await hand_again(session, order.number, CLERK)
    await notices.tell(shop.id, [order.id])
    async with transaction(shop.id) as session:
        found = select(Message).where(
            Message.order_id == order.id, Message.kind == "order_handed_again"
        )
        bodies = [str(unseal(m.body_sealed)) for m in await session.exec(found)]
    view = await seen(shop, order)
    assert bodies
    assert all("KEY-ONE" in body and "KEY-TWO" not in body for body in bodies)
    assert view.lines[0].keys == ("KEY-ONE",)


async def test_what_was_not_handed_over_is_not_sent_again():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop)
    async with transaction(shop.id) as session:
        with pytest.raises(MoveRefused):
            await hand_again(session, order.number, CLERK)
