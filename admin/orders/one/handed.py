"""What an order handed over at once: that and when it was, and sending it once more."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import number_at
from admin.orders.one.sheet import OrderSheet, SheetHanded
from admin.orders.one.state import SheetState
from admin.parts.moments import time_tag
from admin.parts.panels import panel
from commerce.orders.handing_again import hand_again
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done, toast_problem
from ui.parts.values import each, filled, is_some, when
from ui.refusals import Refusal
from ui.texts import _


class HandedState(rx.State):
    """What was sent again, or refused."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)

    @rx.event
    async def send_again(self) -> list[Any]:
        """The same keys and links, to the contact of the order."""
        done = None
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            await hand_again(at.session, number_at(at.path), at.actor)
            done = toast_done(_("It is sent again."))
        refused = self.refusal.sentence if self.refusal else ""
        return [done or toast_problem(refused), SheetState.refresh()]


def handed(sheet: OrderSheet) -> rx.Component:
    """Each line with its keys, hidden but for their ends, and its file."""
    shown = panel(
        _("Handed over"),
        rx.el.ul(each(sheet.handed, _handed), class_name="sheet-entries"),
        each(sheet.sent_again, _again),
        when(
            is_some(sheet.handed),
            rx.el.p(
                _("Keys are shown to the customer alone; here they end in their last signs."),
                class_name="quiet small",
            ),
        ),
        actions=[when(sheet.may_hand_again, _asked_once())],
    )
    return when(is_some(sheet.handed), shown)


def _handed(one: SheetHanded) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.name, class_name="strong"),
            when(is_some(one.codes), rx.el.ul(each(one.codes, _key), class_name="row")),
            when(filled(one.file), rx.el.p(_("File:"), " ", one.file, class_name="line-answer")),
            when(filled(one.note), rx.el.p(one.note)),
            when(
                filled(one.given.text),
                rx.el.p(_("Given"), " ", time_tag(one.given), class_name="quiet small"),
            ),
        ),
        class_name="sheet-entry",
    )


def _key(key: rx.Var[str] | str) -> rx.Component:
    return rx.el.li(rx.el.code(key, class_name="handed-key"))


def _again(words: rx.Var[str] | str) -> rx.Component:
    return rx.el.p(words, class_name="quiet small")


def _asked_once() -> rx.Component:
    """A message cannot be called back, and a second click would be a second one."""
    plain: dict[str, Any] = {"variant": "outline", "color_scheme": "gray", "high_contrast": True}
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            rx.button(
                rx.icon("send", size=16, aria_hidden="true"),
                _("Send again"),
                type="button",
                **plain,
            )
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title(_("Send it to the customer again?"), size="4"),
            rx.alert_dialog.description(
                _("The same keys and links go to the phone and e-mail of the order."), size="2"
            ),
            rx.el.div(
                rx.alert_dialog.cancel(rx.button(_("Not yet"), **plain)),
                rx.alert_dialog.action(rx.button(_("Send again"), on_click=HandedState.send_again)),
                class_name="row sheet-answers",
            ),
            max_width="400px",
        ),
    )
