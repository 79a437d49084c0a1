"""What the faces see of an order: frozen, unsealed, in words of no language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.campaigns.views import CampaignView
from commerce.catalog.kinds import kind_of
from commerce.catalog.kinds.inputs import Answered, answered, opened_inputs
from commerce.catalog.kinds.kind import Fulfilment, Words
from commerce.catalog.kinds.kind import Refund as Refundable
from commerce.catalog.texts import localized, option_text
from commerce.money import Money
from commerce.orders.access import access_token
from commerce.orders.models import Order, OrderEvent, OrderLine, Parcel
from commerce.orders.new import NewOrder
from commerce.orders.states import FulfilmentStatus, OrderStatus, cancellation
from commerce.payments.bank import BankAccount
from commerce.payments.models import Payment, Refund, RefundState
from commerce.payments.registry import BY_HAND
from commerce.people.contacts import Address, Contact
from commerce.secrecy import unseal


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """What a caller learns of an order just placed."""

    id: UUID
    number: str
    status: str
    payment_status: str
    fulfilment_status: str
    total: Money
    expires_at: datetime
    access_token: str


@dataclass(frozen=True, slots=True)
class Handed:
    """What an order's lines hand over: keys by line, names of files by variant."""

    keys: dict[int, tuple[str, ...]]
    files: dict[UUID, str]


