"""Reads of reviews: a product's, a customer's own, and all of a shop for its staff."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from commerce.catalog.models import Product, ProductState
from commerce.catalog.texts import localized
from commerce.db.session import Session
from commerce.people.models import Customer
from commerce.people.queries import CustomerView
from commerce.reviews.models import Review, ReviewState
from commerce.reviews.receiving import received, received_by

PAGE = 10
MOST_RECEIVED = 60  # products that a customer is asked about


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review; `by` is its writer's name in full: whoever shows it to others masks it."""

    id: UUID
    product_id: UUID
    slug: str
    product: str
    customer_id: UUID
    by: str
    stars: int
    text: str
    state: str
    answer: str
    answered_at: datetime | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some reviews, and where the older ones begin."""

    items: tuple[ReviewView, ...]
    older: UUID | None


@dataclass(frozen=True, slots=True)
class ToReview:
    """A product that a customer got and has not reviewed."""

    slug: str
    name: str
    picture_id: UUID | None


async def reviews_of_product(
    session: Session, slug: str, locale: str, before: UUID | None = None, limit: int = PAGE
) -> ReviewPage:
    """What is shown of a product, the newest first."""
    return await _page(
        session, locale, before, limit, Product.slug == slug, Review.state == ReviewState.PUBLISHED
    )


async def reviews_of_shop(
    session: Session, locale: str, state: str = "", before: UUID | None = None, limit: int = PAGE
) -> ReviewPage:
    """All of a shop, the newest first; of one `state` if asked."""
    wanted = [Review.state == state] if state else []
    return await _page(session, locale, before, limit, *wanted)


async def review_of_shop(session: Session, review_id: UUID, locale: str) -> ReviewView | None:
    """One of a shop."""
    found = await _page(session, locale, None, 1, Review.id == review_id)
    return found.items[0] if found.items else None


async def waiting_reviews(session: Session, count_to: int = 100) -> int:
    """How many wait for staff, counted no further than that."""
    some = (
        select(Review.id)
        .where(Review.shop_id == session.shop_id, Review.state == ReviewState.WAITING)
        .limit(count_to)
    )
    return (await session.exec(select(func.count()).select_from(some.subquery()))).one()


async def own_review(
    session: Session, customer_id: UUID, slug: str, locale: str
) -> ReviewView | None:
    """The customer's of that product."""
    own = (Product.slug == slug, Review.customer_id == customer_id)
    found = await _page(session, locale, None, 1, *own)
    return found.items[0] if found.items else None


async def may_review(session: Session, customer_id: UUID, slug: str) -> bool:
    """Whether the customer received that product."""
    product = (await session.exec(select(Product.id).where(Product.slug == slug))).one_or_none()
    return product is not None and await received_by(session, customer_id, product) is not None


async def reviews_by(session: Session, customer_id: UUID, locale: str) -> tuple[ReviewView, ...]:
    """What a customer wrote, the newest first."""
    own = Review.customer_id == customer_id
    return (await _page(session, locale, None, MOST_RECEIVED, own)).items


async def to_review(session: Session, customer_id: UUID, locale: str) -> tuple[ToReview, ...]:
    """What they received and said nothing of yet, the latest first."""
    got = [one.product_id for one in await received(session, customer_id, MOST_RECEIVED)]
    said = select(Review.product_id).where(Review.customer_id == customer_id)
    found = await session.exec(
        select(Product).where(
            col(Product.id).in_(got),
            Product.state == ProductState.ACTIVE,
            col(Product.id).not_in(said),
        )
    )
    products = sorted(found, key=lambda product: got.index(product.id))
    return tuple(ToReview(p.slug, localized(p.name, locale), p.picture_id) for p in products)


async def _page(
    session: Session, locale: str, before: UUID | None, limit: int, *wanted: bool
) -> ReviewPage:
    statement = (
        select(Review, Product, Customer)
        .join(Product, col(Product.id) == col(Review.product_id))
        .join(Customer, col(Customer.id) == col(Review.customer_id))
        .where(Review.shop_id == session.shop_id, *wanted)
    )
    if before is not None:
        statement = statement.where(col(Review.id) < before)
    rows = await session.exec(statement.order_by(col(Review.id).desc()).limit(limit + 1))
    views = [_view(review, product, customer, locale) for review, product, customer in rows]
    more = len(views) > limit
    return ReviewPage(tuple(views[:limit]), views[limit - 1].id if more else None)


def _view(review: Review, product: Product, customer: Customer, locale: str) -> ReviewView:
    return ReviewView(
        id=review.id,
        product_id=product.id,
        slug=product.slug,
        product=localized(product.name, locale),
        customer_id=customer.id,
        by="" if customer.erased_at else CustomerView.of(customer).name,
        stars=review.stars,
        text=review.text,
        state=review.state,
        answer=review.answer,
        answered_at=review.answered_at,
        written_at=review.written_at,
    )
