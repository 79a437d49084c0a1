"""What people of a demo shop's past put in their baskets, where it went, and when."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from commerce import clock
from commerce.carts import pricing
from commerce.carts.asking import WantedLine
from commerce.carts.pricing import DeliveryToPrice, LineToPrice, Threshold
from commerce.carts.quoting import Quoted, QuotedLine
from commerce.catalog.views import PricedVariant
from commerce.delivery.models import DeliveryMethod
from commerce.demo.plans import CustomerPlan
from commerce.ids import id_at
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.new import NewOrder
from commerce.orders.placing import new_order
from commerce.people.contacts import Address, Contact
from commerce.shops.queries import ShopView
from commerce.shops.tax import TaxTable

# How many of a day's orders come in each hour, in the shop's zone: it never quite sleeps.
_HOURS = (4, 3, 2, 1, 1, 1, 2, 3, 5, 6, 7, 7, 8, 7, 6, 6, 6, 7, 8, 9, 11, 12, 10, 6)
_WEEKEND = 1.3
_THEN = 0.4  # how much came in 60 days ago: business grows
_METHODS = {"standard": 60, "express": 18, "night": 22, "bicycle": 70, "post": 30}
_WALLETS = {"zh": (("wechat", 55), ("alipay", 35), ("card", 10)), "en": (("card", 1),)}


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders: a customer with an account, or a guest."""

    plan: CustomerPlan
    contact: Contact
    address: Address
    customer_id: UUID | None


@dataclass(frozen=True, slots=True)
class Counter:
    """All that pricing an order of this shop needs."""

    shop: ShopView
    variants: Sequence[PricedVariant]
    weights: Sequence[float]
    methods: Sequence[DeliveryMethod]
    taxes: TaxTable
    thresholds: Sequence[Threshold]

    def order(self, at: datetime, buyer: Buyer, pieces: int, chance: random.Random) -> NewOrder:
        """An order of `buyer`, placed at `at`, of at least so many pieces."""
        wanted = self._basket(pieces, chance)
        country = buyer.address.country
        there = [m for m in self.methods if not m.countries or country in m.countries]
        method = chance.choices(there, [_METHODS[m.code] for m in there])[0]
        quoted = self._quote(wanted, country, method)
        command = PlaceOrder(
            lines=tuple(line.wanted for line in quoted.lines),
            contact=buyer.contact,
            address=buyer.address,
            delivery_method=method.code,
        )
        caller = Caller(
            scope="demo",
            key=id_at(at).hex,
            customer_id=buyer.customer_id,
            name=buyer.contact.name,
            locale=buyer.plan.locale,
        )
        with clock.at(at):
            return replace(new_order(self.shop, caller, command, quoted), id=id_at(at))

    def _basket(self, pieces: int, chance: random.Random) -> list[tuple[PricedVariant, int]]:
        lines = chance.choices((1, 2, 3, 4), (46, 32, 15, 7))[0]
        basket: dict[str, tuple[PricedVariant, int]] = {}
        for variant in chance.choices(self.variants, self.weights, k=lines):
            cheap = variant.unit.minor < 5_000
            basket[variant.slug] = (variant, chance.choices((1, 2, 3), (7, 3, 2 * cheap))[0])
        if sum(quantity for _, quantity in basket.values()) < pieces:
            variant, _ = next(iter(basket.values()))
            basket[variant.slug] = (variant, pieces)
        return list(basket.values())

    def _quote(
        self, wanted: list[tuple[PricedVariant, int]], country: str, method: DeliveryMethod
    ) -> Quoted:
        lines = tuple(
            QuotedLine(
                WantedLine(sku=variant.sku, quantity=quantity, inputs={}),
                variant,
                {},
                self.taxes.rate(variant.tax_class, country),
            )
            for variant, quantity in wanted
        )
        quote = pricing.quote(
            self.shop.currency,
            [LineToPrice(q.wanted.quantity, q.variant.unit.minor, q.tax_ppm) for q in lines],
            prices_include_tax=self.shop.prices_include_tax,
            thresholds=self.thresholds,
            delivery=DeliveryToPrice(
                method.price_minor,
                method.free_from_minor,
                self.taxes.rate(method.tax_class, country),
            ),
        )
        return Quoted(lines, quote, method, needs_address=True)


def way_to_pay(locale: str, currency: str, chance: random.Random) -> str:
    """The wallet or card that somebody of that language uses."""
    ways = _WALLETS[locale if currency == "CNY" else "en"]
    return chance.choices([way for way, _ in ways], [weight for _, weight in ways])[0]


def a_guest(like: CustomerPlan, name: str, chance: random.Random) -> Buyer:
    """Somebody without an account who lives near `like`."""
    line1 = re.sub(r"\d+", lambda _: str(chance.randint(2, 180)), like.line1, count=1)
    phone = f"+86198{chance.randint(10_000_000, 99_999_999)}" if like.country == "CN" else None
    email = None if phone else f"guest.{chance.randint(1_000, 9_999)}@example.net"
    contact = Contact(name=name, phone=phone, email=email)
    return Buyer(like, contact, like.address.model_copy(update={"line1": line1}), None)


def a_moment(
    now: datetime, youngest: float, oldest: float, time_zone: str, chance: random.Random
) -> datetime:
    """When an order came, between so many hours ago: more of late, more in the evening."""
    zone = clock.zone(time_zone)
    peak = max(_HOURS) * _WEEKEND
    while True:
        share = chance.random()  # 0 is the youngest
        at = now - timedelta(hours=youngest + share * (oldest - youngest))
        local = at.astimezone(zone)
        weight = _HOURS[local.hour] * (_WEEKEND if local.weekday() >= 5 else 1.0)
        weight *= 1 - (1 - _THEN) * share
        if oldest < 12 or chance.random() < weight / peak:
            return at
