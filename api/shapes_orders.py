"""What the API answers about carts, quotes and orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.shapes import Amount, Shape


class QuoteLine(Shape):
    """A line's share of everything; `total` is what is paid for it, tax included."""

    sku: str
    quantity: int
    price: Amount
    discount: Amount
    tax: Amount
    total: Amount


class QuoteAnswer(Shape):
    """What an order would cost now."""

    lines: list[QuoteLine]
    items: Amount
    discount: Amount
    coupon: str | None = Field(description="The code that counts")
    coupon_discount: Amount = Field(description="The coupon's part of `discount`")
    delivery: Amount
    delivery_discount: Amount = Field(description="What the coupon took off the delivery")
    tax: Amount
    prices_include_tax: bool
    total: Amount
    needs_address: bool
    missing_to_next_discount: Amount | None
    next_discount: Amount | None
    missing_to_free_delivery: Amount | None


class PlacedAnswer(Shape):
    """An order just placed. `access_token` is good for this order alone, as a Bearer token."""

    number: str = Field(examples=["7KQ2M9XH4C"])
    status: str = Field(examples=["open"])
    payment_status: str = Field(examples=["unpaid"])
    fulfilment_status: str = Field(examples=["unfulfilled"])
    total: Amount
    expires_at: datetime
    access_token: str


class ContactAnswer(Shape):
    """Who receives, and how to reach them."""

    name: str
    phone: str | None
    email: str | None


class AddressAnswer(Shape):
    """Where it goes."""

    country: str
    region: str
    city: str
    district: str
    line1: str
    line2: str
    postcode: str


class ProgressAnswer(Shape):
    """How far a line's campaign is. `refunded`: for what was not delivered by its end."""

    state: str = Field(examples=["running"])
    ordered: int
    delivered: int
    starts_at: datetime
    ends_at: datetime
    refunded: Amount


class OrderLineAnswer(Shape):
    """One line as it was sold; `keys`, `note` and `file` (a path) are what it hands over."""

    n: int
    sku: str
    kind: str
    name: str
    options: str
    quantity: int
    price: Amount
    discount: Amount
    tax: Amount
    total: Amount
    fulfilled: int
    refunded: int
    inputs: dict[str, Any]
    keys: list[str]
    note: str
    file: str | None
    progress: ProgressAnswer | None


class TimelineEntry(Shape):
    """Something that happened to the order; `kind` is a stable code."""

    kind: str
    by: str = Field(examples=["customer"])
    at: datetime


class PaymentAnswer(Shape):
    """An attempt to pay: open `pay_url`, or show `qr` for a phone to scan."""

    id: UUID
    status: str = Field(examples=["pending"])
    pay_url: str
    qr: str


class PaymentItem(Shape):
    """An attempt to pay, past or present."""

    id: UUID
    method: str
    status: str
    amount: Amount
    cause: str
    pay_url: str
    qr: str
    created_at: datetime


class RefundItem(Shape):
    """Money that goes back."""

    amount: Amount
    status: str
    created_at: datetime


class ScanItem(Shape):
    """Something that the carrier told of a parcel."""

    state: str
    place: str
    note: str
    at: datetime


class ParcelItem(Shape):
    """A parcel; `lines` maps a line's `n` to how many of it are inside."""

    carrier: str
    tracking_number: str
    lines: dict[int, int]
    shipped_at: datetime
    delivered_at: datetime | None
    state: str = Field(
        description="Where the carrier says it is; empty while it told nothing",
        examples=["in_transit"],
    )
    expected_at: datetime | None = Field(description="When the carrier expects it to arrive")
    delayed: bool = Field(description="Whether the carrier put that off")
    checked_at: datetime | None = Field(description="How fresh that is: when the carrier told it")
    scans: list[ScanItem] = Field(description="What the carrier told, newest first")


class TransferAnswer(Shape):
    """Where to transfer an order's money to; the reference is the order's number."""

    holder: str
    bank: str
    number: str


class OrderAnswer(Shape):
    """An order whole, as its customer sees it."""

    number: str
    status: str
    payment_status: str
    fulfilment_status: str
    total: Amount
    expires_at: datetime
    access_token: str
    items: Amount
    discount: Amount = Field(description="Off the items: threshold discount and coupon together")
    threshold_discount: Amount = Field(description="The threshold discount's part of `discount`")
    coupon: str | None = Field(description="The code that was used")
    coupon_discount: Amount = Field(description="The coupon's part of `discount`")
    delivery: Amount
    delivery_discount: Amount = Field(description="What the coupon took off the delivery")
    tax: Amount
    paid: Amount
    refunded: Amount
    prices_include_tax: bool
    contact: ContactAnswer
    address: AddressAnswer | None
    delivery_method: str | None
    delivery_name: str
    placed_at: datetime
    paid_at: datetime | None
    close_reason: str
    may_cancel: bool
    lines: list[OrderLineAnswer]
    timeline: list[TimelineEntry]
    payments: list[PaymentItem]
    refunds: list[RefundItem]
    parcels: list[ParcelItem]
    transfer: TransferAnswer | None = Field(description="While a bank transfer is waited for")


class OrderSummaryItem(Shape):
    """An order in a list."""

    number: str
    status: str
    payment_status: str
    fulfilment_status: str
    total: Amount
    placed_at: datetime
    pieces: int
    first_line: str


class OrderList(Shape):
    """One page of orders, newest first."""

    items: list[OrderSummaryItem]
    next_cursor: str | None


class CartLineItem(Shape):
    """One line. `problem`: null, gone (no longer sold), sold_out, too_many (see `available`)."""

    sku: str
    slug: str
    name: str
    options: str
    quantity: int
    available: int | None
    price: Amount
    discount: Amount
    total: Amount
    inputs: dict[str, Any]
    problem: str | None


class CartAnswer(Shape):
    """A cart, before delivery. Order with `order_key` as Idempotency-Key, and it empties."""

    lines: list[CartLineItem]
    pieces: int
    items: Amount
    discount: Amount
    total: Amount
    missing_to_next_discount: Amount | None
    ready: bool = Field(description="Whether it can be ordered as it stands")
    order_key: UUID | None


class AgainAnswer(Shape):
    """The cart with an old order's lines in it; `missing` are the SKUs no longer sold."""

    cart: CartAnswer
    missing: list[str]
