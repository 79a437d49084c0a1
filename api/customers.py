"""Accounts: registering, logging in and out, codes by SMS, one's own details."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth import set_cookie
from api.bodies import read_json
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import Visit, client_ip, customer_at, visiting
from api.shapes_people import CodeAnswer, CustomerAnswer, SessionAnswer
from commerce.carts import editing
from commerce.limits import Limit, count
from commerce.orders.attaching import attach_guest_orders
from commerce.people import codes, login, profile, registering, sessions
from commerce.people.codes import Purpose
from commerce.people.login import LogIn
from commerce.people.models import PersonKind
from commerce.people.parsing import parsed
from commerce.people.profile import EditProfile
from commerce.people.queries import CustomerView
from commerce.people.registering import EnterByPhone, Register
from commerce.settings import settings
from commerce.wishes.wishing import bring_wishes
from ui.cookies import CUSTOMER

router = APIRouter(prefix=PREFIX, tags=["Customers"])

Phone = Annotated[str, Field(max_length=32)]
Code = Annotated[str, Field(max_length=32)]
Password = Annotated[str, Field(max_length=1000)]
Remember = Annotated[bool, Field(description="Stay logged in for 30 days")]


class RegisterBody(Register):
    """A new account by e-mail and password."""

    remember: Remember = False


class LogInBody(LogIn):
    """E-mail or phone, and the password."""

    remember: Remember = False


class PhoneLogInBody(EnterByPhone):
    """A phone and the code that was texted to it; the first time it makes the account."""

    remember: Remember = False


class AskedPurpose(StrEnum):
    """What anybody may have a code texted for; one for a new password is asked for elsewhere."""

    LOG_IN = Purpose.LOG_IN
    VERIFY_PHONE = Purpose.VERIFY_PHONE


class AskCode(BaseModel):
    """Text a code to this phone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: Phone
    purpose: Annotated[AskedPurpose, Field(description="verify_phone: to take it as one's own")] = (
        AskedPurpose.LOG_IN
    )


class ChangePhone(BaseModel):
    """Another phone, with a code for verify_phone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: Phone
    code: Code


class ChangePassword(BaseModel):
    """The old password (empty if there is none yet) and the new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    old: Password = ""
    new: Password


@router.post(
    "/customers",
    status_code=201,
    response_model=SessionAnswer,
    responses=refusals(404, 409, *BODY),
    openapi_extra=body_of(RegisterBody),
)
async def register(request: Request, response: Response) -> SessionAnswer:
    """Make an account and be logged in to it."""
    command = RegisterBody.parse(await read_json(request))
    async with visiting(request) as at:
        customer = await registering.register(
            at.session, at.shop, command, locale=at.locale, client_ip=at.client_ip
        )
        return await entered(at, response, customer, remember=command.remember)


@router.post(
    "/codes",
    status_code=202,
    response_model=CodeAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(AskCode),
)
async def send_code(request: Request) -> CodeAnswer:
    """Text a code: six digits, good for five minutes and five tries."""
    asked = parsed(AskCode, await read_json(request))
    async with visiting(request) as at:
        sent = await codes.send_code(
            at.session,
            at.shop,
            Purpose(asked.purpose),
            asked.phone,
            locale=at.locale,
            client_ip=at.client_ip,
        )
        return CodeAnswer(phone=sent.phone, resend_seconds=sent.resend_seconds)


@router.post(
    "/sessions",
    status_code=201,
    response_model=SessionAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(LogInBody),
)
async def log_in(request: Request, response: Response) -> SessionAnswer:
    """Log in with a password; what a guest had in the cart comes along."""
    command = LogInBody.parse(await read_json(request))
    async with visiting(request) as at:
        customer = await login.log_in(at.session, at.shop, command, client_ip=at.client_ip)
        return await entered(at, response, customer, remember=command.remember)


