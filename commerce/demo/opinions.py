"""What customers of the demo say of what they got."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from commerce.catalog.models import Product
from commerce.db.session import Session
from commerce.demo.story import Story
from commerce.ids import id_at
from commerce.people.models import Customer
from commerce.reviews.counting import count_stars
from commerce.reviews.models import Review, ReviewState

SHARE = 0.5  # of what arrived


class Opinion(NamedTuple):
    """Stars and words in each language, and what the shop answers."""

    stars: int
    en: str
    zh: str
    answer_en: str = ""
    answer_zh: str = ""
    state: str = ReviewState.PUBLISHED


OPINIONS = (
    Opinion(5, "Exactly as described, and it came a day early.", "和描述一致，还提前一天送到。"),
    Opinion(5, "Second time I buy it. Still lovely.", "第二次购买，依旧喜欢。"),
    Opinion(4, "Good quality; the parcel was a little dented.", "质量不错，就是外箱有点压痕。"),
    Opinion(
        5,
        "Ordered at three in the night, shipped before breakfast.",
        "凌晨三点下单，早饭前就发货了。",
    ),
    Opinion(4, "", ""),
    Opinion(
        3,
        "Fine, but smaller than I thought.",
        "还可以，比想象中小一些。",
        "Thank you for saying so. The size stands in the description now.",
        "感谢反馈，尺寸已补充到商品描述中。",
    ),
    Opinion(5, "", ""),
    Opinion(
        2,
        "Took too long to arrive.",
        "等得太久了。",
        "We are sorry. The carrier had a strike that week; delivery is back to two days.",
        "非常抱歉，那周快递停运，现已恢复两天送达。",
    ),
    Opinion(5, "A present for my mother. She was delighted.", "送给妈妈的礼物，她很开心。"),
    Opinion(
        5,
        "More pictures at www.example.com/mine",
        "更多图片见 www.example.com/mine",
        state=ReviewState.WAITING,
    ),
)


async def give_opinions(
    session: Session,
    stories: Iterable[Story],
    customers: Sequence[Customer],
    chance: random.Random,
) -> None:
    """Some of the customers say what they think of what arrived, each once of a product."""
    locales = {customer.id: customer.locale for customer in customers}
    reviews: dict[object, Review] = {}
    for story in stories:
        for review in _of(story, locales, chance):
            reviews.setdefault((review.product_id, review.customer_id), review)
    session.add_all(reviews.values())
    rated = {review.product_id for review in reviews.values()}
    for product in await session.exec(select(Product).where(col(Product.id).in_(rated))):
        await count_stars(session, product)


def _of(story: Story, locales: Mapping[UUID, str], chance: random.Random) -> Iterable[Review]:
    customer_id = story.order.customer_id
    for parcel in story.parcels:
        if customer_id is None or parcel.delivered_at is None:
            continue
        at = parcel.delivered_at + (story.now - parcel.delivered_at) * chance.uniform(0.05, 0.6)
        for n in parcel.lines:
            if chance.random() > SHARE:
                continue
            said, chinese = chance.choice(OPINIONS), locales.get(customer_id) == "zh"
            answer = said.answer_zh if chinese else said.answer_en
            yield Review(
                id=id_at(at),
                product_id=story.lines[int(n)].product_id,
                customer_id=customer_id,
                order_id=story.order.id,
                stars=said.stars,
                text=said.zh if chinese else said.en,
                state=said.state,
                answer=answer,
                answered_at=at + timedelta(minutes=30) if answer else None,
                written_at=at,
            )
