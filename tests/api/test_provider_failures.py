"""Provider x failure: whatever a provider does, in the end the order is paid once, to the cent."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest

from commerce import clock
from commerce.db.session import transaction
from commerce.money import Money
from commerce.orders import expiring, settling
from commerce.orders.access import order_by_number
from commerce.payments import registry
from commerce.payments.gateways.asking import Asker
from commerce.payments.ledger import Balance, balances
from commerce.settings import settings
from tests.builders import stock_of
from tests.provider_cases import Case
from tests.providers import PROVIDERS
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.usefixtures("shop_database")


class Failure(StrEnum):
    """What goes wrong."""

    TIMEOUT_AT_OPENING = "timeout at opening"
    ERROR_AT_OPENING = "500 at opening"
    DOWN_AT_OPENING = "down at opening"
    DECLINED = "declined"
    NOTICE_BEFORE_ANSWER = "webhook before the answer"
    NOTICE_TWICE = "webhook twice"
    NOTICE_LATE = "late webhook"
    NOTICE_NEVER = "no webhook"
    FORGED = "forged"
    REPLAYED = "replayed"
    WRONG_AMOUNT = "wrong amount"
    WRONG_CURRENCY = "wrong currency"


async def opening_fails(case: Case, **faults: Any) -> None:
    """It may have been done or not: the next try finds or opens the one session."""
    gateway = registry.gateway(case.provider.name)
    patient, hasty = gateway._asker, Asker(to_answer=0.2)  # pyright: ignore[reportAttributeAccessIssue]
    gateway._asker = hasty  # pyright: ignore[reportAttributeAccessIssue]
    case.twin.faults(**faults)
    assert (await case.start()).status_code == 503
    case.twin.faults()
    gateway._asker = patient  # pyright: ignore[reportAttributeAccessIssue]
    await hasty.close()
    assert not await case.is_paid()
    assert await case.is_taken(await case.notice(await case.started()))


async def timeout_at_opening(case: Case) -> None:
    await opening_fails(case, delay_ms=500)
    assert len((await case.seen())["payments"]) == 1


async def error_at_opening(case: Case) -> None:
    await opening_fails(case, broken=True)
    assert len((await case.seen())["payments"]) == 1


async def down_at_opening(case: Case) -> None:
    await opening_fails(case, provider_down=True)


async def declined(case: Case) -> None:
    if not case.provider.tells_declines:  # its customer tries again in the app, on the same attempt
        reference = await case.started()
        case.twin.drive(reference, "decline")
        assert [each["status"] for each in (await case.seen())["payments"]] == ["pending"]
        assert await case.started() == reference
        assert await case.is_taken(await case.notice(reference))
        return
    assert await case.is_taken(await case.notice(await case.started(), "decline"))
    [attempt] = (await case.seen())["payments"]
    assert (attempt["status"], attempt["cause"]) == ("failed", "insufficient_funds")
    assert await case.is_taken(await case.notice(await case.started()))
    assert len((await case.seen())["payments"]) == 2


async def notice_before_answer(case: Case) -> None:
    gateway = registry.gateway(case.provider.name)
    asked = gateway.start

    async def start(command: Any) -> Any:
        begun = await asked(command)
        reference = case.provider.driven(begun.pay_url, begun.qr)
        assert await case.is_taken(await case.notice(reference))
        return begun

    gateway.start = start
    assert (await case.start()).status_code == 201


async def notice_twice(case: Case) -> None:
    notice = await case.notice(await case.started(), "twice", count=2)
    assert await case.is_taken(notice)
    assert await case.is_taken(case.inbox.received[-2])


async def notice_late(case: Case) -> None:
    notice = await case.notice(await case.started())
    with clock.at(clock.now() + timedelta(hours=1)):
        await expiring.expire_unpaid()
    assert (await case.seen())["status"] == "cancelled"
    assert await case.is_taken(notice)


async def notice_never(case: Case) -> None:
    case.twin.drive(await case.started(), "never")
    async with transaction(case.shop.id) as session:
        order = await order_by_number(session, case.number)
    assert await settling.ask_for_order(case.shop.id, order.id)


async def forged(case: Case) -> None:
    headers, body = await case.notice(await case.started())
    for wrong in (
        (headers, body.replace(case.number.encode(), b"0000000000") + b" "),
        case.provider.unsigned((headers, body)),
        case.provider.missigned((headers, body), "t=1,v1=00"),
        (headers, b""),
        (headers, body[:-1]),
    ):
        assert await case.passed_on(wrong) == 400
    assert not await case.is_paid()
    assert await case.is_taken((headers, body))


async def replayed(case: Case) -> None:
    notice = await case.notice(await case.started())
    assert await case.is_taken(notice)
    for later in (timedelta(minutes=4), timedelta(minutes=6), timedelta(days=1)):
        with clock.at(clock.now() + later):
            if later < case.provider.repeats:
                assert await case.is_taken(notice)
            else:
                assert await case.passed_on(notice) == 400
    with clock.at(clock.now() + case.provider.repeats + timedelta(hours=2)):
        assert await case.passed_on(notice) == 400


async def another_charge(case: Case, minor: int, currency: str) -> None:
    notice = await case.notice(await case.started())
    wrong = case.provider.recharged(case.twin, notice, minor, currency)
    assert await case.passed_on(wrong) == 409
    assert not await case.is_paid()
    assert await case.is_taken(notice)


async def wrong_amount(case: Case) -> None:
    await another_charge(case, 1_799, "CNY")


async def wrong_currency(case: Case) -> None:
    await another_charge(case, 1_800, "EUR")


HAPPENING: dict[Failure, Callable[[Case], Awaitable[None]]] = {
    Failure.TIMEOUT_AT_OPENING: timeout_at_opening,
    Failure.ERROR_AT_OPENING: error_at_opening,
    Failure.DOWN_AT_OPENING: down_at_opening,
    Failure.DECLINED: declined,
    Failure.NOTICE_BEFORE_ANSWER: notice_before_answer,
    Failure.NOTICE_TWICE: notice_twice,
    Failure.NOTICE_LATE: notice_late,
    Failure.NOTICE_NEVER: notice_never,
    Failure.FORGED: forged,
    Failure.REPLAYED: replayed,
    Failure.WRONG_AMOUNT: wrong_amount,
    Failure.WRONG_CURRENCY: wrong_currency,
}


@pytest.mark.parametrize("failure", Failure)
async def test_the_order_is_paid_once_and_the_books_are_right(case: Case, failure: Failure) -> None:
    await HAPPENING[failure](case)
    seen = await case.seen()
    assert (seen["status"], seen["payment_status"]) == ("open", "paid")
    assert [each["status"] for each in seen["payments"]].count("succeeded") == 1
    assert await stock_of(case.shop) == 9
    async with transaction(case.shop.id) as session:
        order = await order_by_number(session, case.number)
        assert (order.paid_minor, order.refunded_minor) == (1_800, 0)
        assert await balances(session, order.id) == [
            Balance(f"provider:{case.provider.name}", Money(1_800, "CNY")),
            Balance("sales", Money(-1_800, "CNY")),
        ]


def test_every_provider_goes_through_every_failure(
    sandbox_process: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for provider in PROVIDERS:
        for name, value in provider.environment(sandbox_process).items():
            monkeypatch.setenv(name, value)
    settings.cache_clear()
    registry.gateways.cache_clear()
    assert set(registry.gateways()) == {provider.name for provider in PROVIDERS}
    assert set(HAPPENING) == set(Failure)
    registry.gateways.cache_clear()
    monkeypatch.undo()
    settings.cache_clear()