@router.post(
    "/sessions/by-phone",
    status_code=201,
    response_model=SessionAnswer,
    responses=refusals(404, 409, *BODY),
    openapi_extra=body_of(PhoneLogInBody),
)
async def log_in_by_phone(request: Request, response: Response) -> SessionAnswer:
    """Log in with a phone and the code that was texted to it; registers whoever is new."""
    command = PhoneLogInBody.parse(await read_json(request))
    async with visiting(request) as at:
        customer = await registering.enter_by_phone(
            at.session, at.shop, command, locale=at.locale, client_ip=at.client_ip
        )
        return await entered(at, response, customer, remember=command.remember)


@router.delete(
    "/sessions/current",
    status_code=204,
    response_class=Response,
    responses=refusals(401, 404),
)
async def log_out(request: Request) -> Response:
    """End this session."""
    async with customer_at(request) as at:
        await sessions.end_session(at.session, PersonKind.CUSTOMER, at.session_token)
    response = Response(status_code=204)
    response.delete_cookie(
        CUSTOMER, httponly=True, samesite="lax", secure=settings().secure_cookies
    )
    return response


@router.get("/me", response_model=CustomerAnswer, responses=refusals(401, 404))
async def show_me(request: Request) -> CustomerAnswer:
    """One's own details."""
    async with customer_at(request) as at:
        return CustomerAnswer.model_validate(at.customer)


@router.patch(
    "/me",
    response_model=CustomerAnswer,
    responses=refusals(401, 404, 409, *BODY),
    openapi_extra=body_of(EditProfile),
)
async def edit_me(request: Request) -> CustomerAnswer:
    """Save name and e-mail; `version` is that of what you read."""
    body = await read_json(request)
    await count(Limit.CHANGE_IP, client_ip(request))
    async with customer_at(request) as at:
        saved = await profile.edit_profile(at.session, at.customer, EditProfile.parse(body))
        return CustomerAnswer.model_validate(saved)


@router.put(
    "/me/phone",
    response_model=CustomerAnswer,
    responses=refusals(401, 404, 409, *BODY),
    openapi_extra=body_of(ChangePhone),
)
async def change_phone(request: Request) -> CustomerAnswer:
    """Take another phone, proven by a code."""
    body = await read_json(request)
    await count(Limit.LOGIN_IP, client_ip(request))
    async with customer_at(request) as at:
        asked = parsed(ChangePhone, body)
        saved = await profile.change_phone(
            at.session, at.shop, at.customer, asked.phone, asked.code
        )
        await attach_guest_orders(at.session, saved)
        return CustomerAnswer.model_validate(saved)


@router.put(
    "/me/password",
    status_code=204,
    response_class=Response,
    responses=refusals(401, 404, *BODY),
    openapi_extra=body_of(ChangePassword),
)
async def change_password(request: Request) -> Response:
    """Set a new password; all other sessions end."""
    body = await read_json(request)
    await count(Limit.LOGIN_IP, client_ip(request))
    async with customer_at(request) as at:
        asked = parsed(ChangePassword, body)
        await profile.change_password(
            at.session,
            at.shop,
            at.customer,
            old=asked.old,
            new=asked.new,
            keep_session=at.session_token,
        )
    return Response(status_code=204)


async def entered(
    at: Visit, response: Response, customer: CustomerView, *, remember: bool
) -> SessionAnswer:
    """A session for somebody who has just proved who they are, as a cookie and as a token."""
    await attach_guest_orders(at.session, customer)
    await editing.merge(at.session, at.cart_token, customer.id)
    await bring_wishes(at.session, at.cart_token, customer.id)
    opened = await sessions.start_session(
        at.session, PersonKind.CUSTOMER, customer.id, remember=remember
    )
    set_cookie(response, opened)
    response.headers["cache-control"] = "no-store"
    return SessionAnswer(
        token=opened.token,
        expires_at=opened.expires_at,
        customer=CustomerAnswer.model_validate(customer),
    )
