"""Stripe's API under /stripe/v1, as far as a shop with Checkout asks for it."""

import asyncio
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, read_body
from sandbox.refusals import Refusal
from sandbox.stripe import objects
from sandbox.stripe.forms import ITEM, LOCALES, REFUND, SESSION, Form
from sandbox.till import Till
from sandbox.till.drive import refuse_strangers
from sandbox.till.payments import announce_payment, end_payment, open_payment, payment
from sandbox.till.refunds import open_refund
from sandbox.till.refunds import refund as known_refund

WIRE = "stripe"
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
Answer = Callable[[Request, bytes], dict[str, Any]]


class StripeApi:
    """Routes for the one account whose key this twin holds; `endpoint`: where its webhooks go."""

    def __init__(self, till: Till, endpoint: str) -> None:
        self._till = till
        self._endpoint = endpoint

    def routes(self) -> list[Route]:
        """Every route of the API, and the dashboard's way to name an endpoint."""
        sessions = "/stripe/v1/checkout/sessions"
        return [
            Route("/stripe/v1/account", self._asked(self._account), methods=["GET"]),
            Route(sessions, self._asked(self._open), methods=["POST"]),
            Route(sessions + "/{id}", self._asked(self._query), methods=["GET"]),
            Route(sessions + "/{id}/expire", self._asked(self._expire), methods=["POST"]),
            Route("/stripe/v1/refunds", self._asked(self._refund), methods=["POST"]),
            Route("/stripe/v1/refunds/{id}", self._asked(self._query_refund), methods=["GET"]),
            Route("/drive/stripe", self._set_endpoint, methods=["POST"]),
        ]

    def _asked(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def route(request: Request) -> Response:
            headers = {"request-id": "req_" + secrets.token_hex(7)}
            faults = self._till.faults
            try:
                body = await read_body(request)
                if faults.provider_down:
                    raise Refusal(503, "", "Stripe is down.")
                self._check_key(request)
                told = answer(request, body)
                await asyncio.sleep(faults.delay_seconds)
                if faults.broken:
                    raise Refusal(500, "", "An unknown error occurred.")
            except Refusal as refusal:
                status = 400 if refusal.status in (409, 422) else refusal.status
                return JSONResponse({"error": _error(refusal)}, status, headers)
            return JSONResponse(told, headers=headers)

        return route

    def _check_key(self, request: Request) -> None:
        told = request.headers.get("authorization", "")
        known = f"Bearer {self._till.keys.stripe_key}"
        if not hmac.compare_digest(told.encode(), known.encode()):
            raise Refusal(401, "", "Invalid API Key provided.")

    def _account(self, _request: Request, _body: bytes) -> dict[str, Any]:
        return {"id": self._till.keys.stripe_account, "object": "account", "charges_enabled": True}

    def _open(self, request: Request, body: bytes) -> dict[str, Any]:
        form = Form(body, SESSION)
        form.one_of("mode", ("payment",))
        form.one_of("payment_method_types[0]", ("card",), "card")
        name = form.text(f"{ITEM}[price_data][product_data][name]", 250)
        locale = form.one_of("locale", LOCALES, "auto")
        units = form.whole(f"{ITEM}[price_data][unit_amount]")
        wanted = {
            "merchant_reference": form.text("client_reference_id", 200, ""),
            "amount": units * form.whole(f"{ITEM}[quantity]"),
            "currency": form.text(f"{ITEM}[price_data][currency]", 3).upper(),
            "description": name,
            "shop_name": name[:100],
            "locale": "zh" if locale.startswith("zh") else "en",
            "method": "card",
            "return_url": form.text("success_url", 1000),
            "notify_url": self._endpoint,
            "expires": form.expires_at(),
            "extra": {
                "cancel_url": form.fields.get("cancel_url"),
                "metadata": form.metadata(),
                "intent_metadata": form.metadata("payment_intent_data[metadata]"),
            },
        }
        row = open_payment(self._till, _key(request), _members(wanted), WIRE)
        return objects.session(self._till, row)

    def _query(self, request: Request, _body: bytes) -> dict[str, Any]:
        return objects.session(self._till, payment(self._till, request.path_params["id"]))

    def _expire(self, request: Request, _body: bytes) -> dict[str, Any]:
        row = payment(self._till, request.path_params["id"])
        if row["status"] != "pending":
            said = "Only Checkout Sessions with a status in [open] can be expired."
            raise Refusal(400, "", said)
        with self._till.store.transaction():
            ended = end_payment(self._till, row["id"], "expired")
            announce_payment(self._till, ended)
        return objects.session(self._till, ended)

    def _refund(self, request: Request, body: bytes) -> dict[str, Any]:
        form = Form(body, REFUND)
        reason = form.one_of("reason", REASONS) if "reason" in form.fields else ""
        intent = form.text("payment_intent", 60)
        paid = payment(self._till, objects.PREFIX + intent.removeprefix(objects.INTENT))
        wanted = {
            "payment_id": paid["id"],
            "merchant_reference": "stripe",
            "amount": form.whole("amount", str(paid["amount"])),
            "currency": paid["currency"],
            "reason": reason,
            "notify_url": paid["notify_url"],
            "extra": {"metadata": form.metadata()},
        }
        return objects.refund(open_refund(self._till, _key(request), _members(wanted), WIRE))

    def _query_refund(self, request: Request, _body: bytes) -> dict[str, Any]:
        return objects.refund(known_refund(self._till, request.path_params["id"]))

    async def _set_endpoint(self, request: Request) -> Response:
        refuse_strangers(request)
        fields = Fields(await read_body(request))
        self._endpoint = fields.callback_url("endpoint", self._till.allowed_origins)
        return JSONResponse({"endpoint": self._endpoint})


def _members(wanted: dict[str, Any]) -> Fields:
    return Fields(json.dumps(wanted).encode())


def _key(request: Request) -> str:
    """Stripe takes requests without a key, too; no two of those are the same."""
    key = request.headers.get("idempotency-key") or secrets.token_hex(16)
    if len(key) > 255:
        raise Refusal(400, "", "Idempotency-Key: 255 characters at most.")
    return f"{WIRE}:{key}"


def _error(refusal: Refusal) -> dict[str, Any]:
    kind = "api_error" if refusal.status >= 500 else "invalid_request_error"
    if refusal.code == "idempotency_key_reused":
        kind = "idempotency_error"
    told = {"type": kind, "message": refusal.message}
    told |= {"code": refusal.code} if refusal.code else {}
    return told | ({"param": refusal.field} if refusal.field else {})
