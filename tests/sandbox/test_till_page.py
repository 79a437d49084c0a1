"""The till's page over HTTP: what it shows, and where it sends the browser."""

import re

import pytest

from tests.sandbox.test_till_api import opened


def page(sandbox, payment, locale="en"):
    return sandbox.call("GET", f"/pay/{payment['id']}", params={"locale": locale})


def choose(sandbox, payment, **form):
    return sandbox.call("POST", f"/pay/{payment['id']}?locale=en", data=form)


async def test_it_shows_shop_amount_and_time_in_both_languages(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "page", amount=123456, shop_name="Tea & <Co>")
    english, chinese = page(sandbox_process, payment), page(sandbox_process, payment, "zh")
    assert "Pay ¥1,234.56" in english.text
    assert '<html lang="en">' in english.text
    assert "支付 ¥1,234.56" in chinese.text
    assert '<html lang="zh-CN">' in chinese.text
    for shown in (english.text, chinese.text):
        assert "Tea &amp; &lt;Co&gt;" in shown
        assert re.search(r'data-seconds="(8\d\d|900)"', shown)
        assert "$" not in re.sub(r"\$\d", "", shown)


async def test_paying_returns_to_the_shop(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "returning")
    answer = choose(sandbox_process, payment, outcome="pay")
    assert answer.status_code == 303
    wanted = f"http://localhost:3000/orders/1?from=till&payment={payment['id']}"
    assert answer.headers["location"] == wanted
    policy = answer.headers.get("content-security-policy", "")
    assert policy == ""
    shown = page(sandbox_process, payment)
    assert "This payment is paid" in shown.text
    assert 'name="outcome"' not in shown.text


async def test_the_form_may_end_at_the_shop(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "policy")
    policy = page(sandbox_process, payment).headers["content-security-policy"]
    assert policy.endswith("form-action 'self' http://localhost:3000")


async def test_declining_returns_too(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "declining")
    answer = choose(sandbox_process, payment, outcome="decline", cause="card_expired")
    assert answer.status_code == 303
    seen = sandbox_process.look(payment["id"])
    assert (seen["status"], seen["cause"], seen["field"]) == ("failed", "card_expired", "expiry")


async def test_a_provider_that_is_down_charges_nothing_and_can_be_tried_again(
    sandbox_process, inbox
):
    payment = opened(sandbox_process, inbox, "page-down")
    answer = choose(sandbox_process, payment, outcome="provider_down")
    assert answer.status_code == 503
    assert "Nothing was charged" in answer.text
    assert sandbox_process.look(payment["id"])["status"] == "pending"
    assert choose(sandbox_process, payment, outcome="pay").status_code == 303


async def test_a_time_out_after_charging_shows_an_error_and_charges(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "page-timeout")
    answer = choose(sandbox_process, payment, outcome="timeout_after", delay_s="0.3")
    assert answer.status_code == 504
    assert sandbox_process.look(payment["id"])["status"] == "succeeded"
    await inbox.holds(1)


async def test_a_second_choice_shows_what_became_of_the_first(sandbox_process, inbox):
    payment = opened(sandbox_process, inbox, "page-twice")
    choose(sandbox_process, payment, outcome="pay")
    again = choose(sandbox_process, payment, outcome="decline")
    assert again.status_code == 303
    assert again.headers["location"] == f"/pay/{payment['id']}?locale=en"
    assert sandbox_process.look(payment["id"])["status"] == "succeeded"


@pytest.mark.parametrize("form", [{"outcome": "x"}, {"outcome": "late", "delay_s": "nan"}, {}])
async def test_a_form_that_does_not_parse_changes_nothing(sandbox_process, inbox, form):
    payment = opened(sandbox_process, inbox, f"page-bad-{len(form)}-{form.get('delay_s')}")
    assert choose(sandbox_process, payment, **form).status_code == 422
    assert sandbox_process.look(payment["id"])["status"] == "pending"


async def test_an_unknown_payment_is_not_found(sandbox_process):
    answer = sandbox_process.call("GET", "/pay/pay_unknown?locale=zh")
    assert answer.status_code == 404
    assert "没有这笔付款" in answer.text
