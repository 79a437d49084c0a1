"""The past of a demo shop: its orders with stock, money and messages, and what is left."""

import random
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.carts.price_list import thresholds
from commerce.catalog.models import Product, Variant
from commerce.catalog.queries import priced_skus
from commerce.catalog.views import PricedVariant
from commerce.db.session import Session
from commerce.delivery.models import DeliveryMethod
from commerce.demo.baskets import Buyer, Counter, a_guest, a_moment, way_to_pay
from commerce.demo.opinions import give_opinions
from commerce.demo.plans import ShopPlan
from commerce.demo.plots import PLOTS, Cast, Plot
from commerce.demo.story import Story
from commerce.demo.till import deposit
from commerce.demo.traces import Told
from commerce.ids import id_at
from commerce.messages.models import Message, MessageState
from commerce.messages.writing import NewMessage
from commerce.orders.notices import Notice, messages_of
from commerce.orders.states import OrderStatus
from commerce.payments.models import AttemptState, Payment
from commerce.people.actors import Actor, ActorKind
from commerce.people.models import Customer
from commerce.secrecy import seal
from commerce.shops.models import Shop
from commerce.shops.queries import ShopView
from commerce.shops.tax import tax_table

_GUESTS = 0.35
_REFUNDABLE = timedelta(days=30)
_UNDELIVERED = 0.004  # of the messages


async def tell_history(
    session: Session,
    shop: Shop,
    plan: ShopPlan,
    staff: Mapping[str, Actor],
    customers: Sequence[Customer],
    chance: random.Random,
) -> None:
    """Write the orders of the last 60 days and all that follows from them."""
    now = clock.now()
    counter = await _counter(session, shop, plan, chance)
    clerk = staff["clerk"]
    cast = Cast(clerk=clerk, manager=staff.get("manager", staff["owner"]), chance=chance)
    told, stories = Told(), list[Story]()
    for plot in PLOTS:
        for _ in range(ceil(plot.count * plan.shop.orders / 300)):
            story = _begin(session, counter, plan, customers, plot, now, told, chance)
            plot.tell(story, cast)
            stories.append(story)
    await deposit(shop.name, [p for story in stories for p in _refundable(story, now)])
    session.add_all(told.payments)
    await session.flush()  # what follows points at payments
    session.add_all(told.after_payments)
    _write_messages(session, shop, told, chance)
    left = {v.sku: v.stock for product in plan.parcelled for v in product.variants}
    told.book.close(
        session,
        {variant.variant_id: left[variant.sku] for variant in counter.variants},
        opened=now - timedelta(days=62),
        counted=now - timedelta(hours=5),
        clerk=clerk,
    )
    await _count_popularity(session, stories)
    await give_opinions(session, stories, customers, chance)


def _refundable(story: Story, now: datetime) -> list[Payment]:
    """The payments that staff may send back still: those of the last weeks."""
    order = story.order
    if order.refunded_minor >= order.paid_minor or order.placed_at < now - _REFUNDABLE:
        return []
    return [payment for payment in story.payments if payment.state == AttemptState.SUCCEEDED]


async def _counter(session: Session, shop: Shop, plan: ShopPlan, chance: random.Random) -> Counter:
    view = ShopView.of(shop)
    skus = (await session.exec(select(col(Variant.sku)))).all()
    known = await priced_skus(session, view, skus)
    variants = [known[v.sku] for product in plan.parcelled for v in product.variants]
    return Counter(
        shop=view,
        variants=variants,
        weights=_weights(plan, variants, chance),
        methods=(await session.exec(select(DeliveryMethod))).all(),
        taxes=await tax_table(session),
        thresholds=await thresholds(session),
    )


def _weights(
    plan: ShopPlan, variants: Sequence[PricedVariant], chance: random.Random
) -> list[float]:
    """How much each variant is wanted: a few products far more than most, dear ones less."""
    slugs = [product.slug for product in plan.parcelled]
    wanted = dict(zip(chance.sample(slugs, len(slugs)), range(1, len(slugs) + 1), strict=True))
    return [wanted[v.slug] ** -0.5 * (v.unit.minor + 2_000) ** -0.35 for v in variants]


def _begin(
    session: Session,
    counter: Counter,
    plan: ShopPlan,
    customers: Sequence[Customer],
    plot: Plot,
    now: datetime,
    told: Told,
    chance: random.Random,
) -> Story:
    at = a_moment(now, plot.youngest, plot.oldest, counter.shop.time_zone, chance)
    buyer = _buyer(plan, customers, chance)
    new = counter.order(at, buyer, plot.pieces, chance)
    kind = ActorKind.CUSTOMER if buyer.customer_id else ActorKind.GUEST
    return Story(
        session,
        new,
        told=told,
        actor=Actor(kind, buyer.customer_id, buyer.contact.name),
        method=way_to_pay(buyer.plan.locale, counter.shop.currency, chance),
        now=now,
        chance=chance,
    )


def _buyer(plan: ShopPlan, customers: Sequence[Customer], chance: random.Random) -> Buyer:
    """Somebody; the first of the customers come most often."""
    n = min(int(chance.expovariate(3.0 / len(customers))), len(customers) - 1)
    if chance.random() < _GUESTS:
        return a_guest(plan.customers[n], chance.choice(plan.guests), chance)
    found = plan.customers[n]
    return Buyer(found, found.contact, found.address, customers[n].id)


def _write_messages(session: Session, shop: Shop, told: Told, chance: random.Random) -> None:
    for order, event in told.events:
        for message in messages_of(shop, Notice.of(order, event)):
            session.add(_sent(message, event.at, failed=chance.random() < _UNDELIVERED))


def _sent(message: NewMessage, at: datetime, *, failed: bool) -> Message:
    sent_at = at + timedelta(seconds=2)
    return Message(
        id=id_at(at),
        about=message.about,
        channel=message.channel,
        kind=message.kind,
        recipient_sealed=seal(message.recipient),
        subject=message.subject,
        body_sealed=seal(message.body),
        order_id=message.order_id,
        state=MessageState.FAILED if failed else MessageState.SENT,
        attempts=1,
        failure="recipient_unreachable" if failed else "",
        provider_ref="" if failed else f"demo_{id_at(at).hex}",
        created_at=at,
        sent_at=None if failed else sent_at,
    )


async def _count_popularity(session: Session, stories: Sequence[Story]) -> None:
    sold = Tally[UUID]()
    for story in stories:
        if story.order.status != OrderStatus.CANCELLED:
            for line in story.lines.values():
                sold[line.product_id] += line.quantity
    for product in (await session.exec(select(Product))).all():
        product.popularity = sold[product.id]
