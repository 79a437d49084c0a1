"""The payment writer: batches, what is not plain in them, one bad report, lost connections."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import col, select

from commerce import clock
from commerce.db.direct import CommitUnknown
from commerce.db.session import transaction
from commerce.errors import Busy, NotFound, PaymentRefused
from commerce.ids import new_id
from commerce.money import Money
from commerce.orders import applying, expiring, payment_writer
from commerce.orders.access import order_by_id
from commerce.orders.models import Order, OrderEvent
from commerce.orders.payment_writer import PaymentWriter
from commerce.orders.reports import Attempt, Reported
from commerce.payments.gateways import PaymentReport
from commerce.payments.models import AttemptState, Payment, PaymentEvent
from tests.builders import a_payment, a_product, a_shop, an_order, stock_of
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("shop_database")
AN_HOUR = timedelta(hours=1)


async def an_attempt(shop, placed, **changes):
    async with transaction(shop.id) as session:
        payment = a_payment(await order_by_id(session, placed.id), AttemptState.PENDING)
        for name, value in changes.items():
            setattr(payment, name, value)
        session.add(payment)
    return payment


async def attempts_in(shop, count):
    placed = await asyncio.gather(*(an_order(shop) for _ in range(count)))
    return [await an_attempt(shop, one) for one in placed]


def reported(payment, status="succeeded", *, event="", raw=None, **changes):
    values: dict[str, Any] = {
        "provider_ref": payment.provider_ref,
        "reference": str(payment.id),
        "status": status,
        "amount": Money(payment.amount_minor, payment.currency),
        "at": clock.now(),
        "event_id": event or new_id().hex,
    }
    return Reported.of(PaymentReport(**(values | changes)), "sandbox", raw or {"told": "so"})


async def apply_all(reports, writer=None) -> list[Any]:
    writer = writer or PaymentWriter()
    outcomes = await asyncio.gather(*map(writer.apply, reports), return_exceptions=True)
    await writer.drain()
    return outcomes


async def traces(shop, payment):
    """All that is kept of a payment, without what differs from one to the next."""
    async with transaction(shop.id) as session:
        order = (await session.exec(select(Order).where(Order.id == payment.order_id))).one()
        mine = OrderEvent.order_id == order.id
        timeline = await session.exec(select(OrderEvent).where(mine).order_by(col(OrderEvent.n)))
        kept = select(PaymentEvent).where(PaymentEvent.payment_id == payment.id)
        jobs = await session.run(
            text("SELECT task_name FROM procrastinate_jobs WHERE args ->> 'orders' LIKE :order"),
            {"order": f"%{order.id.hex}%"},
        )
        rows = [
            order,
            await session.get_one(Payment, payment.id),
            *timeline.all(),
            *(await session.exec(kept)).all(),
        ]
        told = str([(type(row).__name__, _plain(row)) for row in rows] + sorted(jobs.all()))
        return told.replace(payment.id.hex, "ID").replace(str(payment.id), "ID")


def _plain(row):
    own = {"id", "order_id", "number", "order_number", "provider_ref", "provider_event"}
    timed = {"at", "placed_at", "created_at", "received_at", "expires_at", "hold_expires_at"}
    sealed = {"contact_sealed", "address_sealed", "promise", "payment_id"}
    told = row.model_dump(exclude=own | timed | sealed)
    return {k: v is not None if k.endswith("_at") else v for k, v in sorted(told.items())}


async def test_a_batch_leaves_the_same_traces_as_the_exact_path(monkeypatch):
    shop = await a_product(await a_shop())
    plain, exact = await attempts_in(shop, 2)
    row = _attempt(shop, exact)
    assert await applying.apply(reported(exact), row) == "paid"
    monkeypatch.setattr(payment_writer, "apply", None)  # nothing of it is needed
    assert await apply_all([reported(plain)]) == ["paid"]
    assert await traces(shop, plain) == await traces(shop, exact)


def _attempt(shop, payment):
    head = (payment.id, shop.id, payment.order_id, payment.order_number, "sandbox")
    return Attempt(*head, payment.provider_ref, payment.amount_minor, payment.currency)


async def test_thirty_payments_take_as_many_statements_as_one():
    shop = await a_product(await a_shop(), stock=1_000)
    one, many = await attempts_in(shop, 1), await attempts_in(shop, 30)
    writer = PaymentWriter()
    with counted() as few:
        await asyncio.gather(*(writer.apply(reported(payment)) for payment in one))
    with counted() as more:
        assert set(await apply_all([reported(p) for p in many], writer)) == {"paid"}
    # who pays, which events were here, the capture, one job
    assert len(few) == len([s for s in more if not s.startswith("DISCARD")]) == 4, more


async def test_an_attempt_whose_start_was_never_answered_gets_its_reference():
    shop = await a_product(await a_shop())
    payment = await an_attempt(shop, await an_order(shop), provider_ref=None, state="starting")
    assert await apply_all([reported(payment, provider_ref="pay_late")]) == ["paid"]
    assert (await stored(shop, payment)).provider_ref == "pay_late"


async def stored(shop, payment):
    async with transaction(shop.id) as session:
        return await session.get_one(Payment, payment.id)


async def test_what_is_not_plain_gets_its_own_answer_beside_the_plain():
    shop = await a_product(await a_shop(), stock=100)
    late = await an_attempt(shop, await an_order(shop))
    rare = await a_product(shop, "RARE", stock=1)
    gone = await an_attempt(rare, await an_order(rare, "RARE"))
    with clock.at(clock.now() + AN_HOUR):
        await expiring.expire_unpaid()
    await an_order(rare, "RARE")  # somebody else has it now
    plain, declined, asked, wrong, twice = await attempts_in(shop, 5)
    second = await an_attempt(shop, await placed_of(shop, twice))
    again = reported(plain)
    reports = {
        "paid": again,
        "repeated": again,
        "failed": reported(declined, "failed", cause="no_funds"),
        "ignored": reported(asked, "pending"),
        "paid_late": reported(late),
        "refunded_late": reported(gone),
        "wrong": reported(wrong, amount=Money(1, "CNY")),
        "stranger": reported(wrong, reference=str(new_id())),
        "other": reported(wrong, provider_ref="pay_other"),
        "paid too": reported(twice),
        "paid_twice": reported(second),
    }
    outcomes = dict(zip(reports, await apply_all(list(reports.values())), strict=True))
    assert isinstance(outcomes.pop("wrong"), PaymentRefused)
    assert isinstance(outcomes.pop("stranger"), NotFound)
    assert isinstance(outcomes.pop("other"), NotFound)
    assert outcomes.pop("paid too") == "paid"
    assert outcomes == {name: name for name in outcomes}
    assert await stock_of(rare, "RARE") == 0


async def placed_of(shop, payment):
    async with transaction(shop.id) as session:
        return await order_by_id(session, payment.order_id)


async def test_one_bad_report_fails_alone():
    shop = await a_product(await a_shop(), stock=100)
    payments = await attempts_in(shop, 9)
    reports = [reported(payment) for payment in payments]
    reports[4] = reported(payments[4], raw={"no database takes": "\0"})
    outcomes = await apply_all(reports)
    assert isinstance(outcomes.pop(4), Exception)
    assert outcomes == ["paid"] * 8
    assert (await stored(shop, payments[4])).state == AttemptState.PENDING
    assert await apply_all([reported(payments[4])]) == ["paid"]


class Cutting:
    """Cuts the connection of a writer's first transaction: before or after its commit."""

    def __init__(self, writer: PaymentWriter, *, kept: bool) -> None:
        self._transaction = writer._connection.transaction
        self._kept = kept
        self.cuts = 1

    @asynccontextmanager
    async def transaction(self):
        async with self._transaction() as connection:
            yield connection
            if self.cuts and not self._kept:
                self.cuts = 0
                raise psycopg.OperationalError("cut before the commit")
        if self.cuts:
            self.cuts = 0
            raise CommitUnknown("cut at the commit")


