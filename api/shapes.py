"""What the API answers: one model a shape, for the answers and for their documentation."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from commerce.money import Money


class Shape(BaseModel):
    """A frozen answer, read from a view's attributes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Amount(Shape):
    """Money: whole minor units (fen, cents) of an ISO 4217 currency."""

    minor: int = Field(examples=[12900])
    currency: str = Field(examples=["CNY"])

    @classmethod
    def of(cls, money: Money) -> "Amount":
        """The amount of `money`."""
        return cls.model_construct(minor=money.minor, currency=money.currency)

    @classmethod
    def maybe(cls, minor: int | None, currency: str) -> "Amount | None":
        """An amount, where there is one."""
        return None if minor is None else cls.model_construct(minor=minor, currency=currency)


class FieldProblem(Shape):
    """What is wrong with one field: its dotted path, a stable code, a sentence's end."""

    field: str = Field(examples=["lines.0.quantity"])
    code: str = Field(examples=["greater_than_equal"])
    message: str = Field(examples=["must be at least 1"])


class ShortSku(Shape):
    """A SKU that there is too little of."""

    sku: str
    wanted: int
    left: int


class ProblemDetails(Shape):
    """RFC 9457. `type` is a stable code; which other members there are follows from it."""

    type: str = Field(examples=["out_of_stock"])
    title: str = Field(examples=["There is too little in stock."])
    status: int = Field(examples=[409])
    errors: list[FieldProblem] | None = Field(None, description="invalid, taken: field by field")
    short: list[ShortSku] | None = Field(None, description="out_of_stock: what is left")
    expected_total: Amount | None = Field(None, description="price_changed: what you expected")
    total: Amount | None = Field(None, description="price_changed: what it costs now")
    cause: str | None = Field(None, description="payment_refused, coupon_refused: why")
    retry_after: int | None = Field(None, description="too_many, busy: seconds to wait")
    request_id: str | None = Field(None, description="unexpected: what to tell us")


class ProductItem(Shape):
    """A product in a list; `full=true` adds the members that may be missing."""

    slug: str
    name: str
    kind: str
    price: Amount
    compare_at: Amount | None = None
    summary: str | None = None
    picture: str | None = None
    sold_out: bool | None = None


class ProductList(Shape):
    """One page of products. No `next_cursor`: this is the last page."""

    items: list[ProductItem]
    next_cursor: str | None


class Option(Shape):
    """One option of a variant in the language asked for."""

    name: str = Field(examples=["Size"])
    value: str = Field(examples=["M"])


class VariantItem(Shape):
    """A buyable form. `available` is null where nothing runs out."""

    sku: str
    options: list[Option]
    price: Amount
    available: int | None


class ProductDetail(Shape):
    """A product; `inputs_schema` (JSON Schema) says what a line of it asks of the customer."""

    slug: str
    name: str
    kind: str
    inputs_schema: dict[str, Any]
    variants: list[VariantItem]
    summary: str | None = None
    description: str | None = None
    category: str | None = None
    pictures: list[str] | None = None


class CategoryItem(Shape):
    """A shelf of the catalogue."""

    slug: str
    name: str
    product_count: int
    picture: str | None


class CategoryList(Shape):
    """All shelves, in their order."""

    items: list[CategoryItem]


class DeliveryMethodItem(Shape):
    """A way to send parcels; `full=true` adds the members that may be missing."""

    code: str
    name: str
    price: Amount
    summary: str | None = None
    free_from: Amount | None = None
    night: bool | None = None
    arrives_from: date | None = None
    arrives_until: date | None = None
    order_by: datetime | None = None


class DeliveryMethodList(Shape):
    """The methods in use, in their order."""

    items: list[DeliveryMethodItem]


class PaymentMethodList(Shape):
    """The ways to pay on offer."""

    items: list[str] = Field(examples=[["wechat", "alipay", "card"]])


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
    delivery: Amount
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


class OrderLineAnswer(Shape):
    """One line as it was sold."""

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


class ParcelItem(Shape):
    """A parcel; `lines` maps a line's `n` to how many of it are inside."""

    carrier: str
    tracking_number: str
    lines: dict[int, int]
    shipped_at: datetime
    delivered_at: datetime | None


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
    discount: Amount
    delivery: Amount
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


class CustomerAnswer(Shape):
    """A customer, for that customer."""

    name: str
    phone: str | None
    phone_verified: bool
    email: str | None
    email_verified: bool
    has_password: bool
    locale: str
    version: int


class SessionAnswer(Shape):
    """A new session. `token` is what the cookie holds: keep it as secret as a password."""

    token: str
    expires_at: datetime
    customer: CustomerAnswer


class CodeAnswer(Shape):
    """A code on its way; ask for another one after `resend_seconds`."""

    phone: str
    resend_seconds: int


class AddressItem(Shape):
    """An entry of the address book."""

    id: UUID
    name: str
    phone: str | None
    email: str | None
    country: str
    region: str
    city: str
    district: str
    line1: str
    line2: str
    postcode: str
    is_default: bool
    version: int


class AddressList(Shape):
    """The address book."""

    items: list[AddressItem]


class AgainAnswer(Shape):
    """The cart with an old order's lines in it; `missing` are the SKUs no longer sold."""

    cart: CartAnswer
    missing: list[str]