NOTHING_HANDED = Handed({}, {})


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it was sold, in one language.

    `keys`, `note` and `file` (its name) are what an instant line hands over, once it is paid.
    """

    n: int
    product_id: UUID
    variant_id: UUID
    sku: str
    kind: str
    name: str
    options: str
    picture_id: UUID | None
    quantity: int
    unit: Money
    discount: Money
    tax: Money
    total: Money
    fulfilled: int
    refunded: int
    restocked: int
    inputs: dict[str, Any]
    answers: tuple[Answered, ...]
    keys: tuple[str, ...] = ()
    note: str = ""
    file: str = ""

    @property
    def to_ship(self) -> int:
        """How many are neither on their way nor refunded."""
        if kind_of(self.kind).fulfilment != Fulfilment.PARCEL:
            return 0
        return max(0, self.quantity - self.fulfilled - self.refunded)

    @property
    def fulfilment(self) -> Fulfilment:
        """How it reaches its customer."""
        return kind_of(self.kind).fulfilment

    @property
    def counted(self) -> bool:
        """Whether there is a stock that it came from."""
        return kind_of(self.kind).counted

    @property
    def refundable(self) -> int:
        """How many pieces people may refund."""
        left = self.quantity - self.refunded
        if kind_of(self.kind).refund == Refundable.ALL:
            return left
        return min(left, self.quantity - self.fulfilled)


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the timeline."""

    n: int
    kind: str
    actor_kind: str
    actor_name: str
    facts: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One attempt to pay."""

    id: UUID
    provider: str
    method: str
    amount: Money
    state: str
    cause: str
    field: str
    pay_url: str
    qr: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefundView:
    """One refund. `by_hand`: staff have to give it back themselves."""

    id: UUID
    amount: Money
    state: str
    reason: str
    cause: str
    created_at: datetime
    by_hand: bool


@dataclass(frozen=True, slots=True)
class ScanView:
    """Something that a carrier told of a parcel."""

    state: str
    place: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One parcel and how many of which lines it holds."""

    id: UUID
    carrier: str
    tracking_number: str
    lines: dict[int, int]
    shipped_at: datetime
    delivered_at: datetime | None
    state: str = ""
    expected_at: datetime | None = None
    delayed: bool = False
    checked_at: datetime | None = None
    scans: tuple[ScanView, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list."""

    id: UUID
    number: str
    status: str
    payment_status: str
    fulfilment_status: str
    total: Money
    contact_name: str
    placed_at: datetime
    hold_expires_at: datetime
    pieces: int
    first_line: str
    picture_id: UUID | None


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order whole, for its customer or the shop's staff.

    `coupon_discount`: the coupon's part of `discount`; `delivery_discount`: what it took off the
    delivery, which `delivery` no longer holds. Without a coupon neither is told.
    """

    id: UUID
    number: str
    customer_id: UUID | None
    status: str
    payment_status: str
    fulfilment_status: str
    items: Money
    discount: Money
    delivery: Money
    tax: Money
    total: Money
    paid: Money
    refunded: Money
    prices_include_tax: bool
    locale: str
    contact: Contact
    address: Address | None
    delivery_code: str | None
    delivery_name: str
    promise: dict[str, Any]
    placed_at: datetime
    hold_expires_at: datetime
    paid_at: datetime | None
    close_reason: str
    version: int
    access_token: str
    lines: tuple[LineView, ...]
    events: tuple[EventView, ...]
    payments: tuple[PaymentView, ...]
    refunds: tuple[RefundView, ...]
    parcels: tuple[ParcelView, ...]
    coupon: str = ""
    coupon_discount: Money | None = None
    delivery_discount: Money | None = None
    campaigns: tuple[CampaignView, ...] = ()
    transfer: BankAccount | None = None  # where it waits for a transfer

    @property
    def customer_may_cancel(self) -> bool:
        """Whether its customer may cancel it now."""
        return cancellation(self.status, self.payment_status, self.fulfilment_status).by_customer

    @property
    def staff_may_cancel(self) -> bool:
        """Whether staff with the right may cancel it now."""
        return cancellation(self.status, self.payment_status, self.fulfilment_status).by_staff


def placed_new(new: NewOrder) -> PlacedOrder:
    """A new order as its caller sees it at once."""
    total = Money(new.total_minor, new.terms.currency)
    return PlacedOrder(
        new.id,
        new.number,
        OrderStatus.OPEN,
        new.payment_status,
        FulfilmentStatus.UNFULFILLED,
        total,
        new.hold_expires_at,
        access_token(new.id),
    )


def placed_again(order: Order) -> PlacedOrder:
    """An order as the caller who repeats its key sees it."""
    return PlacedOrder(
        order.id,
        order.number,
        order.status,
        order.payment_status,
        order.fulfilment_status,
        Money(order.total_minor, order.currency),
        order.hold_expires_at,
        access_token(order.id),
    )


def line_view(line: OrderLine, currency: str, locale: str, handed: Handed) -> LineView:
    """One line in `locale`, with what it hands over."""
    inputs = opened_inputs(line.inputs)
    kind = kind_of(line.kind)
    given = bool(line.fulfilled) and kind.fulfilment == Fulfilment.INSTANT
    words: Words = kind.hands_over(inputs) if given and kind.hands_over else {"en": ""}
    return LineView(
        n=line.n,
        product_id=line.product_id,
        variant_id=line.variant_id,
        sku=line.sku,
        kind=line.kind,
        name=localized(line.name, locale),
        options=option_text(line.options, locale),
        picture_id=line.picture_id,
        quantity=line.quantity,
        unit=Money(line.unit_minor, currency),
        discount=Money(line.discount_minor, currency),
        tax=Money(line.tax_minor, currency),
        total=Money(line.total_minor, currency),
        fulfilled=line.fulfilled,
        refunded=line.refunded,
        restocked=line.restocked,
        inputs=inputs,
        answers=answered(line.kind, inputs, locale),
        keys=handed.keys.get(line.n, ()),
        note=localized(words, locale),
        file=handed.files.get(line.variant_id, "") if given else "",
    )


def event_view(event: OrderEvent) -> EventView:
    """One entry of the timeline."""
    return EventView(event.n, event.kind, event.actor_kind, event.actor_name, event.facts, event.at)


def payment_view(payment: Payment) -> PaymentView:
    """One attempt to pay."""
    return PaymentView(
        id=payment.id,
        provider=payment.provider,
        method=payment.method,
        amount=Money(payment.amount_minor, payment.currency),
        state=payment.state,
        cause=payment.cause,
        field=payment.field,
        pay_url=payment.pay_url,
        qr=payment.qr,
        created_at=payment.created_at,
        expires_at=payment.expires_at,
    )


def refund_view(refund: Refund, payments: Iterable[Payment]) -> RefundView:
    """One refund, of one of these payments."""
    by_hand = any(one.id == refund.payment_id and one.provider in BY_HAND for one in payments)
    return RefundView(
        id=refund.id,
        amount=Money(refund.amount_minor, refund.currency),
        state=refund.state,
        reason=refund.reason,
        cause=refund.cause,
        created_at=refund.created_at,
        by_hand=by_hand and refund.state == RefundState.REQUESTED,
    )


def parcel_view(parcel: Parcel, scans: tuple[ScanView, ...] = ()) -> ParcelView:
    """One parcel."""
    return ParcelView(
        id=parcel.id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        lines={int(n): quantity for n, quantity in parcel.lines.items()},
        shipped_at=parcel.shipped_at,
        delivered_at=parcel.delivered_at,
        state=parcel.state,
        expected_at=parcel.expected_at,
        delayed=parcel.delayed,
        checked_at=parcel.checked_at,
        scans=scans,
    )


def contact_of(order: Order) -> Contact:
    """The order's contact, unsealed."""
    return Contact.model_construct(**unseal(order.contact_sealed))


def address_of(order: Order) -> Address | None:
    """The order's address, unsealed, if it has one."""
    return Address.model_construct(**unseal(order.address_sealed)) if order.address_sealed else None
