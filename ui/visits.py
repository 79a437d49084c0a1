"""Who is at a page: the browser's word, and what the database says about it."""

from dataclasses import dataclass
from uuid import UUID

from commerce.db.session import Session
from commerce.errors import NotSignedIn
from commerce.operations.audit_log.noting import note
from commerce.people import queries, sessions
from commerce.people.actors import GUEST, Actor
from commerce.people.models import PersonKind
from commerce.people.queries import CustomerView, StaffView
from commerce.people.rights import Right, need
from commerce.shops.queries import ShopView
from ui.cookies import CART, CUSTOMER, STAFF, cookie
from ui.texts import Locale


@dataclass(frozen=True, slots=True)
class Caller:
    """What the socket says of its browser; all of it is the browser's own word."""

    host: str
    path: str
    locale: Locale
    cookies: str
    client_ip: str
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a page of a shop, in a transaction of that shop."""

    shop: ShopView
    session: Session
    locale: Locale
    client_ip: str
    path: str
    customer: CustomerView | None
    cart_token: str | None

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
    """A signed-in customer. `session_token` is this browser's cookie: never to a State var."""

    shop: ShopView
    session: Session
    locale: Locale
    client_ip: str
    path: str
    customer: CustomerView
    cart_token: str | None
    session_token: str

    @property
    def actor(self) -> Actor:
        """Who acts, for timelines."""
        return self.customer.actor


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """A member of staff who has the right that the handler asked for."""

    shop: ShopView
    session: Session
    locale: Locale
    client_ip: str
    path: str
    staff: StaffView
    session_token: str

    @property
    def actor(self) -> Actor:
        """Who acts, for timelines."""
        return self.staff.actor

    def may(self, right: Right) -> bool:
        """Whether this person also has `right`: to show or hide, never instead of a guard."""
        return right in self.staff.rights


async def visitor_in(session: Session, shop: ShopView, caller: Caller) -> Visit:
    token = cookie(caller.cookies, CUSTOMER)
    return Visit(
        shop=shop,
        session=session,
        locale=caller.locale,
        client_ip=caller.client_ip,
        path=caller.path,
        customer=await queries.customer_behind(session, token),
        cart_token=cookie(caller.cookies, CART),
    )


async def customer_in(session: Session, shop: ShopView, caller: Caller) -> CustomerVisit:
    visit = await visitor_in(session, shop, caller)
    token = cookie(caller.cookies, CUSTOMER)
    if visit.customer is None or token is None:
        raise NotSignedIn
    return CustomerVisit(
        shop=shop,
        session=session,
        locale=caller.locale,
        client_ip=caller.client_ip,
        path=caller.path,
        customer=visit.customer,
        cart_token=visit.cart_token,
        session_token=token,
    )


async def staff_in(
    session: Session, shop: ShopView, caller: Caller, right: Right, act: str
) -> StaffVisit:
    """Staff with `right`; what they write in this transaction is noted as `act`."""
    token = cookie(caller.cookies, STAFF)
    person = await sessions.person_behind(session, PersonKind.STAFF, token)
    staff = await queries.staff_member(session, person) if person else None
    if staff is None or token is None:
        raise NotSignedIn
    need(staff.rights, right)
    note(session, staff, act, caller.request_id)
    return StaffVisit(
        shop=shop,
        session=session,
        locale=caller.locale,
        client_ip=caller.client_ip,
        path=caller.path,
        staff=staff,
        session_token=token,
    )
