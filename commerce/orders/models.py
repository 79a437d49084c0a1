"""Tables of orders, lines, events, numbers, keys and parcels.

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

`orders`, `order_lines` and `order_events` are partitioned by month on the order's UUIDv7, so no
foreign key points at them: the writer and the auditor keep them whole.
"""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint, func, text
from sqlmodel import Field

from commerce.db.columns import (
    OfShop,
    id_field,
    json_value,
    minor_units,
    moment,
    moment_now,
    sealed,
    state_field,
)
from commerce.ids import new_id
from commerce.orders.states import FulfilmentStatus, OrderStatus, PaymentStatus


class Order(OfShop, table=True):
    """An order with all that it was sold under. Amounts are minor units of `currency`.

    `total = items - discount + delivery` plus `tax` where prices come without tax.
    `hold_expires_at`: until when an unpaid order holds its stock.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_minor >= 0", "orders_total"),
        CheckConstraint("refunded_minor BETWEEN 0 AND paid_minor", "orders_refunded"),
        Index("orders_newest", "shop_id", "id"),
        Index("orders_by_phone", "phone_index", "id"),
        Index("orders_by_email", "email_index", "id"),
        Index("orders_by_name", "shop_id", func.lower(text("contact_name")), "id"),
        Index("orders_of_customer", "customer_id", "id"),
        Index(
            "orders_holding",
            "hold_expires_at",
            postgresql_where=text("status = 'open' AND payment_status = 'unpaid'"),
        ),
        Index(
            "orders_to_ship",
            "shop_id",
            "id",
            postgresql_where=text(
                "status = 'open' AND payment_status IN ('paid', 'part_refunded', 'due')"
                " AND fulfilment_status IN ('unfulfilled', 'partial')"
            ),
        ),
        Index(
            "orders_to_deliver",
            "shop_id",
            "id",
            postgresql_where=text("status = 'open' AND fulfilment_status = 'fulfilled'"),
        ),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: UUID = id_field()
    number: str
    customer_id: UUID | None = None
    status: str = state_field(default=OrderStatus.OPEN, nullable=False)
    payment_status: str = state_field(default=PaymentStatus.UNPAID, nullable=False)
    fulfilment_status: str = state_field(default=FulfilmentStatus.UNFULFILLED, nullable=False)
    currency: str
    items_minor: int = minor_units(nullable=False)
    discount_minor: int = minor_units(default=0, nullable=False)
    delivery_minor: int = minor_units(default=0, nullable=False)
    delivery_tax_minor: int = minor_units(default=0, nullable=False)
    tax_minor: int = minor_units(default=0, nullable=False)
    total_minor: int = minor_units(nullable=False)
    paid_minor: int = minor_units(default=0, nullable=False)
    refunded_minor: int = minor_units(default=0, nullable=False)
    refunded_delivery_minor: int = minor_units(default=0, nullable=False)
    prices_include_tax: bool = True
    locale: str = "en"
    contact_name: str
    contact_sealed: bytes = sealed(nullable=False)
    phone_index: bytes | None = sealed(default=None)
    email_index: bytes | None = sealed(default=None)
    address_sealed: bytes | None = sealed(default=None)
    country: str = ""
    delivery_code: str | None = None
    delivery_name: dict[str, str] = json_value(default_factory=dict, nullable=False)
    promise: dict[str, Any] = json_value(default_factory=dict, nullable=False)
    coupon: str | None = None
    terms_version: str = ""
    placed_at: datetime = moment_now(nullable=False)
    hold_expires_at: datetime = moment(nullable=False)
    hold_extended: bool = False
    paid_at: datetime | None = moment(default=None)
    closed_at: datetime | None = moment(default=None)
    close_reason: str = ""
    event_count: int = 0
    version: int = 1


class OrderLine(OfShop, table=True):
    """One line as it was sold: a snapshot, so that later edits of the product change nothing.

    `units`: how many of what its kind counts were in one piece.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", "order_lines_quantity"),
        CheckConstraint("fulfilled BETWEEN 0 AND quantity", "order_lines_fulfilled"),
        CheckConstraint("refunded BETWEEN 0 AND quantity", "order_lines_refunded"),
        CheckConstraint("restocked BETWEEN 0 AND quantity", "order_lines_restocked"),
        Index("order_lines_by_sku", "shop_id", "sku", "order_id"),
        {"postgresql_partition_by": "RANGE (order_id)"},
    )

    order_id: UUID = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_type=Integer)
    product_id: UUID
    variant_id: UUID
    sku: str
    kind: str
    name: dict[str, str] = json_value(nullable=False)
    options: list[dict[str, dict[str, str]]] = json_value(default_factory=list, nullable=False)
    picture_id: UUID | None = None
    description_version: int
    quantity: int
    units: int = 1
    unit_minor: int = minor_units(nullable=False)
    price_version: int
    discount_minor: int = minor_units(default=0, nullable=False)
    tax_ppm: int = 0
    tax_minor: int = minor_units(default=0, nullable=False)
    total_minor: int = minor_units(nullable=False)
    inputs: dict[str, Any] = json_value(default_factory=dict, nullable=False)
    fulfilled: int = 0
    refunded: int = 0
    refunded_minor: int = minor_units(default=0, nullable=False)
    restocked: int = 0


