"""Campaigns of an order: how far each is, and what staff have its platform told."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import id_of, number_at
from admin.orders.one.sheet import OrderSheet
from admin.orders.one.state import SheetState
from admin.parts.panels import panel
from commerce.orders.steering import POSSIBLE, steer
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.campaigns import ShownCampaign
from ui.parts.buttons import action_button
from ui.parts.campaigns import campaign_entry
from ui.parts.messages import toast_done, toast_problem
from ui.parts.values import each, is_some, when
from ui.refusals import Refusal
from ui.texts import _


class CampaignState(rx.State):
    """What was asked of a platform, and refused."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)

    @rx.event
    async def steer(self, campaign_id: str, wish: str) -> list[Any]:
        """Have the platform told; the page follows what becomes of it."""
        done = None
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            campaign = id_of(campaign_id, "campaign")
            await steer(at.session, number_at(at.path), campaign, str(wish), at.actor)
            done = toast_done(_("The platform is told. What becomes of it is shown here."))
        refused = self.refusal.sentence if self.refusal else ""
        return [done or toast_problem(refused), SheetState.refresh()]


def campaigns(sheet: OrderSheet) -> rx.Component:
    """The progress of each, with the buttons that fit its state."""

    def entry(campaign: ShownCampaign) -> rx.Component:
        return campaign_entry(campaign, when(sheet.may_steer, _moves(campaign)))

    shown = panel(
        _("Campaigns"),
        rx.el.ul(each(sheet.campaigns, entry), class_name="stack campaign-list"),
    )
    return when(is_some(sheet.campaigns), shown)


def _moves(campaign: ShownCampaign) -> rx.Component:
    def move(wish: str, words: str, icon: str) -> rx.Component:
        fits: Any = False
        for state in POSSIBLE[wish]:
            fits = (campaign.state == state.value) | fits
        told = CampaignState.steer(campaign.id, wish)
        named = rx.fragment(words, rx.el.span(" ", campaign.name, class_name="hidden-but-read"))
        return when(fits, action_button(named, told, icon=icon, size="1"))

    return rx.el.div(
        move("pause", _("Pause"), "pause"),
        move("resume", _("Go on"), "play"),
        move("ask", _("Ask the platform now"), "rotate-cw"),
        class_name="row",
    )
