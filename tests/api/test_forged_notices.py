"""Notices that are forged, old, for others or repeated: none of them moves money.

For each provider, each kind of forgery and each of `VARIANTS`: 1,080 in all, each counted where
the operator sees it.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, func, select

from api.metrics import NOTICES
from commerce import clock
from commerce.db.session import transaction
from commerce.orders import refunding
from commerce.orders.access import order_by_number
from commerce.payments.models import PaymentEvent, Refund
from commerce.people.actors import SYSTEM
from sandbox.keys import Keys, keys_of, new_keys
from tests.provider_cases import Case
from tests.providers import Notice, keys
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.usefixtures("shop_database")
VARIANTS = range(27)
REFUSED = ("callback_refused", "not_found", "payment_refused")
# None of them CNY.
CURRENCIES = (
    "USD EUR GBP HKD TWD SGD AUD CAD CHF SEK NOK DKK PLN CZK HUF TRY INR THB MYR PHP IDR BRL MXN"
    " ZAR NZD ILS AED"
)
Forger = Callable[[Case, Notice, int], Notice]


class Forgery(StrEnum):
    """What is wrong with a notice."""

    SIGNATURE = "a signature that somebody made up"
    TOUCHED = "one bit is another"
    TRUNCATED = "the end is missing"
    AMOUNT = "another amount"
    CURRENCY = "another currency"
    MERCHANT = "for another merchant"
    ORDER = "of a payment that is not there"
    UNKNOWN_KEY = "signed with another key"


def made_up(case: Case, notice: Notice, n: int) -> Notice:
    seed = hashlib.sha512(str(n).encode()).digest()
    moment = int(clock.now().timestamp())
    told = (
        f"t={moment},v1={seed[:32].hex()}",
        "v1a," + base64.b64encode(seed).decode(),
        base64.b64encode(seed * 4).decode(),
    )
    return case.provider.missigned(notice, told[n % len(told)])


def touched(_case: Case, notice: Notice, n: int) -> Notice:
    headers, body = notice
    said = body.partition(b"&sign=")[0]
    at = len(said) * n // len(VARIANTS)
    return headers, body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def truncated(_case: Case, notice: Notice, n: int) -> Notice:
    headers, body = notice
    return headers, body[: len(body) * n // len(VARIANTS)]


def of_another_amount(case: Case, notice: Notice, n: int) -> Notice:
    minor = 1_800 + (n + 1) * (-1 if n % 2 else 1)
    return case.provider.recharged(case.twin, notice, minor, "CNY")


def in_another_currency(case: Case, notice: Notice, n: int) -> Notice:
    return case.provider.recharged(case.twin, notice, 1_800, CURRENCIES.split()[n])


def for_another_merchant(case: Case, notice: Notice, n: int) -> Notice:
    return case.provider.rewritten(
        case.twin, notice, lambda told: case.provider.misdirect(told, str(10**15 + n))
    )


def of_nothing(case: Case, notice: Notice, n: int) -> Notice:
    return case.provider.rewritten(
        case.twin, notice, lambda told: case.provider.rename(told, str(UUID(int=10**30 + n)))
    )


def signed_by_a_stranger(case: Case, notice: Notice, n: int) -> Notice:
    """The very same words, or dearer or cheaper ones, with keys that are as good and not theirs."""
    stranger = replace(case.twin, state_dir=case.twin.state_dir / "stranger")
    return case.provider.rewritten(
        case.twin, notice, lambda told: case.provider.charge(told, 1_800 + n, "CNY"), stranger
    )


FORGERS: dict[Forgery, Forger] = {
    Forgery.SIGNATURE: made_up,
    Forgery.TOUCHED: touched,
    Forgery.TRUNCATED: truncated,
    Forgery.AMOUNT: of_another_amount,
    Forgery.CURRENCY: in_another_currency,
    Forgery.MERCHANT: for_another_merchant,
    Forgery.ORDER: of_nothing,
    Forgery.UNKNOWN_KEY: signed_by_a_stranger,
}


@pytest.fixture(scope="module", autouse=True)
def stranger(sandbox_process: SandboxProcess) -> Path:
    """Somebody who knows all that the providers do, but the keys that they sign with."""
    known, own = Keys(**keys(sandbox_process)), new_keys()
    private = ("signing_key", "stripe_webhook_secret", "wechat_signing_key", "alipay_signing_key")
    folder = sandbox_process.state_dir / "stranger"
    keys_of(folder)
    theirs = replace(known, **{name: getattr(own, name) for name in private})
    (folder / "keys.json").write_text(json.dumps(asdict(theirs)))
    return folder


def out_of_time(case: Case) -> Iterator[timedelta]:
    """Before a notice can have been sent, and after the last time that it may come."""
    for n in VARIANTS:
        yield -timedelta(minutes=6 + n)
        yield case.provider.repeats + timedelta(hours=2 + n)


def refusals(case: Case) -> float:
    return sum(NOTICES.labels(case.provider.name, code)._value.get() for code in REFUSED)


async def events(case: Case) -> int:
    async with transaction(case.shop.id) as session:
        return (await session.exec(select(func.count()).select_from(PaymentEvent))).one()


async def refused(case: Case, notice: Notice) -> bool:
    return await case.passed_on(notice) in (400, 404, 409)


async def test_no_forged_notice_is_accepted_and_each_is_counted(case: Case) -> None:
    genuine = await case.notice(await case.started())
    before = refusals(case)
    for forgery in Forgery:
        for n in VARIANTS:
            assert await refused(case, FORGERS[forgery](case, genuine, n)), (forgery, n)
    for off in out_of_time(case):
        with clock.at(clock.now() + off):
            assert await refused(case, genuine), off
    assert not await case.is_paid()
    assert await events(case) == 0
    assert refusals(case) - before == len(VARIANTS) * (len(Forgery) + 2)
    assert await case.is_taken(genuine)  # so it was the forging that they were refused for
    assert await case.is_paid()


async def test_a_notice_a_hundred_times_twenty_at_once_is_one_capture(case: Case) -> None:
    notice = await case.notice(await case.started())
    for _ in range(5):
        taken = await asyncio.gather(*(case.is_taken(notice) for _ in range(20)))
        assert all(taken)
    assert await events(case) == 1
    await stands_paid_once(case)


async def test_a_notice_that_comes_again_later_or_after_a_refund_changes_nothing(
    case: Case,
) -> None:
    notice = await case.notice(await case.started())
    assert await case.is_taken(notice)
    for later in (timedelta(minutes=1), timedelta(days=1)):
        with clock.at(clock.now() + later):
            if later < case.provider.repeats:
                assert await case.is_taken(notice)
            else:
                assert await refused(case, notice)
        await stands_paid_once(case)
    await given_back(case)
    before = await case.seen()
    assert before["payment_status"] == "refunded"
    assert await case.is_taken(notice)
    assert await case.seen() == before
    assert await events(case) == 1


async def stands_paid_once(case: Case) -> None:
    seen = await case.seen()
    assert (seen["status"], seen["payment_status"]) == ("open", "paid")
    assert [each["status"] for each in seen["payments"]] == ["succeeded"]
    async with transaction(case.shop.id) as session:
        order = await order_by_number(session, case.number)
    assert (order.paid_minor, order.refunded_minor) == (1_800, 0)


async def given_back(case: Case) -> None:
    """All of it, through the provider."""
    async with transaction(case.shop.id) as session:
        order = await order_by_number(session, case.number, lock=True)
        await refunding.refund_rest(session, order, restock=False, reason="cold", actor=SYSTEM)
        asked = (await session.exec(select(Refund).where(col(Refund.order_id) == order.id))).one()
    await refunding.send_refund(str(case.shop.id), str(asked.id))
