"""Stripe's own SDK understands the twin, and believes its webhooks: the wire is the real one."""

import time

import pytest
import stripe

from tests.providers import keys, stripe_environment, stripe_header
from tests.sandbox_process import Inbox, SandboxProcess

# What Stripe's own tests of its SDK sign with.
SECRET = "whsec_test_secret"
PAYLOAD = b'{"id": "evt_test_webhook", "object": "event", "data": {"object": {}}}'


@pytest.fixture
def client(sandbox_process: SandboxProcess, inbox: Inbox) -> stripe.StripeClient:
    sandbox_process.call("POST", "/drive/stripe", json={"endpoint": inbox.url}).raise_for_status()
    told = stripe_environment(sandbox_process)
    return stripe.StripeClient(
        told["ALLHOURS_STRIPE_KEY"],
        base_addresses={"api": told["ALLHOURS_STRIPE_URL"]},
        max_network_retries=0,
    )


def opened(client: stripe.StripeClient) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": "attempt-1",
            "success_url": "http://localhost:3000/orders/1",
            "locale": "en",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 1990,
                        "product_data": {"name": "Tea"},
                    },
                }
            ],
            "payment_intent_data": {"metadata": {"reference": "attempt-1"}},
            "expires_at": int(time.time()) + 1900,
        }
    )


async def test_a_session_is_opened_paid_and_refunded_through_the_sdk(
    client, sandbox_process, inbox
):
    session = opened(client)
    assert (session.status, session.payment_status, session.amount_total) == (
        "open",
        "unpaid",
        1990,
    )
    sandbox_process.drive(session.id, "pay")
    await inbox.holds(1)
    headers, body = inbox.received[0]
    secret = keys(sandbox_process)["stripe_webhook_secret"]
    event = client.construct_event(body, headers["stripe-signature"], secret)
    assert event.type == "checkout.session.completed"
    assert event.data.object.id == session.id
    paid = client.v1.checkout.sessions.retrieve(session.id)
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 990})
    assert (refund.status, refund.amount, refund.currency) == ("succeeded", 990, "eur")


async def test_a_webhook_that_was_touched_is_not_believed_by_the_sdk(
    client, sandbox_process, inbox
):
    session = opened(client)
    sandbox_process.drive(session.id, "pay")
    await inbox.holds(1)
    headers, body = inbox.received[0]
    secret = keys(sandbox_process)["stripe_webhook_secret"]
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(body + b" ", headers["stripe-signature"], secret)


def test_errors_are_the_sdks_own(client):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create({"mode": "payment", "surprise": "1"})
    assert (refusal.value.code, refusal.value.param) == ("parameter_unknown", "surprise")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.retrieve("cs_test_none")


def test_what_we_sign_in_tests_is_what_the_sdk_signs():
    moment = int(time.time())
    header = stripe_header(SECRET, PAYLOAD, moment)["stripe-signature"]
    assert stripe.WebhookSignature.verify_header(PAYLOAD.decode(), header, SECRET, tolerance=10)
