"""What exports read: rows after an id, so that each step is an index's next few."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from commerce import clock
from commerce.catalog.editing import standing_of
from commerce.catalog.kinds import counted_kinds, kinds_with_keys
from commerce.catalog.models import Category, Product, Variant
from commerce.db.session import Session
from commerce.money import Money
from commerce.operations.exchange.models import ExchangeKind
from commerce.operations.exchange.product_columns import COLUMNS, cells_of, in_order
from commerce.orders.models import Order, OrderLine
from commerce.orders.queries import OrderFilter, narrowed_orders
from commerce.orders.views import address_of, contact_of
from commerce.people.models import Customer
from commerce.people.queries import CustomerView
from commerce.shops.queries import ShopView
from commerce.stock.models import Stock

Asked = Mapping[str, str]
_PLACE = ("country", "region", "city", "district", "line1", "line2", "postcode")
ORDER_COLUMNS = (
    *("number", "placed_at", "status", "payment_status", "fulfilment_status", "lines"),
    *("currency", "items", "discount", "delivery", "tax", "total", "paid", "refunded", "coupon"),
    *("name", "phone", "email", *_PLACE, "delivery_method"),
)
CUSTOMER_COLUMNS = ("id", "name", "phone", "email", "language", "since")
SEARCH = "search"
_TEXTS = (SEARCH, "status", "payment_status", "fulfilment_status", "to_do")


@dataclass(frozen=True, slots=True)
class ReadOn:
    """Some rows; `last`: what the next ones come after, or None where these are the end."""

    rows: Sequence[Sequence[object]]
    last: UUID | None


Read = Callable[[Session, ShopView, Asked, UUID, int], Awaitable[ReadOn]]


def asked_of(narrowed: OrderFilter) -> dict[str, str]:
    """A list's filter as an export keeps it."""
    told = {name: str(getattr(narrowed, name)) for name in _TEXTS}
    days = {"since": narrowed.since, "until": narrowed.until}
    told |= {name: at.isoformat() for name, at in days.items() if at}
    return {name: value for name, value in told.items() if value}


def _filter_of(asked: Asked) -> OrderFilter:
    def day(name: str) -> datetime | None:
        return datetime.fromisoformat(asked[name]) if name in asked else None

    texts = {name: asked.get(name, "") for name in _TEXTS}
    return OrderFilter(**texts, since=day("since"), until=day("until"))


async def _products(
    session: Session, shop: ShopView, _asked: Asked, after: UUID, most: int
) -> ReadOn:
    found = await session.exec(
        select(Product).where(col(Product.id) > after).order_by(col(Product.id)).limit(most)
    )
    products = found.all()
    shelves = {row.id: row.slug for row in (await session.exec(select(Category))).all()}
    forms = await standing_of(session, shop, products)
    stock = await _stock(session, list(forms))
    rows: list[list[str]] = []
    for product in products:
        shelf = shelves.get(product.category_id, "") if product.category_id else ""
        form = forms[product.id]
        rows += map(in_order, cells_of(form, product.state, shelf, shop.currency, stock).values())
    return ReadOn(rows, products[-1].id if len(products) == most else None)


async def _stock(session: Session, product_ids: Sequence[UUID]) -> dict[str, int]:
    """Levels by SKU, of what can be counted."""
    counted = set(counted_kinds()) - set(kinds_with_keys())
    levels = await session.rows(
        select(col(Variant.sku), col(Stock.available))
        .join(Stock, col(Stock.variant_id) == col(Variant.id))
        .join(Product, col(Product.id) == col(Variant.product_id))
        .where(col(Variant.product_id).in_(product_ids), col(Product.kind).in_(counted))
    )
    return {row.sku: row.available for row in levels}


async def _orders(session: Session, shop: ShopView, asked: Asked, after: UUID, most: int) -> ReadOn:
    found = narrowed_orders(session, _filter_of(asked), shop.country)
    orders = await found.newer(session, after, most)
    lines = await session.exec(
        select(OrderLine)
        .where(col(OrderLine.order_id).in_([order.id for order in orders]))
        .order_by(col(OrderLine.order_id), col(OrderLine.n))
    )
    said: dict[UUID, list[str]] = {order.id: [] for order in orders}
    for line in lines:
        said[line.order_id].append(f"{line.quantity} x {line.sku}")
    zone = clock.zone(shop.time_zone)
    rows = [_order_row(order, "; ".join(said[order.id]), zone) for order in orders]
    return ReadOn(rows, orders[-1].id if len(orders) == most else None)


def _order_row(order: Order, lines: str, zone: ZoneInfo) -> list[object]:
    contact, address = contact_of(order), address_of(order)
    place = address.model_dump() if address else {}
    amounts = (
        *(order.items_minor, order.discount_minor, order.delivery_minor, order.tax_minor),
        *(order.total_minor, order.paid_minor, order.refunded_minor),
    )
    return [
        *(order.number, _moment(order.placed_at, zone), order.status),
        *(order.payment_status, order.fulfilment_status, lines, order.currency),
        *(Money(minor, order.currency).major for minor in amounts),
        *(order.coupon or "", contact.name, contact.phone or "", contact.email or ""),
        *(place.get(name) or "" for name in _PLACE),
        order.delivery_code or "",
    ]


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(sep=" ", timespec="seconds")


async def _customers(
    session: Session, shop: ShopView, _asked: Asked, after: UUID, most: int
) -> ReadOn:
    found = await session.exec(
        select(Customer)
        .where(col(Customer.id) > after, col(Customer.erased_at).is_(None))
        .order_by(col(Customer.id))
        .limit(most)
    )
    customers = found.all()
    zone = clock.zone(shop.time_zone)
    rows = [_customer_row(customer, zone) for customer in customers]
    return ReadOn(rows, customers[-1].id if len(customers) == most else None)


def _customer_row(customer: Customer, zone: ZoneInfo) -> list[object]:
    view = CustomerView.of(customer)
    since = _moment(customer.created_at, zone)
    return [str(view.id), view.name, view.phone or "", view.email or "", view.locale, since]


SOURCES: dict[ExchangeKind, tuple[Sequence[str], Read]] = {
    ExchangeKind.PRODUCTS: (COLUMNS, _products),
    ExchangeKind.ORDERS: (ORDER_COLUMNS, _orders),
    ExchangeKind.CUSTOMERS: (CUSTOMER_COLUMNS, _customers),
}
