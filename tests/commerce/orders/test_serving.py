"""Serving: what is there at once is given at payment, campaigns are followed and settled."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select

from commerce import clock
from commerce.campaigns import registry
from commerce.campaigns.platforms import CampaignReport, Status
from commerce.campaigns.platforms.sandbox import SandboxPlatform
from commerce.campaigns.queries import campaigns_of
from commerce.catalog.files import put_file
from commerce.catalog.kinds import all_kinds, counted_kinds, kinds_fulfilled_by, kinds_with_keys
from commerce.catalog.models import Variant
from commerce.db.session import transaction
from commerce.errors import InvalidInput, MoveRefused, NotFound, OutOfStock
from commerce.ids import joined_ids, new_id
from commerce.messages.models import Message
from commerce.orders import campaigning, cancelling, refunding, serving
from commerce.orders.access import order_by_number
from commerce.orders.models import OrderLine
from commerce.orders.queries import order_view
from commerce.orders.refund_pieces import RefundLine
from commerce.people.actors import Actor, ActorKind
from commerce.secrecy import unseal
from commerce.settings import settings
from commerce.stock.keys import add_keys, give_keys
from tests.builders import CLERK, a_paid_order, a_product, a_shop, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")
GUEST = Actor(ActorKind.GUEST, None, "")
NOWHERE = {"address": None, "delivery_method": None}
VIDEO = "https://www.youtube.com/watch?v=abc"
INPUTS = {"platform": "youtube", "link": VIDEO, "contact": "li@example.com"}


def lines_of(sku: str, quantity: Any = 1, **inputs: Any) -> dict[str, Any]:
    return {"lines": [{"sku": sku, "quantity": quantity, "inputs": inputs}], **NOWHERE}


async def a_package(shop, sku="VIEWS", units=1_000, price=9_999):
    """A promotion package of so many impressions."""
    shop = await a_product(shop, sku, price=price, stock=0, kind="promotion")
    async with transaction(shop.id) as session:
        variant = (await session.exec(select(Variant).where(Variant.sku == sku))).one()
        variant.units = units
    return shop


async def keys_in(shop, sku, *keys):
    async with transaction(shop.id) as session:
        return await add_keys(session, CLERK, shop.variants[sku], "\n".join(keys))


async def served(shop, order):
    await serving.serve_orders(shop=str(shop.id), orders=joined_ids([order.id]))
    return await seen(shop, order)


async def seen(shop, order):
    async with transaction(shop.id) as session:
        return await order_view(session, await order_by_number(session, order.number), "en")


@pytest_asyncio.fixture
async def platform(sandbox_process, monkeypatch):
    for name, value in sandbox_process.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    registry.platforms.cache_clear()
    monkeypatch.setattr(campaigning, "ASK_AFTER", timedelta(0))
    yield sandbox_process
    sandbox_process.call("POST", "/drive/promotion/faults", json={})
    for used in registry.platforms().values():
        assert isinstance(used, SandboxPlatform)
        await used.close()
    monkeypatch.undo()
    settings.cache_clear()
    registry.platforms.cache_clear()


async def begun(shop, link=VIDEO, quantity=1, price=9_999):
    """A paid campaign that the platform was told to begin; its notices reach nobody."""
    shop = await a_package(shop, price=price)
    order = await a_paid_order(shop, **lines_of("VIEWS", quantity, **(INPUTS | {"link": link})))
    await served(shop, order)
    await campaigning.begin_campaigns()
    return shop, order


async def ended(shop, order):
    """Ask until the campaign is over, as when every notice is lost."""
    async with asyncio.timeout(15):
        while (view := await seen(shop, order)).campaigns[0].state != "ended":
            await asyncio.sleep(0.1)
            await campaigning.follow_up()
    return view


async def test_keys_are_there_once_it_is_paid_and_each_is_sold_once():
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    added = await keys_in(shop, "GAME", "AAA-1", "AAA-2", "AAA-2", "AAA-3")
    assert (added.added, added.known, added.twice, added.left) == (3, 0, 1, 3)
    first = await a_paid_order(shop, **lines_of("GAME", 2))
    second = await a_paid_order(shop, **lines_of("GAME", 1))
    one, other = await served(shop, first), await served(shop, second)
    assert (one.lines[0].keys, other.lines[0].keys) == (("AAA-1", "AAA-2"), ("AAA-3",))
    assert (one.fulfilment_status, one.status) == ("delivered", "completed")
    assert (await served(shop, first)).lines[0].keys == ("AAA-1", "AAA-2")
    with pytest.raises(OutOfStock):
        await a_paid_order(shop, **lines_of("GAME", 1))
    assert await stock_of(shop, "GAME") == 0


async def test_the_message_holds_the_keys_and_the_timeline_does_not():
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    await keys_in(shop, "GAME", "SECRET-KEY")
    order = await a_paid_order(shop, **lines_of("GAME"))
    view = await served(shop, order)
    async with transaction(shop.id) as session:
        found = select(Message).where(Message.order_id == order.id)
        told = {m.kind: m for m in await session.exec(found) if m.channel == "email"}
    assert "SECRET-KEY" in unseal(told["order_handed_over"].body_sealed)
    assert told["order_handed_over"].secret
    assert "SECRET-KEY" not in str([event.facts for event in view.events])


async def test_what_was_handed_over_is_not_refunded_by_pieces():
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    await keys_in(shop, "GAME", "A-1")
    order = await a_paid_order(shop, **lines_of("GAME"))
    await served(shop, order)
    async with transaction(shop.id) as session:
        with pytest.raises(InvalidInput) as refused:
            await refunding.refund_lines(
                session,
                order.number,
                [RefundLine(1, 1, restock=True)],
                delivery=False,
                reason="",
                actor=CLERK,
            )
    assert refused.value.problems[0].code == "not_refundable"


@pytest.mark.race
@pytest.mark.parametrize("locked", [True, False])
async def test_no_key_is_given_twice_however_many_ask_at_once(locked, monkeypatch):
    """Twenty take one of twenty keys each; the control asks without the lock and fails."""
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    await keys_in(shop, "GAME", *(f"K-{n}" for n in range(20)))
    if not locked:
        from sqlalchemy.sql.selectable import Select

        monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    gate = asyncio.Barrier(10)

    async def take():
        async with transaction(shop.id) as session:
            await session.exec(select(OrderLine.n).limit(1))
            await gate.wait()
            order = new_id()
            given = await give_keys(session, shop.variants["GAME"], order, 1, 2)
            await asyncio.sleep(0)
            return order, given

    taken = await asyncio.gather(*(take() for _ in range(10)))
    async with transaction(shop.id) as session:
        from commerce.stock.keys import keys_of

        mine = [len((await keys_of(session, order)).get(1, ())) for order, _ in taken]
    whole = [given for _, given in taken] == mine == [2] * 10
    assert whole is locked


async def test_a_file_is_there_once_it_is_paid():
    shop = await a_product(await a_shop(), "BOOK", stock=0, kind="download")
    async with transaction(shop.id) as session:
        await put_file(session, shop.variants["BOOK"], "book.pdf", b"%PDF-1")
        with pytest.raises(InvalidInput):
            await put_file(session, shop.variants["BOOK"], "page.html", b"<script>")
    order = await a_paid_order(shop, **lines_of("BOOK"))
    assert (await seen(shop, order)).lines[0].file == ""
    view = await served(shop, order)
    assert (view.lines[0].file, view.address, view.status) == ("book.pdf", None, "completed")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"platform": "myspace"}, "platform", "unknown"),
        ({"link": "http://youtube.com/watch?v=1"}, "link", "video_link"),
        ({"link": "https://me:secret@youtube.com/watch?v=1"}, "link", "video_link"),
        ({"link": "https://evil.example/youtube.com"}, "link", "link_elsewhere"),
        ({"contact": "nobody"}, "contact", "phone_or_email"),
        ({"starts_at": "2020-01-01T00:00"}, "starts_at", "in_the_past"),
        ({"starts_at": "soon"}, "starts_at", "moment"),
        ({"password": "hunter2"}, "password", "extra_forbidden"),
    ],
)
async def test_each_answer_of_a_package_is_checked_at_its_field(changes, field, code):
    shop = await a_package(await a_shop())
    with pytest.raises(InvalidInput) as refused:
        await a_paid_order(shop, **lines_of("VIEWS", **(INPUTS | changes)))
    assert [(p.field, p.code) for p in refused.value.problems] == [
        (f"lines.0.inputs.{field}", code)
    ]


async def test_whom_to_ask_is_kept_sealed():
    shop = await a_package(await a_shop())
    order = await a_paid_order(shop, **lines_of("VIEWS", **INPUTS))
    async with transaction(shop.id) as session:
        line = (await session.exec(select(OrderLine).where(OrderLine.order_id == order.id))).one()
    assert "li@example.com" not in str(line.inputs)
    assert (await seen(shop, order)).lines[0].inputs["contact"] == "li@example.com"


async def test_a_package_is_delivered_whole_and_completes_its_order(platform):
    shop, order = await begun(await a_shop())
    assert (await seen(shop, order)).fulfilment_status == "fulfilled"
    view = await ended(shop, order)
    campaign = view.campaigns[0]
    assert (campaign.ordered, campaign.delivered, campaign.refunded_minor) == (1_000, 1_000, 0)
    assert (view.fulfilment_status, view.status, view.refunded.minor) == (
        "delivered",
        "completed",
        0,
    )
    assert [s.delivered for s in campaign.steps] == sorted({s.delivered for s in campaign.steps})


async def test_what_a_package_does_not_deliver_goes_back_to_the_cent(platform):
    shop, order = await begun(await a_shop(), VIDEO + "&short=1", quantity=3)
    view = await ended(shop, order)
    campaign = view.campaigns[0]
    assert (campaign.ordered, campaign.delivered) == (3_000, 1_860)
    paid = 3 * 9_999
    assert view.refunded.minor == campaign.refunded_minor == paid - paid * 1_860 // 3_000


async def test_a_rejected_package_goes_back_whole(platform):
    shop, order = await begun(await a_shop(), VIDEO + "&broken=1")
    view = await seen(shop, order)
    assert (view.campaigns[0].cause, view.refunded) == ("video_not_found", view.total)


async def test_a_platform_that_is_down_is_asked_again_with_the_same_key(platform):
    platform.call("POST", "/drive/promotion/faults", json={"down": True})
    shop, order = await begun(await a_shop())
    assert (await seen(shop, order)).campaigns[0].state == "starting"
    platform.call("POST", "/drive/promotion/faults", json={})
    with clock.at(clock.now() + timedelta(minutes=1)):
        await campaigning.begin_campaigns()
    assert (await seen(shop, order)).campaigns[0].state == "running"


async def test_repeats_and_late_reports_never_take_back_what_was_delivered(platform):
    shop, order = await begun(await a_shop(), VIDEO + "&silent=1")
    async with transaction(shop.id) as session:
        campaign = (await campaigns_of(session, order.id))[0]

    def report(delivered: int, status: Status = "running"):
        return CampaignReport(campaign.provider_ref or "", str(campaign.id), status, delivered)

    assert await campaigning.apply_report(report(500), "sandbox") == "moved"
    assert await campaigning.apply_report(report(500), "sandbox") == "ignored"
    assert await campaigning.apply_report(report(200), "sandbox") == "ignored"
    assert await campaigning.apply_report(report(1_030, "completed"), "sandbox") == "settled"
    assert await campaigning.apply_report(report(900, "ended"), "sandbox") == "ignored"
    view = (await seen(shop, order)).campaigns[0]
    assert (view.delivered, view.refunded_minor) == (1_000, 0)
    with pytest.raises(NotFound):
        await campaigning.apply_report(CampaignReport("x", str(new_id()), "ended", 1), "sandbox")


async def test_it_begins_at_the_chosen_time_and_may_be_cancelled_before(platform):
    shop = await a_package(await a_shop())
    later = clock.now() + timedelta(days=2)
    inputs = INPUTS | {"starts_at": later.isoformat()}
    orders = [await a_paid_order(shop, **lines_of("VIEWS", **inputs)) for _ in range(2)]
    for order in orders:
        await served(shop, order)
    await campaigning.begin_campaigns()
    assert {(await seen(shop, o)).campaigns[0].state for o in orders} == {"scheduled"}
    async with transaction(shop.id) as session:
        locked = await order_by_number(session, orders[0].number, lock=True)
        await cancelling.cancel(session, locked, GUEST)
    with clock.at(later + timedelta(seconds=1)):
        await campaigning.begin_campaigns()
    states = [(await seen(shop, o)).campaigns[0].state for o in orders]
    assert states == ["cancelled", "running"]
    async with transaction(shop.id) as session:
        locked = await order_by_number(session, orders[1].number, lock=True)
        with pytest.raises(MoveRefused):
            await cancelling.cancel(session, locked, GUEST)


async def test_one_order_holds_all_kinds_and_its_status_follows_its_lines(platform):
    shop = await a_package(await a_product(await a_shop()))
    shop = await a_product(shop, "GAME", stock=0, kind="keys")
    await keys_in(shop, "GAME", "A-1")
    lines = [{"sku": "TEA", "quantity": 1}, {"sku": "GAME", "quantity": 1}]
    order = await a_paid_order(
        shop, lines=[*lines, {"sku": "VIEWS", "quantity": 1, "inputs": INPUTS}]
    )
    view = await served(shop, order)
    assert (view.fulfilment_status, [line.to_ship for line in view.lines]) == ("partial", [1, 0, 0])
    await campaigning.begin_campaigns()
    view = await ended(shop, order)
    assert (view.fulfilment_status, view.status) == ("partial", "open")


THIRD_KIND = '''
"""Certificates: words for whoever is named, at once."""
from commerce.catalog.kinds.kind import Fulfilment, Kind, KindInputs, Refund, StockCounting, asked


class CertificateInputs(KindInputs):
    """Whose name stands on it."""

    whose: str = asked({"en": "Whose name", "zh": "姓名"}, min_length=2, max_length=40)


KIND = Kind(
    code="certificate",
    name={"en": "Certificate", "zh": "证书"},
    inputs_model=CertificateInputs,
    stock=StockCounting.UNLIMITED,
    fulfilment=Fulfilment.INSTANT,
    refund=Refund.NONE,
    hands_over=lambda inputs: {"en": f"Certificate for {inputs['whose']}"},
)
'''


async def test_a_further_kind_is_one_file_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "certificate.py").write_text(THIRD_KIND)
    monkeypatch.setenv("ALLHOURS_KINDS_DIR", str(tmp_path))
    caches = (settings, all_kinds, counted_kinds, kinds_fulfilled_by, kinds_with_keys)
    for cached in caches:
        cached.cache_clear()
    try:
        shop = await a_product(await a_shop(), "CERT", stock=0, kind="certificate")
        with pytest.raises(InvalidInput) as refused:
            await a_paid_order(shop, **lines_of("CERT"))
        assert refused.value.problems[0].field == "lines.0.inputs.whose"
        order = await a_paid_order(shop, **lines_of("CERT", whose="Han Mei"))
        view = await served(shop, order)
        assert (view.lines[0].note, view.status) == ("Certificate for Han Mei", "completed")
        assert [(a.label, a.words) for a in view.lines[0].answers] == [("Whose name", "Han Mei")]
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()
