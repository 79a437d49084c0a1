"""A campaign as a ring, its words, and its history."""

import reflex as rx

from ui.campaigns import ShownCampaign, ShownStep
from ui.parts.values import filled, is_some, when
from ui.texts import _


def campaign_entry(campaign: ShownCampaign, *more: rx.Component) -> rx.Component:
    """One campaign in a list; `more` stands below: what may be done with it."""
    ring = rx.el.div(
        rx.el.span(f"{campaign.percent}%", class_name="strong number"),
        class_name="ring",
        style={"--percent": f"{campaign.percent}"},
        role="img",
        aria_label=campaign.delivered,
    )
    history = rx.el.details(
        rx.el.summary(_("History")),
        rx.el.ul(rx.foreach(campaign.steps, _step), class_name="small steps"),
    )
    return rx.el.li(
        ring,
        rx.el.div(
            rx.el.p(campaign.name, class_name="strong"),
            rx.el.p(campaign.delivered, class_name="number campaign-delivered"),
            rx.el.p(campaign.words, class_name="small campaign-words", role="status"),
            when(filled(campaign.fresh), rx.el.p(campaign.fresh, class_name="quiet small")),
            when(is_some(campaign.steps), history),
            *more,
            class_name="stack-tight",
        ),
        class_name="campaign",
        custom_attrs={"data-state": campaign.state},
    )


def _step(step: ShownStep) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.delivered, class_name="number"), " · ", step.when, class_name="quiet"
    )
