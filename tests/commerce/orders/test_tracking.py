"""Parcels at the sandbox carrier: registered, told of, asked for; repeats and disorder do no harm."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from commerce import clock
from commerce.carriers import CarrierDown, NoticeRefused, registry
from commerce.carriers.sandbox import CarrierAccount, SandboxCarrier
from commerce.db.session import transaction
from commerce.orders import fulfilling, tracking
from commerce.orders.access import order_by_number
from commerce.orders.fulfilling import ShipLines
from commerce.orders.models import Parcel
from commerce.orders.queries import order_view
from tests.builders import CLERK, a_paid_order, a_product, a_shop
from tests.sandbox_process import inbox, sandbox_process

__all__ = ["inbox", "sandbox_process"]
pytestmark = pytest.mark.usefixtures("shop_database")


class Sent:
    """A parcel that was sent, and its carrier."""

    def __init__(self, carrier, process, box, shop, order, parcel):
        self.carrier, self.process, self.box = carrier, process, box
        self.shop, self.order, self.parcel = shop, order, parcel

    async def row(self):
        async with transaction(self.shop.id) as session:
            return await session.get_one(Parcel, self.parcel.id)

    async def view(self):
        async with transaction(self.shop.id) as session:
            order = await order_by_number(session, self.order.number)
            return await order_view(session, order, "en")

    async def drive(self, state, **more):
        ref = (await self.row()).tracker_ref
        url = f"{self.process.url}/carrier/drive/{ref}"
        async with httpx.AsyncClient() as client:
            (await client.post(url, json={"state": state, **more})).raise_for_status()

    async def out_of_order(self, down):
        async with httpx.AsyncClient() as client:
            url = f"{self.process.url}/carrier/drive/faults"
            (await client.post(url, json={"down": down})).raise_for_status()

    async def hear(self, count):
        """Apply what was called back, all of it, in the order that it came."""
        await self.box.holds(count)
        return [
            await tracking.apply("sandbox", self.carrier.read_notice(*told))
            for told in self.box.received
        ]


@pytest_asyncio.fixture
async def sent(sandbox_process, inbox, monkeypatch):
    told = sandbox_process.environment
    account = CarrierAccount(told["ALLHOURS_CARRIER_URL"], told["ALLHOURS_CARRIER_KEY"], inbox.url)
    carrier = SandboxCarrier(account)
    registry.carriers.cache_clear()
    monkeypatch.setattr(registry, "carriers", lambda: {"sandbox": carrier})
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop)
    command = ShipLines(request_key=uuid4(), carrier="SF", tracking_number="SF1", lines={1: 1})
    async with transaction(shop.id) as session:
        parcel = await fulfilling.ship(session, order.number, command, CLERK)
    await tracking.refresh(shop.id, parcel.id)
    yield Sent(carrier, sandbox_process, inbox, shop, order, parcel)
    await carrier._client.aclose()


async def test_a_sent_parcel_is_registered_and_says_how_fresh_its_data_is(sent):
    [parcel] = (await sent.view()).parcels
    assert parcel.state == "announced"
    assert parcel.expected_at > clock.now()
    assert clock.now() - parcel.checked_at < timedelta(minutes=1)


async def test_delivered_by_the_carrier_completes_the_order_however_often_it_is_told(sent):
    await sent.drive("delivered", twice=True)
    assert (await sent.hear(3))[1:].count("repeated") >= 1
    await sent.hear(3)
    view = await sent.view()
    assert (view.status, view.fulfilment_status) == ("completed", "delivered")
    assert [event.kind for event in view.events].count("delivered") == 1
    assert [scan.state for scan in view.parcels[0].scans] == ["delivered", "announced"]


async def test_the_newest_scan_counts_whatever_order_they_come_in(sent):
    await sent.drive("out_for_delivery", delayed=True)
    await sent.drive("picked_up", ago_s=3_600)  # told late: it happened before
    await sent.box.holds(3)
    sent.box.received.reverse()
    await sent.hear(3)
    row = await sent.row()
    assert (row.state, row.delayed) == ("out_for_delivery", True)


async def test_what_nobody_told_is_found_by_asking_once_it_is_stale(sent):
    await sent.drive("exception", silent=True, note="Wrong door")
    assert (await sent.row()).state == "announced"
    async with transaction(sent.shop.id) as session:
        parcel = await session.get_one(Parcel, sent.parcel.id)
        parcel.checked_at = clock.now() - tracking.STALE - timedelta(seconds=1)
    await tracking.ask_stale()
    assert (await sent.row()).state == "exception"


async def test_while_the_carrier_is_down_the_data_stays_as_old_as_it_says(sent):
    before = await sent.row()
    await sent.out_of_order(True)
    try:
        with pytest.raises(CarrierDown):
            await tracking.refresh(sent.shop.id, sent.parcel.id)
    finally:
        await sent.out_of_order(False)
    assert (await sent.row()).checked_at == before.checked_at


async def test_a_notice_that_is_not_signed_by_the_carrier_is_refused(sent):
    await sent.box.holds(1)
    headers, body = sent.box.received[0]
    for wrong in (body.replace(b"announced", b"delivered"), body + b" "):
        with pytest.raises(NoticeRefused):
            sent.carrier.read_notice(headers, wrong)
    with pytest.raises(NoticeRefused):
        sent.carrier.read_notice({}, body)
