"""The guard that every State handler goes through: who acts, in which shop, in one transaction.

    async with visiting(self) as at: ...            anyone
    async with customer_at(self) as at: ...         a signed-in customer
    async with staff_at(self, Right.X) as at: ...   staff with that right

A CommerceError of the block lands in the state's `refusal`; one of the guard itself ends the
handler, because a block cannot be skipped otherwise, and `answer_to_error` tells the browser.
"""

import inspect
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Generic, TypeVar
from urllib.parse import quote

import reflex as rx
import structlog
from reflex.istate.proxy import StateProxy
from reflex_base.event.processor.base_state_processor import chain_updates

from commerce.db.session import Session, transaction
from commerce.errors import CommerceError, NotSignedIn
from commerce.people.rights import Right
from commerce.shops.queries import ShopView, shop_at
from ui.refusals import Refusal, refusal_of, unexpected
from ui.texts import locale_of, prefixed, speaking
from ui.visits import (
    Caller,
    CustomerVisit,
    StaffVisit,
    Visit,
    customer_in,
    staff_in,
    visitor_in,
)

log = structlog.get_logger()
Event = rx.event.EventSpec


class Refused(Exception):
    """The guard said no, or the commit failed: the handler ends here; `event` is the answer."""

    def __init__(self, refusal: Refusal, event: Event) -> None:
        self.refusal = refusal
        self.event = event
        super().__init__(refusal.code)


T = TypeVar("T", Visit, CustomerVisit, StaffVisit)
Who = Callable[[Session, ShopView, Caller], Awaitable[T]]


@asynccontextmanager
async def visiting(state: rx.State) -> AsyncGenerator[Visit]:
    """Anyone: a guest or a signed-in customer."""
    async with _Guard(state, visitor_in).opened() as at:
        yield at


@asynccontextmanager
async def customer_at(state: rx.State) -> AsyncGenerator[CustomerVisit]:
    """A signed-in customer; everybody else is led to the log-in and back."""
    async with _Guard(state, customer_in).opened() as at:
        yield at


def staff_at(state: rx.State, right: Right) -> AbstractAsyncContextManager[StaffVisit]:
    """Staff of this shop with `right`; strangers are led to the log-in and back.

    What they write is noted in the audit log under the name of the handler that called.
    """
    act = _caller_name()

    async def who(session: Session, shop: ShopView, caller: Caller) -> StaffVisit:
        return await staff_in(session, shop, caller, right, act)

    return _Guard(state, who).opened()


def _caller_name() -> str:
    """The function that called the guard, as 'State.handler': no handler can leave it out."""
    here = inspect.currentframe()
    caller = here.f_back.f_back if here and here.f_back else None
    return caller.f_code.co_qualname.replace(".<locals>", "") if caller else ""


def answer_to_error(exception: Exception) -> Event:
    """What the browser is told when a handler ended with an exception: rx.App's handler."""
    if isinstance(exception, Refused):
        return exception.event
    return rx.toast.error(logged(exception).sentence, duration=10_000)


def logged(error: BaseException) -> Refusal:
    """An error of ours, kept in the log under a reference that the visitor can tell us."""
    reference = secrets.token_hex(4)
    log.error("unexpected", reference=reference, exc_info=error)
    return unexpected(reference)


def caller_of(state: rx.State) -> Caller:
    """Who is at this state's socket."""
    router = state.router
    path = str(router.url.path) or "/"
    return Caller(
        host=router.headers.host,
        path=path,
        locale=locale_of(path),
        cookies=router.headers.cookie,
        client_ip=router.session.client_ip,
        request_id=secrets.token_hex(8),
    )


class _Guard(Generic[T]):
    """One handler's passage: guard, transaction, and what becomes of errors."""

    def __init__(self, state: rx.State, who: Who[T]) -> None:
        self._state = state
        self._who = who
        self._caller = caller_of(state)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[T]:
        """The block, in its transaction and language."""
        block_error: BaseException | None = None
        told = {"request_id": self._caller.request_id}  # what is logged inside can be found by it
        with speaking(self._caller.locale), structlog.contextvars.bound_contextvars(**told):
            try:
                self._clear()
                shop = await shop_at(self._caller.host)
                async with transaction(shop.id) as session:
                    at = await self._who(session, shop, self._caller)
                    await self._welcome()
                    try:
                        yield at
                    except BaseException as error:
                        block_error = error
                        raise
            except Exception as error:
                known = isinstance(error, CommerceError)
                refusal = refusal_of(error) if known else logged(error)
                shown = await self._show(refusal)
                if error is not block_error or not shown:
                    await self._send_now()
                    raise Refused(refusal, self._answer(refusal)) from error

    def _clear(self) -> None:
        if not self._in_background() and getattr(self._state, "refusal", None) is not None:
            self._state.refusal = None  # pyright: ignore[reportAttributeAccessIssue]

    async def _welcome(self) -> None:
        """Who was refused as a stranger and has logged in since is told so no more."""
        refusal: Refusal | None = getattr(self._state, "refusal", None)
        if self._in_background() and refusal and refusal.code == NotSignedIn.code:
            await self._show(None)

    async def _show(self, refusal: Refusal | None) -> bool:
        """Put it into the state's `refusal`, if it has that."""
        if "refusal" not in self._state.__class__.vars:
            return False
        if isinstance(self._state, StateProxy) and not self._state._is_mutable():
            async with self._state as state:
                state.refusal = refusal
        else:
            self._state.refusal = refusal  # pyright: ignore[reportAttributeAccessIssue]
        return True

    async def _send_now(self) -> None:
        """The handler will end with an exception, after which Reflex sends no changes."""
        if self._in_background():
            return
        try:
            await chain_updates(None, "guard", root_state=self._state._get_root_state())
        except LookupError:  # no event is being processed: a unit test
            return

    def _answer(self, refusal: Refusal) -> Event:
        if refusal.code != NotSignedIn.code:
            return rx.toast.error(refusal.sentence, duration=10_000)
        return rx.redirect(login_path(self._caller))

    def _in_background(self) -> bool:
        return isinstance(self._state, StateProxy)


def login_path(caller: Caller) -> str:
    """Where to log in, with the way back."""
    back = quote(caller.path, safe="/")
    in_back_office = caller.path.startswith(("/admin", "/zh/admin"))
    login = "/admin/login/" if in_back_office else "/login/"
    return f"{prefixed(caller.locale, login)}?next={back}"
