"""CommerceError -> RFC 9457 problem details: the one translation of refusals for machines."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.bodies import BodyTooLarge, NotJson, shown
from api.languages import Locale, language_of
from api.wording import message, title
from commerce import errors
from commerce.campaigns.platforms import NoticeRefused as CampaignNoticeRefused
from commerce.carriers import CarrierDown, NoticeRefused
from commerce.errors import CommerceError, InvalidInput, Problem
from commerce.messages.channels import ChannelDown, ReceiptRefused
from commerce.money import Money
from commerce.payments.gateways import CallbackRefused, GatewayDown

log = structlog.get_logger()

STATUS: dict[type[CommerceError], int] = {
    errors.InvalidInput: 422,
    errors.NotFound: 404,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.TooMany: 429,
    errors.Busy: 503,
    errors.StaleEdit: 409,
    errors.Conflict: 409,
    errors.OutOfStock: 409,
    errors.PriceChanged: 409,
    errors.IdempotencyKeyReused: 409,
    errors.TooManyUnpaid: 409,
    errors.MoveRefused: 409,
    errors.OrderingPaused: 503,
    errors.CouponRefused: 422,
    errors.PaymentRefused: 409,
    GatewayDown: 503,
    ChannelDown: 503,
    CallbackRefused: 400,
    NoticeRefused: 400,
    CarrierDown: 503,
    ReceiptRefused: 400,
    CampaignNoticeRefused: 400,
    BodyTooLarge: 413,
    NotJson: 415,
}
MOST_ERRORS = 50
PAUSED_RETRY_SECONDS = 300
PROVIDER_RETRY_SECONDS = 5
AWAY_RETRY_SECONDS = 2
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


class ProblemResponse(JSONResponse):
    """An answer of media type application/problem+json."""

    media_type = "application/problem+json"


def problem(error: CommerceError, locale: Locale) -> ProblemResponse:
    """`error` as problem details in `locale`."""
    status = status_of(error)
    body = {
        "type": error.code,
        "title": title(error.code, locale),
        "status": status,
        **_facts(error, locale),
    }
    headers = {"content-language": locale, "cache-control": "no-store"}
    if (wait := _retry_after(error)) is not None:
        headers["retry-after"] = str(wait)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return ProblemResponse(body, status, headers)


def status_of(error: CommerceError) -> int:
    """The HTTP status of a refusal: its own class's or its nearest ancestor's."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def money(amount: Money) -> dict[str, Any]:
    """Money as it stands in every answer."""
    return {"minor": amount.minor, "currency": amount.currency}


def _facts(error: CommerceError, locale: Locale) -> Mapping[str, Any]:
    """What this kind of refusal tells besides its type."""
    match error:
        case errors.InvalidInput():
            return {"errors": [_field(each, locale) for each in error.problems[:MOST_ERRORS]]}
        case errors.Conflict():
            return {"errors": [_field(Problem(error.field, "taken"), locale)]}
        case errors.TooMany() | errors.Busy():
            return {"retry_after": error.retry_after}
        case _:
            return _facts_of_orders(error, locale)


def _facts_of_orders(error: CommerceError, locale: Locale) -> Mapping[str, Any]:
    match error:
        case errors.OutOfStock():
            short = ({"sku": s.sku, "wanted": s.wanted, "left": s.left} for s in error.short)
            return {"short": list(short)}
        case errors.PriceChanged():
            return {"expected_total": money(error.expected), "total": money(error.actual)}
        case errors.TooManyUnpaid():
            return {"most": error.most}
        case errors.StaleEdit():
            return {"version": error.version}
        case errors.MoveRefused():
            return {"what": error.what, "state": error.state}
        case errors.CouponRefused():
            missing = money(error.missing) if error.missing else None
            field = _field(Problem("coupon", error.cause), locale)
            return {"cause": error.cause, "missing": missing, "errors": [field]}
        case errors.PaymentRefused():
            return {"cause": error.cause, "field": error.field}
        case CallbackRefused() | ReceiptRefused() | NoticeRefused():
            return {"reason": error.reason}
        case _:
            return {}


def _field(each: Problem, locale: Locale) -> dict[str, str]:
    return {
        "field": shown(each.field),
        "code": each.code,
        "message": message(each, locale),
    }


def _retry_after(error: CommerceError) -> int | None:
    match error:
        case errors.TooMany() | errors.Busy():
            return max(1, error.retry_after)
        case errors.OrderingPaused():
            return PAUSED_RETRY_SECONDS
        case GatewayDown() | ChannelDown() | CarrierDown():
            return PROVIDER_RETRY_SECONDS
        case _:
            return None


def install(app: FastAPI) -> None:
    """Let every error that leaves a route of `app` be answered as problem details."""
    app.add_exception_handler(CommerceError, refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(OperationalError, away)
    app.add_exception_handler(PoolExhausted, away)
    app.add_exception_handler(Exception, _broken)  # answered; RequestFrame logs it


async def refused(request: Request, error: Exception) -> Response:
    """The answer to a CommerceError."""
    assert isinstance(error, CommerceError)  # noqa: S101
    return problem(error, language_of(request))


async def _not_valid(request: Request, error: Exception) -> Response:
    """What FastAPI itself refused: a parameter of path, query or header."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [
        Problem(".".join(str(part) for part in each["loc"][1:]), each["type"], _plain(each))
        for each in error.errors()
    ]
    return problem(InvalidInput(found), language_of(request))


def _plain(found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    facts = found.get("ctx") or {}
    return tuple((k, str(v)[:80]) for k, v in facts.items() if isinstance(v, int | float | str))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    locale = language_of(request)
    code = _HTTP_CODES.get(error.status_code, "refused")
    body = {"type": code, "title": title(code, locale), "status": error.status_code}
    return ProblemResponse(body, error.status_code, error.headers)


async def away(request: Request, error: Exception) -> Response:
    """The database does not answer, or has no connection left."""
    log.warning("api.database_away", error=type(error).__name__)
    return problem(errors.Busy(AWAY_RETRY_SECONDS), language_of(request))


async def _broken(request: Request, _error: Exception) -> Response:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return unexpected(request_id, language_of(request))


def unexpected(request_id: str, locale: Locale) -> ProblemResponse:
    """Something of ours broke: the log has it under the request's id, the client gets that id."""
    body = {
        "type": "unexpected",
        "title": title("unexpected", locale),
        "status": 500,
        "request_id": request_id,
    }
    return ProblemResponse(body, 500, {"cache-control": "no-store"})
