"""The till's wire: what it takes, refuses, signs and repeats, asked without our adapter."""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox_process import Inbox, SandboxProcess, condition, signed


def a_request(inbox: Inbox, **changed: Any) -> dict[str, Any]:
    soon = datetime.now(UTC) + timedelta(minutes=15)
    return {
        "merchant_reference": "attempt-1",
        "amount": 1990,
        "currency": "CNY",
        "description": "Night noodles",
        "shop_name": "Allhours",
        "locale": "en",
        "method": "wechat",
        "return_url": "http://localhost:3000/orders/1?from=till",
        "notify_url": inbox.url,
        "expires_at": soon.isoformat(),
    } | changed


def ask(
    sandbox: SandboxProcess,
    method: str,
    target: str,
    body: Any = None,
    *,
    key: str = "",
    age: int = 0,
    merchant_key: str | None = None,
    merchant_id: str | None = None,
    sent: bytes | None = None,
) -> httpx.Response:
    content = b"" if body is None else json.dumps(body).encode()
    env = sandbox.environment
    merchant_key = merchant_key or env["ALLHOURS_SANDBOX_MERCHANT_KEY"]
    headers = signed(merchant_key, method, target, content, idempotency_key=key, age=age)
    headers["x-merchant"] = merchant_id or env["ALLHOURS_SANDBOX_MERCHANT_ID"]
    content = content if sent is None else sent
    return httpx.request(method, sandbox.url + target, content=content, headers=headers)


def opened(sandbox: SandboxProcess, inbox: Inbox, key: str, **changed: Any) -> dict[str, Any]:
    answer = ask(sandbox, "POST", "/v1/payments", a_request(inbox, **changed), key=key)
    assert answer.status_code == 201, answer.text
    return answer.json()


def code_of(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["field"]


async def test_a_repeat_with_the_same_key_finds_the_same_payment(sandbox_process, inbox):
    body = a_request(inbox)
    first = ask(sandbox_process, "POST", "/v1/payments", body, key="same").json()
    again = ask(sandbox_process, "POST", "/v1/payments", body, key="same").json()
    assert first["id"] == again["id"]
    other = ask(sandbox_process, "POST", "/v1/payments", body | {"amount": 1}, key="same")
    assert code_of(other) == (409, "idempotency_key_reused", None)


async def test_a_key_signs_for_its_request_alone(sandbox_process, inbox):
    body = a_request(inbox)
    other_body = json.dumps(body | {"amount": 1}).encode()
    tampered = ask(sandbox_process, "POST", "/v1/payments", body, sent=other_body, key="k-forged")
    assert code_of(tampered) == (401, "signature_wrong", None)
    foreign = ask(
        sandbox_process, "POST", "/v1/payments", body, merchant_key="another", key="k-forged"
    )
    assert code_of(foreign) == (401, "signature_wrong", None)
    stranger = ask(
        sandbox_process, "POST", "/v1/payments", body, merchant_id="m_other", key="k-forged"
    )
    assert code_of(stranger) == (401, "merchant_unknown", None)
    for age in (301, -330):
        old = ask(sandbox_process, "POST", "/v1/payments", body, age=age, key="k-forged")
        assert code_of(old) == (401, "timestamp_stale", None)
    unsigned = sandbox_process.call(
        "POST",
        "/v1/payments",
        json=body,
        headers={"x-merchant": sandbox_process.environment["ALLHOURS_SANDBOX_MERCHANT_ID"]},
    )
    assert code_of(unsigned) == (401, "signature_missing", None)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"amount": 0}, "out_of_range", "amount"),
        ({"amount": 1.5}, "out_of_range", "amount"),
        ({"amount": True}, "out_of_range", "amount"),
        ({"currency": "yuan"}, "too_long", "currency"),
        ({"currency": "cny"}, "unknown_currency", "currency"),
        ({"method": "cash"}, "unknown_choice", "method"),
        ({"locale": "fr"}, "unknown_choice", "locale"),
        ({"merchant_reference": ""}, "required", "merchant_reference"),
        ({"description": "x" * 301}, "too_long", "description"),
        ({"description": "a\r\nb"}, "bad_character", "description"),
        ({"return_url": "javascript:alert(1)"}, "not_a_url", "return_url"),
        ({"return_url": 'http://a/"><script>'}, "not_a_url", "return_url"),
        ({"notify_url": "http://192.0.2.1/notify"}, "not_allowed", "notify_url"),
        ({"notify_url": "http://localhost@192.0.2.1/"}, "not_allowed", "notify_url"),
        ({"expires_at": "2020-01-01T00:00:00+00:00"}, "out_of_range", "expires_at"),
        ({"expires_at": "tomorrow"}, "not_a_moment", "expires_at"),
        ({"expires_at": "2099-01-01T00:00:00"}, "zone_missing", "expires_at"),
    ],
)
async def test_a_bad_field_is_named(sandbox_process, inbox, changed, code, field):
    answer = ask(sandbox_process, "POST", "/v1/payments", a_request(inbox, **changed), key="bad")
    assert code_of(answer) == (422, code, field)


