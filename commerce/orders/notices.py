"""What people are told of an order's way: one message an event and channel, whoever asks."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self
from uuid import UUID

import procrastinate
from sqlmodel import select

from commerce.db.direct import Connection
from commerce.db.session import Session, transaction
from commerce.ids import joined_ids, split_ids
from commerce.messages.writing import NewMessage, write
from commerce.money import Money
from commerce.orders.access import access_token
from commerce.orders.models import Order, OrderEvent
from commerce.queue import queue
from commerce.secrecy import unseal
from commerce.settings import settings
from commerce.shops.models import Shop
from commerce.stock.keys import keys_of

MOST_KEYS = 20  # in a message; the order's page has all of them
RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3)

# event kind -> (subject, sentence); {number}, {shop}, {total}, {carrier}, {tracking}, {amount}
TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "placed": {
        "en": ("Your order {number}", "We have your order over {total}. Pay it here: {link}"),
        "zh": ("订单 {number} 已提交", "订单金额 {total}，请在此付款：{link}"),
    },
    "paid": {
        "en": ("Payment received: {number}", "Thank you. Your order {number} is paid: {link}"),
        "zh": ("订单 {number} 付款成功", "谢谢，订单 {number} 已付款：{link}"),
    },
    "pay_at_door": {
        "en": (
            "Confirmed: {number}",
            "Please have {amount} ready when order {number} arrives: {link}",
        ),
        "zh": ("订单 {number} 已确认", "订单 {number} 送达时请支付 {amount}：{link}"),
    },
    "transfer_asked": {
        "en": (
            "Please transfer {amount}: {number}",
            "Transfer {amount} with the reference {number}. The account is here: {link}",
        ),
        "zh": ("订单 {number} 请转账", "请转账 {amount}，附言填写 {number}，收款账户见：{link}"),
    },
    "shipped": {
        "en": ("On its way: {number}", "{carrier} has your parcel {tracking}. Follow it: {link}"),
        "zh": ("订单 {number} 已发货", "{carrier} 正在派送包裹 {tracking}，查看进度：{link}"),
    },
    "parcel_corrected": {
        "en": ("New tracking number: {number}", "{carrier} has your parcel as {tracking}: {link}"),
        "zh": ("运单号更正：{number}", "您的包裹由 {carrier} 派送，正确运单号 {tracking}：{link}"),
    },
    "delivered": {
        "en": ("Delivered: {number}", "Your parcel of order {number} has arrived: {link}"),
        "zh": ("订单 {number} 已送达", "订单 {number} 的包裹已送达：{link}"),
    },
    "cancelled": {
        "en": ("Cancelled: {number}", "Your order {number} was cancelled: {link}"),
        "zh": ("订单 {number} 已取消", "订单 {number} 已取消：{link}"),
    },
    "expired": {
        "en": ("Not paid in time: {number}", "Order {number} ended unpaid. Order again: {link}"),
        "zh": ("订单 {number} 超时未付款", "订单 {number} 因超时未付款已关闭，可再次下单：{link}"),
    },
    "refunded": {
        "en": ("Refund for {number}", "{amount} of order {number} went back to you: {link}"),
        "zh": ("订单 {number} 退款成功", "订单 {number} 已退款 {amount}：{link}"),
    },
    "handed_over": {
        "en": ("Here it is: {number}", "{handed}You find all of it here too: {link}"),
        "zh": ("订单 {number} 已交付", "{handed}也可在此查看：{link}"),
    },
    "campaign_started": {
        "en": ("Your campaign runs: {number}", "It has begun. Watch its progress: {link}"),
        "zh": ("订单 {number} 推广已开始", "推广已开始，查看进度：{link}"),
    },
    "campaign_ended": {
        "en": (
            "Your campaign has ended: {number}",
            "{delivered} of {ordered} were delivered. What is missing is refunded: {link}",
        ),
        "zh": (
            "订单 {number} 推广已结束",
            "已完成 {delivered} / {ordered}，未完成部分将自动退款：{link}",
        ),
    },
}
TEXTS["paid_late"] = TEXTS["paid"]
TEXTS["handed_again"] = TEXTS["handed_over"]
HANDED = ("handed_over", "handed_again")

# Its messages are one or none; counting them needs no statistics of a table that grows fast.
_UNTOLD = """
SELECT o.id, o.number, o.locale, o.currency, o.total_minor, o.contact_sealed, e.n, e.kind, e.facts
  FROM orders o JOIN order_events e ON e.order_id = o.id
 WHERE o.shop_id = %(shop)b AND o.id = ANY(%(orders)b::uuid[])
   AND e.order_id = ANY(%(orders)b::uuid[]) AND e.kind = ANY(%(kinds)b::text[])
   AND NOT (e.kind = 'paid_late' AND e.facts ? 'refunded')
   AND 0 = (SELECT count(*) FROM messages m WHERE m.shop_id = %(shop)b
               AND m.about = concat('order:', e.order_id, ':', e.n))
 ORDER BY e.order_id, e.n"""


class Notice(NamedTuple):
    """An event of an order with what its message says."""

    order_id: UUID
    number: str
    locale: str
    currency: str
    total_minor: int
    contact_sealed: bytes
    n: int
    kind: str
    facts: dict[str, Any]
    keys: tuple[str, ...] = ()  # what is handed over with it

    @classmethod
    def of(cls, order: Order, event: OrderEvent) -> Self:
        """The same from rows of the two tables."""
        total, contact = order.total_minor, order.contact_sealed
        head = (order.id, order.number, order.locale, order.currency, total, contact)
        return cls(*head, event.n, event.kind, event.facts)


async def have_told(connection: Connection, shop_id: UUID, orders: Sequence[UUID]) -> None:
    """Have one job write what is to be told of these, if the connection's transaction commits."""
    job = notify.configure(connection=connection)
    await job.defer_async(shop=str(shop_id), orders=joined_ids(orders))


