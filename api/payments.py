"""Paying: an attempt for an order, and what providers call back."""

import json
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import read_bytes, read_json
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import bearer_of, visiting
from api.languages import language_of
from api.metrics import NOTICES
from api.shapes_orders import PaymentAnswer
from commerce.errors import CommerceError, NotFound, PaymentRefused
from commerce.limits import Limit, count
from commerce.orders import paying, refunding
from commerce.orders.access import order_for_customer
from commerce.orders.finding import number_of
from commerce.orders.models import Order
from commerce.orders.payable import Payable, payable_by_token
from commerce.payments import registry
from commerce.payments.attempts import Attempt
from commerce.payments.devices import is_phone
from commerce.payments.gateways import CallbackRefused, GatewayDown, GatewayReport, PaymentReport
from commerce.payments.models import AttemptState
from commerce.people.parsing import parsed
from commerce.shops.queries import ShopView, shop_at

router = APIRouter(prefix=PREFIX, tags=["Paying"])
log = structlog.get_logger()


class PayOrder(BaseModel):
    """Pay with this method; see /payment-methods."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Annotated[str, Field(min_length=1, max_length=40, examples=["wechat"])]


@router.post(
    "/orders/{number}/payments",
    status_code=201,
    response_model=PaymentAnswer,
    responses=refusals(404, 409, 503, *BODY),
    openapi_extra=body_of(PayOrder),
)
async def pay_order(request: Request, number: str) -> PaymentAnswer:
    """Start an attempt to pay what the order owes; after a failure, start another one."""
    asked = parsed(PayOrder, await read_json(request))
    shop = await shop_at(request.headers.get("host", ""))
    order = await _to_pay(request, shop, number_of(number))
    await count(Limit.PAY_ORDER, str(order.id))
    payment = await paying.start_payment(
        shop,
        order,
        asked.method,
        language_of(request),
        on_phone=is_phone(request.headers.get("user-agent", "")),
    )
    _check_started(payment)
    return PaymentAnswer(
        id=payment.id, status=payment.state, pay_url=payment.pay_url, qr=payment.qr
    )


@router.post(
    "/payments/{provider}/notify",
    status_code=204,
    response_class=Response,
    responses={
        200: {
            "description": "Taken, in the word that the provider waits for.",
            "content": {"text/plain": {"example": "success"}},
        },
        **refusals(400, 404, 409, 413),
    },
)
async def take_notice(request: Request, provider: str) -> Response:
    """What a payment provider calls: believed only if it is signed; repeats change nothing."""
    gateway = registry.gateway(provider)
    body = await read_bytes(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        report = gateway.read_callback(headers, body)
        outcome = await _apply(report, provider, body) if report else "ignored"
    except (CallbackRefused, NotFound, PaymentRefused) as refused:
        _log(refused, provider, headers)
        NOTICES.labels(provider, refused.code).inc()
        raise
    NOTICES.labels(provider, outcome).inc()
    log.info(
        "payments.notice", provider=provider, outcome=outcome, about=report and report.reference
    )
    if gateway.thanks:
        return Response(gateway.thanks, media_type="text/plain")
    return Response(status_code=204)


async def _to_pay(request: Request, shop: ShopView, number: str) -> Order | Payable:
    """The order, for who holds its token or is its customer. Raises NotFound."""
    bearer = bearer_of(request)
    order = await payable_by_token(shop.id, number, bearer) if bearer else None
    if order is not None:
        return order
    async with visiting(request) as at:
        return await order_for_customer(at.session, number, at.customer_id, at.bearer)


async def _apply(report: GatewayReport, provider: str, body: bytes) -> str:
    if isinstance(report, PaymentReport):
        return await paying.apply_report(report, provider, _kept(body))
    return await refunding.apply_refund(report, provider)


def _kept(body: bytes) -> dict[str, Any]:
    """A notice that was believed, as it came: JSON, or the text of a form."""
    try:
        return json.loads(body)
    except ValueError:
        return {"form": body.decode("ascii")}


def _log(refused: CommerceError, provider: str, headers: dict[str, str]) -> None:
    """Which notice was refused and why; never its body or signature."""
    notice = headers.get("webhook-id", "")[:80]
    log.warning(
        "payments.notice_refused",
        provider=provider,
        notice=notice,
        code=refused.code,
        why=str(refused),
    )


def _check_started(payment: Attempt) -> None:
    """Raise what kept an attempt from opening: the provider's cause, or its silence."""
    if payment.state == AttemptState.STARTING or payment.cause == GatewayDown.code:
        raise GatewayDown(payment.provider, maybe_done=payment.state == AttemptState.STARTING)
    if payment.state == AttemptState.FAILED:
        raise PaymentRefused(payment.cause, payment.field or None)