@pytest.mark.parametrize("kept", [True, False])
async def test_a_lost_connection_loses_and_doubles_nothing(monkeypatch, kept):
    shop = await a_product(await a_shop(), stock=100)
    payments = await attempts_in(shop, 3)
    writer = PaymentWriter()
    cutting = Cutting(writer, kept=kept)
    monkeypatch.setattr(writer._connection, "transaction", cutting.transaction)
    assert await apply_all([reported(p) for p in payments], writer) == ["paid"] * 3
    assert cutting.cuts == 0
    for payment in payments:
        assert (await placed_of(shop, payment)).paid_minor == payment.amount_minor


async def test_an_unknown_commit_that_is_not_found_is_asked_for_again(monkeypatch):
    shop = await a_product(await a_shop())
    [payment] = await attempts_in(shop, 1)
    report, writer = reported(payment), PaymentWriter()

    async def lost(*_given: object, **_more: object) -> object:
        raise CommitUnknown("nobody knows")

    with monkeypatch.context() as patch:
        patch.setattr(writer, "_write", lost)
        with pytest.raises(Busy):
            await writer.apply(report)
    assert await apply_all([report], writer) == ["paid"]


async def test_after_draining_reports_are_asked_to_come_again():
    shop = await a_product(await a_shop())
    [payment] = await attempts_in(shop, 1)
    writer = PaymentWriter()
    await writer.drain()
    with pytest.raises(Busy):
        await writer.apply(reported(payment))


STORIES = st.lists(
    st.tuples(
        st.integers(0, 1),  # which order
        st.integers(0, 1),  # which of its attempts
        st.sampled_from(["succeeded", "succeeded", "failed", "pending", "expired"]),
        st.integers(0, 2),  # which event
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15)
@given(STORIES)
async def test_whatever_comes_at_once_money_counts_once_an_attempt(stories):
    shop = await a_product(await a_shop())
    placed = [await an_order(shop) for _ in range(2)]
    payments = [[await an_attempt(shop, one) for _ in range(2)] for one in placed]
    reports = [
        reported(payments[order][attempt], status, event=f"{payments[order][attempt].id}-{event}")
        for order, attempt, status, event in stories
    ]
    outcomes = await apply_all(reports)
    assert not [one for one in outcomes if isinstance(one, BaseException)]
    for mine in payments:
        now = [await stored(shop, payment) for payment in mine]
        order = await placed_of(shop, mine[0])
        captured = [p for p in now if p.state == AttemptState.SUCCEEDED]
        assert order.paid_minor == sum(payment.amount_minor for payment in captured)
        assert order.payment_status == ("paid" if captured else "unpaid")
        async with transaction(shop.id) as session:
            told = (
                await session.exec(select(OrderEvent).where(OrderEvent.order_id == order.id))
            ).all()
        assert [e.kind for e in told].count("paid") == min(1, len(captured))
        assert sorted(event.n for event in told) == list(range(1, order.event_count + 1))
