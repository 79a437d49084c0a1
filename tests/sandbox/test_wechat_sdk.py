"""What the Python SDK for WeChat Pay signs, verifies and decrypts is what the twin takes and sends."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from wechatpayv3 import utils

from tests.providers import wechat_environment
from tests.sandbox_process import Inbox, SandboxProcess

NATIVE = "/v3/pay/transactions/native"


def ask(twin: SandboxProcess, path: str, wanted: dict[str, Any]) -> httpx.Response:
    told = wechat_environment(twin)
    authorization = utils.build_authorization(
        path,
        "POST",
        told["ALLHOURS_WECHAT_MCHID"],
        told["ALLHOURS_WECHAT_SERIAL"],
        utils.load_private_key(told["ALLHOURS_WECHAT_PRIVATE_KEY"]),
        data=json.dumps(wanted),
    )
    headers = {"authorization": authorization, "content-type": "application/json"}
    return httpx.post(twin.url + path, content=json.dumps(wanted), headers=headers)


def an_order(twin: SandboxProcess, inbox: Inbox) -> dict[str, Any]:
    told = wechat_environment(twin)
    return {
        "appid": told["ALLHOURS_WECHAT_APPID"],
        "mchid": told["ALLHOURS_WECHAT_MCHID"],
        "description": "夜宵",
        "out_trade_no": uuid4().hex,
        "time_expire": (datetime.now(UTC) + timedelta(minutes=15)).isoformat(),
        "notify_url": inbox.url,
        "amount": {"total": 1990, "currency": "CNY"},
    }


def is_verified(twin: SandboxProcess, headers: Any, body: bytes) -> bool:
    key = utils.load_public_key(wechat_environment(twin)["ALLHOURS_WECHAT_PUBLIC_KEY"])
    return utils.rsa_verify(
        headers["wechatpay-timestamp"],
        headers["wechatpay-nonce"],
        body.decode(),
        headers["wechatpay-signature"],
        key,
    )


async def test_an_order_is_opened_and_its_notice_verified_and_opened(sandbox_process, inbox):
    wanted = an_order(sandbox_process, inbox)
    answer = ask(sandbox_process, NATIVE, wanted)
    assert answer.status_code == 200, answer.text
    assert is_verified(sandbox_process, answer.headers, answer.content)
    sandbox_process.drive(answer.json()["code_url"].rpartition("=")[2], "pay")
    await inbox.holds(1)
    headers, body = inbox.received[0]
    assert is_verified(sandbox_process, headers, body)
    assert not is_verified(sandbox_process, headers, body + b" ")
    told = json.loads(body)["resource"]
    key = wechat_environment(sandbox_process)["ALLHOURS_WECHAT_V3_KEY"]
    opened = utils.aes_decrypt(told["nonce"], told["ciphertext"], told["associated_data"], key)
    assert opened is not None
    about = json.loads(opened)
    assert (about["out_trade_no"], about["trade_state"]) == (wanted["out_trade_no"], "SUCCESS")
    assert about["amount"]["total"] == 1990


def test_a_request_that_was_touched_is_refused(sandbox_process, inbox):
    wanted = an_order(sandbox_process, inbox)
    good = ask(sandbox_process, NATIVE, wanted)
    headers = {"authorization": good.request.headers["authorization"]}
    body = json.dumps(wanted | {"amount": {"total": 1, "currency": "CNY"}})
    touched = httpx.post(sandbox_process.url + NATIVE, content=body, headers=headers)
    assert (touched.status_code, touched.json()["code"]) == (401, "SIGN_ERROR")
