"""The list of messages, live, and the one that is looked at."""

import asyncio
from typing import Any

import reflex as rx

from admin.messages.narrowing import Narrowing
from admin.messages.rows import MessageRow, message_row
from admin.orders.one.asked import id_of
from commerce.db.live import changed_within, following
from commerce.ids import tidy_number
from commerce.messages.queries import message, newest_messages
from commerce.messages.writing import TOPIC, send_again
from commerce.orders.access import order_by_number
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done, toast_problem
from ui.refusals import Refusal
from ui.texts import _, localized
from ui.visits import StaffVisit

BREATH = 1.0
QUIET = 60.0


class MessagesState(rx.State):
    """One page of the shop's messages."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    asked: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    rows: rx.Field[list[MessageRow]] = rx.field(default_factory=list)
    older_href: str = ""
    newest_href: str = ""
    narrows: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        self.rows = []
        async with staff_at(self, Right.MESSAGES_VIEW) as at:
            asked = Narrowing.parse(dict(self.router.url.query_parameters))
            self.asked = {"order": asked.order, "channel": asked.channel, "state": asked.state}
            self.narrows = asked.narrows
            self.newest_href = localized(asked.path()) if asked.before else ""
            self.rows, self.older_href = await _page(at, asked)
        self.loaded = True

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read again whenever a message is written or sent."""
        async with staff_at(self, Right.MESSAGES_VIEW) as at:
            topic = TOPIC.format(shop_id=at.shop.id)
        async with following(topic) as changed:
            while True:
                async with staff_at(self, Right.MESSAGES_VIEW) as at:
                    asked = Narrowing.parse(dict(self.router.url.query_parameters))
                    rows, older = await _page(at, asked)
                async with self:
                    self.rows, self.older_href = rows, older
                await changed_within(changed, QUIET)
                await asyncio.sleep(BREATH)

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Put the filters into the URL."""
        async with staff_at(self, Right.MESSAGES_VIEW):
            return rx.redirect(localized(Narrowing.parse(form).path()))
        return None

    @rx.event
    async def clear(self) -> rx.event.EventSpec | None:
        """Drop the filters."""
        async with staff_at(self, Right.MESSAGES_VIEW):
            return rx.redirect(localized(Narrowing().path()))
        return None


class MessageState(rx.State):
    """The message that is looked at."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    shown: MessageRow = MessageRow()

    @rx.event
    async def open_panel(self, message_id: str) -> None:
        """Show one whole; codes and links only to the owner of a demo."""
        async with staff_at(self, Right.MESSAGES_VIEW) as at:
            wanted = id_of(message_id, "message")
            view = await message(at.session, wanted, owner=at.may(Right.SECRETS_VIEW))
            clear = at.may(Right.ORDERS_FULFIL)
            self.shown = message_row(view, at.shop.time_zone, clear=clear, whole=True)
            self.opened = True

    @rx.event
    async def close_panel(self) -> None:
        """Leave it."""
        async with staff_at(self, Right.MESSAGES_VIEW):
            self.opened, self.shown = False, MessageRow()

    @rx.event
    async def send_again(self, message_id: str) -> list[Any]:
        """Try a failed one once more."""
        done = None
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            await send_again(at.session, id_of(message_id, "message"))
            self.opened = False
            done = toast_done(_("It is being sent again."))
        return [done or toast_problem(self.refusal.sentence if self.refusal else "")]


async def _page(at: StaffVisit, asked: Narrowing) -> tuple[list[MessageRow], str]:
    order = await order_by_number(at.session, tidy_number(asked.order)) if asked.order else None
    page = await newest_messages(
        at.session,
        owner=at.may(Right.SECRETS_VIEW),
        channel=asked.channel or None,
        state=asked.state or None,
        order_id=order.id if order else None,
        before=asked.before,
    )
    clear = at.may(Right.ORDERS_FULFIL)
    rows = [message_row(view, at.shop.time_zone, clear=clear) for view in page.items]
    older = page.next_before
    return rows, localized(asked.path(before=older)) if older else ""
