"""The customer's orders, a page at a time."""

from dataclasses import dataclass

import reflex as rx

from commerce.orders.queries import orders_of_customer
from commerce.orders.views import OrderSummary
from commerce.shops.queries import ShopView
from storefront import paths
from storefront.cart.view import picture_url
from ui.acting import customer_at
from ui.amounts import day_text, money_text
from ui.parts.badges import payment_shown
from ui.refusals import Refusal
from ui.texts import localized, plural


@dataclass(frozen=True, slots=True)
class OrderTile:
    """An order in the list, in words."""

    number: str
    href: str
    placed: str
    first_line: str
    pieces: str
    total: str
    picture: str
    status: str
    payment: str
    fulfilment: str

    @classmethod
    def of(cls, order: OrderSummary, shop: ShopView) -> "OrderTile":
        """The tile of an order, in the spoken language."""
        return cls(
            number=order.number,
            href=localized(paths.order(order.number)),
            placed=day_text(order.placed_at, shop.time_zone),
            first_line=order.first_line,
            pieces=plural("{count} item", "{count} items", order.pieces),
            total=money_text(order.total),
            picture=picture_url(order.picture_id),
            status=order.status,
            payment=payment_shown(order.status, order.payment_status),
            fulfilment=order.fulfilment_status,
        )


class AccountOrdersState(rx.State):
    """Newest first; `more` says whether there are older ones."""

    refusal: Refusal | None = None
    loaded: bool = False
    orders: rx.Field[list[OrderTile]] = rx.field(default_factory=list)
    more: bool = False
    _cursor: str = ""

    @rx.event
    async def load(self) -> None:
        """The first page."""
        async with customer_at(self) as at:
            page = await orders_of_customer(at.session, at.customer.id, at.locale)
            self.orders = [OrderTile.of(order, at.shop) for order in page.orders]
            self._cursor, self.more = page.next_cursor or "", page.next_cursor is not None
            self.loaded = True

    @rx.event
    async def show_more(self) -> None:
        """The next page, below the ones that are there."""
        async with customer_at(self) as at:
            if not self._cursor:
                return
            page = await orders_of_customer(at.session, at.customer.id, at.locale, self._cursor)
            self.orders = [*self.orders, *(OrderTile.of(order, at.shop) for order in page.orders)]
            self._cursor, self.more = page.next_cursor or "", page.next_cursor is not None
