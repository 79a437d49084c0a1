"""The list of orders in text: its rows, its tabs and what its URL says."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from admin import paths
from admin.orders.narrowing import Narrowing
from admin.parts.moments import Moment, moment
from commerce.orders.to_do import MOST, ToDoCounts
from commerce.orders.views import OrderSummary
from ui.amounts import money_text
from ui.parts.badges import fulfilment_shown, payment_shown
from ui.parts.pictures import media_source
from ui.texts import localized, plural


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the list. States that say nothing new are empty: they get no badge."""

    number: str
    href: str
    customer: str
    image: str
    first_line: str
    pieces: str
    total: str
    status: str
    payment: str
    fulfilment: str
    placed: Moment
    is_new: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL says, in text, for the filters' fields."""

    q: str = ""
    to_do: str = ""
    status: str = ""
    payment: str = ""
    fulfilment: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, narrowing: Narrowing) -> "Asked":
        """The fields of `narrowing`."""
        return cls(
            q=narrowing.q,
            to_do=narrowing.to_do,
            status=narrowing.status,
            payment=narrowing.payment,
            fulfilment=narrowing.fulfilment,
            since=narrowing.since.isoformat() if narrowing.since else "",
            until=narrowing.until.isoformat() if narrowing.until else "",
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """The tabs' counts in text; nothing where nothing waits."""

    to_pay: str = ""
    to_ship: str = ""
    to_deliver: str = ""
    late: str = ""

    @classmethod
    def of(cls, counts: ToDoCounts, zero: str = "") -> "Counts":
        """The counts, '999+' where counting stopped, `zero` where nothing waits."""
        return cls(
            _few(counts.to_pay) or zero,
            _few(counts.to_ship) or zero,
            _few(counts.to_deliver) or zero,
            _few(counts.late) or zero,
        )


def order_rows(
    orders: Iterable[OrderSummary], zone: str, newer_than: UUID | None = None
) -> list[OrderRow]:
    """The rows; those placed after the order `newer_than` are marked as new."""
    return [_row(order, zone, newer_than) for order in orders]


def _row(order: OrderSummary, zone: str, newer_than: UUID | None) -> OrderRow:
    cancelled, unpaid = order.status == "cancelled", order.payment_status == "unpaid"
    return OrderRow(
        number=order.number,
        href=localized(paths.order(order.number)),
        customer=order.contact_name,
        image=media_source(order.picture_id),
        first_line=order.first_line,
        pieces=plural("{count} piece", "{count} pieces", order.pieces),
        total=money_text(order.total),
        status="" if order.status == "open" else order.status,
        payment="" if cancelled and unpaid else payment_shown(order.status, order.payment_status),
        fulfilment=fulfilment_shown(order.status, order.payment_status, order.fulfilment_status),
        placed=moment(order.placed_at, zone),
        is_new=newer_than is not None and order.id > newer_than,
    )


def _few(count: int) -> str:
    if count >= MOST:
        return f"{MOST - 1}+"
    return str(count) if count else ""
