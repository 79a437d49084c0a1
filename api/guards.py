"""The guard that every route goes through: who asks, in which shop, in one transaction.

    async with visiting(request) as at: ...        anyone
    asker = await asking(request)                  anyone, where no transaction is wanted
    async with customer_at(request) as at: ...     a signed-in customer
    async with staff_at(request, Right.X) as at: ...   staff of this shop with that right

People are known by the cookie of their session, or by the same token sent as a Bearer.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import structlog
from starlette.requests import Request

from api.languages import Locale, language_of
from commerce.db.session import Session, transaction
from commerce.errors import NotSignedIn
from commerce.operations.audit_log.noting import note
from commerce.people import queries, sessions
from commerce.people.actors import GUEST, Actor
from commerce.people.models import PersonKind
from commerce.people.queries import CustomerView, StaffView
from commerce.people.rights import Right, need
from commerce.settings import settings
from commerce.shops.queries import ShopView, shop_at
from ui.cookies import CART, CUSTOMER, STAFF

_LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who asks something of a shop. `bearer` may be an order's access token."""

    shop: ShopView
    session: Session
    locale: Locale
    client_ip: str
    customer: CustomerView | None
    cart_token: str | None
    bearer: str | None

    @property
    def actor(self) -> Actor:
        """Who acts, for timelines."""
        return self.customer.actor if self.customer else GUEST

    @property
    def customer_id(self) -> UUID | None:
        """The customer's id, or none for a guest."""
        return self.customer.id if self.customer else None


@dataclass(frozen=True, slots=True)
class CustomerVisit:
    """A signed-in customer; `session_token` is what they showed: never into an answer or log."""

    shop: ShopView
    session: Session
    locale: Locale
    client_ip: str
    customer: CustomerView
    cart_token: str | None
    session_token: str

    @property
    def actor(self) -> Actor:
        """Who acts, for timelines."""
        return self.customer.actor


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """A member of staff who has the right that the route asked for."""

    shop: ShopView
    session: Session
    locale: Locale
    client_ip: str
    staff: StaffView

    @property
    def actor(self) -> Actor:
        """Who acts, for timelines."""
        return self.staff.actor


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks something that opens its transactions itself."""

    shop: ShopView
    locale: Locale
    customer_id: UUID | None
    cart_token: str | None


async def asking(request: Request) -> Asker:
    """Anyone; a guest is known without the database, which counts at the peak."""
    shop = await shop_at(request.headers.get("host", ""))
    customer = None
    if tokens := session_tokens(request):
        async with transaction(shop.id) as session:
            customer = await _customer(session, tokens)
    return Asker(
        shop=shop,
        locale=language_of(request),
        customer_id=customer.id if customer else None,
        cart_token=_cookie(request, CART),
    )


@asynccontextmanager
async def visiting(request: Request) -> AsyncGenerator[Visit]:
    """Anyone: a guest, a signed-in customer, or who holds an order's access token."""
    shop = await shop_at(request.headers.get("host", ""))
    async with transaction(shop.id) as session:
        yield Visit(
            shop=shop,
            session=session,
            locale=language_of(request),
            client_ip=client_ip(request),
            customer=await _customer(session, session_tokens(request)),
            cart_token=_cookie(request, CART),
            bearer=bearer_of(request),
        )


@asynccontextmanager
async def customer_at(request: Request) -> AsyncGenerator[CustomerVisit]:
    """A signed-in customer. Raises NotSignedIn for everybody else."""
    async with visiting(request) as at:
        if at.customer is None:
            raise NotSignedIn
        yield CustomerVisit(
            shop=at.shop,
            session=at.session,
            locale=at.locale,
            client_ip=at.client_ip,
            customer=at.customer,
            cart_token=at.cart_token,
            session_token=session_tokens(request)[0],
        )


@asynccontextmanager
async def staff_at(request: Request, right: Right) -> AsyncGenerator[StaffVisit]:
    """Staff of this shop with `right`. Raises NotSignedIn, NotAllowed."""
    token = bearer_of(request) or _cookie(request, STAFF)
    shop = await shop_at(request.headers.get("host", ""))
    async with transaction(shop.id) as session:
        person = await sessions.person_behind(session, PersonKind.STAFF, token)
        staff = await queries.staff_member(session, person) if person else None
        if staff is None:
            raise NotSignedIn
        need(staff.rights, right)
        note(session, staff, _act(request), _request_id())
        yield StaffVisit(
            shop=shop,
            session=session,
            locale=language_of(request),
            client_ip=client_ip(request),
            staff=staff,
        )


def _act(request: Request) -> str:
    """The route's name in the audit log, such as 'POST /media'."""
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', request.url.path)}"


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def bearer_of(request: Request) -> str | None:
    """The token of an Authorization: Bearer header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and 0 < len(token) <= _LONGEST_TOKEN else None


def session_tokens(request: Request) -> list[str]:
    """What may be a customer's session: the Bearer, and without one the cookie."""
    bearer = bearer_of(request)
    token = bearer or _cookie(request, CUSTOMER)
    return [token] if token else []


def client_ip(request: Request) -> str:
    """Where it came from: X-Forwarded-For only as far as our own proxies wrote it."""
    client = request.client.host if request.client else ""
    return address_of(request.headers.get("x-forwarded-for", ""), client)


def address_of(forwarded_for: str, client: str) -> str:
    """The same of the two by themselves: `client` is who opened the connection."""
    hops = settings().trusted_proxies
    forwarded = [part.strip() for part in forwarded_for.split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops][:45]
    return client


async def _customer(session: Session, tokens: list[str]) -> CustomerView | None:
    for token in tokens:
        person = await sessions.person_behind(session, PersonKind.CUSTOMER, token)
        if person is not None:
            return await queries.customer(session, person)
    return None


def _cookie(request: Request, name: str) -> str | None:
    return request.cookies.get(name, "")[:_LONGEST_TOKEN] or None
