"""The ways to deliver, as a list of promises."""

from dataclasses import dataclass

import reflex as rx

from commerce.delivery.known_methods import known_methods
from commerce.delivery.queries import DeliveryMethodView
from commerce.shops.queries import ShopView
from storefront.parts.arrivals import arrival_text
from ui.amounts import money_text
from ui.parts.values import Many, each, when
from ui.texts import _, spoken


@dataclass(frozen=True, slots=True)
class Delivery:
    """A way to deliver in words; `price` with its threshold."""

    name: str
    promise: str
    price: str
    night: bool = False


async def deliveries(shop: ShopView) -> list[Delivery]:
    """What the shop's own country is promised just now."""
    ways = await known_methods(shop, spoken())
    return [_delivery(way, shop) for way in ways]


def delivery_list(many: Many) -> rx.Component:
    """Each way with its promise and price."""
    return rx.el.ul(each(many, _drawn), class_name="deliveries")


def _delivery(way: DeliveryMethodView, shop: ShopView) -> Delivery:
    price = money_text(way.price) if way.price else _("Free")
    if way.price and way.free_from:
        price = _("{price}, free from {amount}", price=price, amount=money_text(way.free_from))
    return Delivery(way.name, arrival_text(way.arrival, shop.time_zone), price, way.night)


def _drawn(way: Delivery) -> rx.Component:
    return rx.el.li(
        when(
            way.night,
            rx.icon("moon", size=18, aria_hidden="true"),
            rx.icon("truck", size=18, aria_hidden="true"),
        ),
        rx.el.div(
            rx.el.p(
                rx.el.span(way.name, class_name="strong"),
                rx.el.span(way.price, class_name="quiet number"),
                class_name="row-apart",
            ),
            rx.el.p(way.promise, class_name="quiet small"),
        ),
    )