@pytest.mark.parametrize("content", [b"[]", b"{", b"\xff", b"[" * 50_000])
async def test_a_body_that_is_no_object_is_refused(sandbox_process, content):
    target = "/v1/payments"
    env = sandbox_process.environment
    headers = signed(
        env["ALLHOURS_SANDBOX_MERCHANT_KEY"], "POST", target, content, idempotency_key="n"
    )
    headers["x-merchant"] = env["ALLHOURS_SANDBOX_MERCHANT_ID"]
    answer = sandbox_process.call("POST", target, content=content, headers=headers)
    assert answer.status_code == 400


async def test_a_body_has_a_limit(sandbox_process):
    answer = sandbox_process.call("POST", "/v1/payments", content=b"x" * 70_000)
    assert code_of(answer) == (413, "body_too_large", None)


async def test_a_callback_is_repeated_until_taken(sandbox_process, inbox):
    inbox.statuses = [500, 302, 404]
    payment = opened(sandbox_process, inbox, "repeated")
    sandbox_process.drive(payment["id"], "pay")
    await inbox.holds(4)
    assert len({headers["webhook-id"] for headers, _ in inbox.received}) == 1
    await condition(lambda: sandbox_process.look(payment["id"])["callbacks"][0]["state"] == "done")
    assert sandbox_process.look(payment["id"])["callbacks"][0]["attempts"] == 4


async def test_a_payment_ends_once(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "once")
    sandbox_process.drive(payment["id"], "decline", cause="wrong_cvc")
    again = sandbox_process.call("POST", f"/drive/{payment['id']}", json={"outcome": "pay"})
    assert code_of(again) == (409, "not_pending", None)
    await inbox.holds(1)
    told = json.loads(inbox.received[0][1])
    assert (told["type"], told["data"]["cause"], told["data"]["field"]) == (
        "payment.failed",
        "wrong_cvc",
        "cvc",
    )


async def test_time_runs_out(sandbox_process, inbox):
    soon = datetime.now(UTC) + timedelta(seconds=0.6)
    payment = opened(sandbox_process, inbox, "expiring", expires_at=soon.isoformat())
    await inbox.holds(1)
    assert json.loads(inbox.received[0][1])["type"] == "payment.expired"
    assert sandbox_process.look(payment["id"])["status"] == "expired"


async def test_a_killed_till_forgets_nothing(sandbox_process, inbox):
    paid = opened(sandbox_process, inbox, "survivor")
    sandbox_process.drive(paid["id"], "late", delay_s=1.5)
    waiting = opened(sandbox_process, inbox, "survivor-2")
    sandbox_process.kill()
    sandbox_process.start()
    assert sandbox_process.look(paid["id"])["status"] == "succeeded"
    assert sandbox_process.look(waiting["id"])["status"] == "pending"
    await inbox.holds(1)
    assert json.loads(inbox.received[0][1])["data"]["id"] == paid["id"]


async def test_only_programs_of_this_machine_drive(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "driven")
    path = f"/drive/{payment['id']}"
    for headers in (
        {"x-forwarded-for": "127.0.0.1"},
        {"host": "shop.example"},
        {"origin": "http://localhost:3000"},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = sandbox_process.call("POST", path, json={"outcome": "pay"}, headers=headers)
        assert answer.status_code == 403, headers
    assert sandbox_process.look(payment["id"])["status"] == "pending"


async def test_unknown_outcomes_and_payments_are_refused(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "unknown")
    wrong = sandbox_process.call("POST", f"/drive/{payment['id']}", json={"outcome": "explode"})
    assert code_of(wrong) == (422, "unknown_choice", "outcome")
    missing = sandbox_process.call("POST", "/drive/pay_none", json={"outcome": "pay"})
    assert code_of(missing) == (404, "payment_unknown", None)
    gone = ask(sandbox_process, "GET", "/v1/payments/pay_none")
    assert code_of(gone) == (404, "payment_unknown", None)


async def test_a_second_process_on_the_same_state_is_refused(sandbox_process):
    twin = SandboxProcess(sandbox_process.state_dir, 1, 2)
    with pytest.raises(AssertionError, match="ended at its start"):
        twin.start()


async def test_keys_are_the_owners_alone(sandbox_process):
    modes = {path.name: path.stat().st_mode & 0o077 for path in sandbox_process.state_dir.iterdir()}
    assert "keys.json" in modes
    assert set(modes.values()) == {0}, modes
    told = sandbox_process.call("GET", "/v1/keys").json()["keys"]
    public = sandbox_process.environment["ALLHOURS_SANDBOX_PUBLIC_KEY"]
    assert told == [{"algorithm": "ed25519", "public_key": public}]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_is_lean(sandbox_process):
    rollup = Path(f"/proc/{sandbox_process.process.pid}/smaps_rollup").read_text()
    pss = int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])
    assert pss < 50 * 1024, f"{pss} KiB"


async def test_time_is_told_in_utc(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "utc")
    created = datetime.fromisoformat(payment["created"])
    assert created.utcoffset() == timedelta(0)
    assert abs(created.timestamp() - time.time()) < 10
