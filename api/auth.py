"""Signing in and out in the browser: a ticket becomes a cookie, a cookie becomes nothing."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.guards import client_ip
from commerce.db.session import transaction
from commerce.limits import Limit, count
from commerce.people import sessions
from commerce.people.models import PersonKind
from commerce.people.sessions import OpenedSession
from commerce.settings import settings
from commerce.shops.queries import shop_at
from ui.cookies import CUSTOMER, STAFF, cookie
from ui.sign_in import path_after

router = APIRouter(include_in_schema=False)

COOKIES: dict[PersonKind, str] = {PersonKind.CUSTOMER: CUSTOMER, PersonKind.STAFF: STAFF}
AFTER_LOGOUT: dict[PersonKind, str] = {PersonKind.CUSTOMER: "/", PersonKind.STAFF: "/admin/login/"}
NO_STORE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

Secret = Annotated[str, StringConstraints(min_length=20, max_length=200)]


class Ticket(BaseModel):
    """What a log-in handed to the page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ticket: Secret


@router.post("/auth/session", status_code=204)
async def open_session(given: Ticket, request: Request) -> Response:
    """Trade the ticket for the session's cookie."""
    response = Response(status_code=204, headers=NO_STORE)
    set_cookie(response, await _trade(given.ticket, request))
    return response


@router.get("/auth/owner")
async def owner_link(token: Secret) -> HTMLResponse:
    """Ask for one click: mail scanners and link previews open links, but post no forms."""
    return HTMLResponse(_OWNER_PAGE.replace("TOKEN", _escaped(token)), headers=NO_STORE)


@router.post("/auth/owner")
async def sign_owner_in(token: Annotated[Secret, Form()], request: Request) -> Response:
    """Trade the owner's one-time link for a session in the back office."""
    response = RedirectResponse("/admin/", 303, headers=NO_STORE)
    set_cookie(response, await _trade(token, request))
    return response


@router.post("/auth/logout")
async def log_out(
    request: Request,
    kind: Annotated[PersonKind, Form()] = PersonKind.CUSTOMER,
    to: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """End this browser's session and lead back to the shop."""
    return await _ended(request, kind, to)


@router.post("/auth/staff/log-out")
async def log_staff_out(request: Request) -> Response:
    """End this browser's session in the back office."""
    return await _ended(request, PersonKind.STAFF, "")


async def _ended(request: Request, kind: PersonKind, to: str) -> Response:
    token = cookie(request.headers.get("cookie", ""), COOKIES[kind])
    if token:
        shop = await shop_at(request.headers.get("host", ""))
        async with transaction(shop.id) as session:
            await sessions.end_session(session, kind, token)
    response = RedirectResponse(path_after(to, AFTER_LOGOUT[kind]), 303, headers=NO_STORE)
    response.delete_cookie(
        COOKIES[kind], httponly=True, samesite="lax", secure=settings().secure_cookies
    )
    return response


def set_cookie(response: Response, opened: OpenedSession) -> None:
    """Put the session into the browser; unremembered ones end with the browser, too."""
    life = sessions.REMEMBERED_LIFE if opened.remembered else None
    response.set_cookie(
        COOKIES[opened.kind],
        opened.token,
        max_age=int(life.total_seconds()) if life else None,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
    )


async def _trade(ticket: str, request: Request) -> OpenedSession:
    await count(Limit.TICKET_IP, client_ip(request))
    shop = await shop_at(request.headers.get("host", ""))
    async with transaction(shop.id) as session:
        return await sessions.open_session(session, ticket)


def _escaped(token: str) -> str:
    return "".join(sign for sign in token if sign.isalnum() or sign in "-_")


_OWNER_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>Allhours</title>
<style>body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;margin:0}
main{max-width:26rem;padding:1.5rem}button{font:inherit;padding:.75rem 1.5rem;border:0;border-radius:.5rem;
background:#3e63dd;color:#fff;width:100%;cursor:pointer}</style>
<main><h1>Open your back office</h1><p>This link works once.</p><p lang="zh-CN">此链接仅可使用一次。</p>
<form method="post" action="/auth/owner"><input type="hidden" name="token" value="TOKEN">
<button>Log in · <span lang="zh-CN">登录</span></button></form></main></html>"""