@queue.task(name="orders.notify", retry=RETRY)
async def notify(shop: str, orders: str | list[str]) -> None:
    """Write what is to be told of these orders: their ids with a space between."""
    await tell(UUID(shop), split_ids(orders))


async def tell(shop_id: UUID, orders: list[UUID]) -> None:
    """Write the messages that the timelines of these orders ask for and that are not there.

    Hundreds take as many statements as one does.
    """
    async with transaction(shop_id) as session:
        seller = (await session.exec(select(Shop).where(Shop.id == shop_id))).one()
        told: list[NewMessage] = []
        for notice in await _untold(session, orders):
            told += messages_of(seller, await _with_keys(session, notice))
        await write(session, *told)


async def _untold(session: Session, orders: list[UUID]) -> list[Notice]:
    connection = await session.driver()
    asked = {"shop": session.shop_id, "orders": orders, "kinds": list(TEXTS)}
    cursor = await connection.execute(_UNTOLD, asked)
    return [Notice(*row) for row in await cursor.fetchall()]


async def _with_keys(session: Session, notice: Notice) -> Notice:
    """What is handed over, where it is: the timeline itself holds no key."""
    if notice.kind not in HANDED:
        return notice
    keys = await keys_of(session, notice.order_id)
    mine = [key for n in notice.facts.get("lines", {}) for key in keys.get(int(n), ())]
    return notice._replace(keys=tuple(mine[:MOST_KEYS]))


def messages_of(seller: Shop, notice: Notice) -> list[NewMessage]:
    """What an event has its order's customer told: one message a channel, or none at all."""
    if notice.kind not in TEXTS or (notice.kind == "paid_late" and "refunded" in notice.facts):
        return []  # money that goes straight back is told of when it has gone
    contact = unseal(notice.contact_sealed)
    subject, sentence = TEXTS[notice.kind].get(notice.locale) or TEXTS[notice.kind]["en"]
    facts = _facts(seller, notice)
    subject, body = subject.format_map(facts), f"[{seller.name}] " + sentence.format_map(facts)
    return [
        NewMessage(
            about=f"order:{notice.order_id}:{notice.n}",
            channel=channel,
            kind=f"order_{notice.kind}",
            recipient=recipient,
            subject=subject,
            body=body if channel == "email" else " ".join(body.splitlines()),  # a text is one line
            order_id=notice.order_id,
            secret=bool(notice.keys),
        )
        for channel, recipient in (("sms", contact.get("phone")), ("email", contact.get("email")))
        if recipient
    ]


def _facts(seller: Shop, notice: Notice) -> dict[str, Any]:
    prefix = "" if notice.locale == "en" else f"/{notice.locale}"
    key = access_token(notice.order_id)
    return {
        "number": notice.number,
        "shop": seller.name,
        "total": Money(notice.total_minor, notice.currency),
        "amount": Money(int(notice.facts.get("minor", 0)), notice.currency),
        "carrier": notice.facts.get("carrier", ""),
        "tracking": notice.facts.get("tracking", ""),
        "handed": "".join(f"{key}\n" for key in notice.keys),
        "delivered": notice.facts.get("delivered", 0),
        "ordered": notice.facts.get("ordered", 0),
        "link": f"{settings().public_url}{prefix}/orders/{notice.number}?key={key}",
    }
