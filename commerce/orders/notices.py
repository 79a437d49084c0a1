"""What people are told of an order's way: one message an event and channel, whoever asks."""

from typing import Any
from uuid import UUID

import procrastinate
from sqlmodel import col, select

from commerce.catalog.texts import localized
from commerce.db.session import transaction
from commerce.messages.writing import NewMessage, write
from commerce.money import Money
from commerce.orders.access import access_token, order_by_id
from commerce.orders.models import Order, OrderEvent
from commerce.orders.views import contact_of
from commerce.queue import queue
from commerce.settings import settings
from commerce.shops.models import Shop

RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3)

# event kind -> (subject, sentence); {number}, {shop}, {total}, {carrier}, {tracking}, {amount}
TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "placed": {
        "en": ("Your order {number}", "We have your order over {total}. Pay it here: {link}"),
        "zh": ("订单 {number} 已提交", "订单金额 {total},请在此付款:{link}"),
    },
    "paid": {
        "en": ("Payment received: {number}", "Thank you. Your order {number} is paid: {link}"),
        "zh": ("订单 {number} 付款成功", "谢谢,订单 {number} 已付款:{link}"),
    },
    "shipped": {
        "en": ("On its way: {number}", "{carrier} has your parcel {tracking}. Follow it: {link}"),
        "zh": ("订单 {number} 已发货", "{carrier} 正在派送包裹 {tracking},查看进度:{link}"),
    },
    "parcel_corrected": {
        "en": ("New tracking number: {number}", "{carrier} has your parcel as {tracking}: {link}"),
        "zh": ("运单号更正:{number}", "您的包裹由 {carrier} 派送,正确运单号 {tracking}:{link}"),
    },
    "delivered": {
        "en": ("Delivered: {number}", "Your parcel of order {number} has arrived: {link}"),
        "zh": ("订单 {number} 已送达", "订单 {number} 的包裹已送达:{link}"),
    },
    "cancelled": {
        "en": ("Cancelled: {number}", "Your order {number} was cancelled: {link}"),
        "zh": ("订单 {number} 已取消", "订单 {number} 已取消:{link}"),
    },
    "expired": {
        "en": ("Not paid in time: {number}", "Order {number} ended unpaid. Order again: {link}"),
        "zh": ("订单 {number} 超时未付款", "订单 {number} 因超时未付款已关闭,可再次下单:{link}"),
    },
    "refunded": {
        "en": ("Refund for {number}", "{amount} of order {number} went back to you: {link}"),
        "zh": ("订单 {number} 退款成功", "订单 {number} 已退款 {amount}:{link}"),
    },
}
TEXTS["paid_late"] = TEXTS["paid"]


@queue.task(name="orders.notify", retry=RETRY)
async def notify(shop: str, orders: list[str]) -> None:
    """Write the messages that the timelines of these orders ask for and that are not there."""
    async with transaction(UUID(shop)) as session:
        seller = (await session.exec(select(Shop).where(Shop.id == UUID(shop)))).one()
        for order_id in orders:
            order = await order_by_id(session, UUID(order_id))
            events = await session.exec(
                select(OrderEvent)
                .where(OrderEvent.order_id == order.id, col(OrderEvent.kind).in_(TEXTS))
                .order_by(col(OrderEvent.n))
            )
            for event in events:
                await write(session, *messages_of(seller, order, event))


def messages_of(seller: Shop, order: Order, event: OrderEvent) -> list[NewMessage]:
    """What an event of `order` has its customer told: one message a channel, or none at all."""
    if event.kind not in TEXTS:
        return []
    contact = contact_of(order)
    subject, sentence = TEXTS[event.kind].get(order.locale) or TEXTS[event.kind]["en"]
    facts = _facts(seller, order, event)
    return [
        NewMessage(
            about=f"order:{order.id}:{event.n}",
            channel=channel,
            kind=f"order_{event.kind}",
            recipient=recipient,
            subject=subject.format_map(facts),
            body=f"[{seller.name}] " + sentence.format_map(facts),
            order_id=order.id,
        )
        for channel, recipient in (("sms", contact.phone), ("email", contact.email))
        if recipient
    ]


def _facts(seller: Shop, order: Order, event: OrderEvent) -> dict[str, Any]:
    prefix = "" if order.locale == "en" else f"/{order.locale}"
    link = f"{settings().public_url}{prefix}/orders/{order.number}?key={access_token(order.id)}"
    return {
        "number": order.number,
        "shop": seller.name,
        "total": Money(order.total_minor, order.currency),
        "amount": Money(int(event.facts.get("minor", 0)), order.currency),
        "carrier": event.facts.get("carrier", ""),
        "tracking": event.facts.get("tracking", ""),
        "delivery": localized(order.delivery_name, order.locale),
        "link": link,
    }