class OrderEvent(OfShop, table=True):
    """One entry of an order's timeline: what, who, when, with which facts."""

    __tablename__ = "order_events"
    __table_args__ = ({"postgresql_partition_by": "RANGE (order_id)"},)

    order_id: UUID = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_type=Integer)
    kind: str
    actor_kind: str
    actor_id: UUID | None = None
    actor_name: str = ""
    facts: dict[str, Any] = json_value(default_factory=dict, nullable=False)
    at: datetime = moment_now(nullable=False)


class OrderNumber(OfShop, table=True):
    """The number that people see, unique over the installation, and the order it leads to."""

    __tablename__ = "order_numbers"
    number: str = Field(primary_key=True)
    order_id: UUID


class IdempotencyKey(OfShop, table=True):
    """A caller's key and the order that it made; kept for a day at least."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("idempotency_keys_age", "created_at", postgresql_using="brin"),)

    shop_id: UUID = Field(default=None, primary_key=True, nullable=False)
    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request_hash: bytes = sealed(nullable=False)
    order_id: UUID
    created_at: datetime = moment_now(nullable=False)


class InvoiceNumber(OfShop, table=True):
    """The invoice of an order: `n` counts from 1 without a gap, each year of each shop anew."""

    __tablename__ = "invoice_numbers"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_id", name="invoice_numbers_order"),
        CheckConstraint("n > 0", "invoice_numbers_n"),
    )

    shop_id: UUID = Field(default=None, primary_key=True, nullable=False)
    year: int = Field(primary_key=True, sa_type=Integer)
    n: int = Field(primary_key=True, sa_type=Integer)
    order_id: UUID
    issued_at: datetime = moment_now(nullable=False)

    def __str__(self) -> str:
        return f"{self.year}-{self.n:06d}"


class Parcel(OfShop, table=True):
    """Some lines of an order on their way. `lines`: {"1": 2} is two of line 1.

    `tracker`: who tells us where it is ('' for nobody), under `tracker_ref` once it is registered
    there. `state`, `expected_at` and `delayed` are what was told last; `checked_at` is when.
    """

    __tablename__ = "parcels"
    __table_args__ = (
        Index("parcels_of_order", "order_id", "id"),
        UniqueConstraint("order_id", "request_key", name="parcels_once"),
        Index(
            "parcels_tracked_at",
            "tracker",
            "tracker_ref",
            unique=True,
            postgresql_where=text("tracker_ref IS NOT NULL"),
        ),
        Index(
            "parcels_to_check",
            "checked_at",
            postgresql_where=text("tracker <> '' AND delivered_at IS NULL"),
        ),
    )

    id: UUID = id_field()
    order_id: UUID
    request_key: UUID = Field(default_factory=new_id, nullable=False)
    carrier: str
    tracking_number: str
    lines: dict[str, int] = json_value(nullable=False)
    shipped_at: datetime = moment_now(nullable=False)
    delivered_at: datetime | None = moment(default=None)
    staff_id: UUID | None = None
    tracker: str = ""
    tracker_ref: str | None = None
    state: str = ""
    expected_at: datetime | None = moment(default=None)
    delayed: bool = False
    checked_at: datetime | None = moment(default=None)


class ParcelScan(OfShop, table=True):
    """Something that a carrier told of a parcel, once: `told` is the carrier's id of it."""

    __tablename__ = "parcel_scans"
    __table_args__ = (
        UniqueConstraint("parcel_id", "told", name="parcel_scans_once"),
        Index("parcel_scans_of", "parcel_id", "at"),
    )

    id: UUID = id_field()
    parcel_id: UUID = Field(foreign_key="parcels.id")
    told: str
    state: str
    place: str = ""
    note: str = ""
    at: datetime = moment(nullable=False)
    received_at: datetime = moment_now(nullable=False)
