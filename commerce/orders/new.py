"""An order that is ready to be written: plain values, so that making one costs microseconds.

Not frozen, which would double that; nobody changes one that is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.catalog.views import PricedVariant
from commerce.orders.commands import Caller
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import PaymentStatus


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What the orders of one shop, delivery method, language and moment have in common.

    `unpaid_most`: how many unpaid orders one customer or contact may hold.
    """

    shop_id: UUID
    currency: str
    prices_include_tax: bool
    locale: str
    delivery_code: str | None
    delivery_name: Mapping[str, str]
    promise: Mapping[str, Any]
    terms_version: str
    unpaid_most: int


@dataclass(slots=True)
class NewLine:
    """One line with its variant's snapshot. Amounts are minor units."""

    variant: PricedVariant
    quantity: int
    discount_minor: int
    tax_ppm: int
    tax_minor: int
    total_minor: int
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewUse:
    """The coupon that an order uses, as it was quoted, and what it takes off."""

    coupon_id: UUID
    code: str
    version: int
    off_minor: int
    delivery_off_minor: int
    lines: Mapping[str, int]


@dataclass(slots=True, eq=False)
class NewOrder:
    """An order with its lines, ready to be written, and who asked for it under which key.

    Amounts are minor units of the terms' currency; `digest` is the request's, which the key is
    bound to.
    """

    id: UUID
    number: str
    terms: Terms
    lines: tuple[NewLine, ...]
    caller: Caller
    digest: bytes
    items_minor: int
    discount_minor: int
    delivery_minor: int
    delivery_tax_minor: int
    tax_minor: int
    total_minor: int
    contact_name: str
    contact_sealed: bytes
    phone_index: bytes | None
    email_index: bytes | None
    address_sealed: bytes | None
    country: str
    coupon: str | None
    placed_at: datetime
    hold_expires_at: datetime
    use: NewUse | None = None

    @property
    def key(self) -> tuple[UUID, str, str]:
        """The idempotency key's whole name."""
        return (self.terms.shop_id, self.caller.scope, self.caller.key)

    @property
    def payment_status(self) -> PaymentStatus:
        """Who owes nothing has paid."""
        return PaymentStatus.UNPAID if self.total_minor else PaymentStatus.PAID

    def rows(self) -> tuple[Order, list[OrderLine]]:
        """The same as rows of its tables, for those who write history."""
        terms = self.terms
        order = Order(
            id=self.id,
            shop_id=terms.shop_id,
            number=self.number,
            customer_id=self.caller.customer_id,
            payment_status=self.payment_status,
            currency=terms.currency,
            items_minor=self.items_minor,
            discount_minor=self.discount_minor,
            delivery_minor=self.delivery_minor,
            delivery_tax_minor=self.delivery_tax_minor,
            tax_minor=self.tax_minor,
            total_minor=self.total_minor,
            prices_include_tax=terms.prices_include_tax,
            locale=terms.locale,
            contact_name=self.contact_name,
            contact_sealed=self.contact_sealed,
            phone_index=self.phone_index,
            email_index=self.email_index,
            address_sealed=self.address_sealed,
            country=self.country,
            delivery_code=terms.delivery_code,
            delivery_name=dict(terms.delivery_name),
            promise=dict(terms.promise),
            coupon=self.coupon,
            terms_version=terms.terms_version,
            placed_at=self.placed_at,
            hold_expires_at=self.hold_expires_at,
            paid_at=None if self.total_minor else self.placed_at,
        )
        lines = [self._row(n, line) for n, line in enumerate(self.lines, start=1)]
        return order, lines

    def _row(self, n: int, line: NewLine) -> OrderLine:
        variant = line.variant
        return OrderLine(
            order_id=self.id,
            n=n,
            shop_id=self.terms.shop_id,
            product_id=variant.product_id,
            variant_id=variant.variant_id,
            sku=variant.sku,
            kind=variant.kind,
            name=variant.name,
            options=list(variant.options),
            picture_id=variant.picture_id,
            description_version=variant.description_version,
            quantity=line.quantity,
            units=variant.units,
            unit_minor=variant.unit.minor,
            price_version=variant.price_version,
            discount_minor=line.discount_minor,
            tax_ppm=line.tax_ppm,
            tax_minor=line.tax_minor,
            total_minor=line.total_minor,
            inputs=dict(line.inputs),
        )
