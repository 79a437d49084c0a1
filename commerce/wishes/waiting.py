"""'Tell me when it is back': asked for with a phone or an e-mail, by guests too, and given up."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func, select

from commerce import clock
from commerce.catalog.kinds import counted_kinds
from commerce.catalog.models import Product, ProductState, Variant
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.ids import new_id
from commerce.limits import Limit, count
from commerce.people.parsing import parsed
from commerce.people.queries import CustomerView
from commerce.people.reaching import Reached, read_reach
from commerce.secrecy import seal
from commerce.shops.queries import ShopView
from commerce.stock.models import Stock
from commerce.wishes.models import NoticeRefusal, StockWait

MOST = 30  # that one contact may wait for at a time


class AskToBeTold(BaseModel):
    """Which SKU, and the phone or e-mail to tell."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sku: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    reach: Annotated[str, StringConstraints(max_length=254)]

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


async def ask_to_be_told(
    session: Session,
    shop: ShopView,
    customer: CustomerView | None,
    command: AskToBeTold,
    *,
    locale: str,
    client_ip: str,
) -> Reached:
    """Keep who waits for a sold-out variant; a second time changes nothing.

    A contact that wants no more such messages gets none, unless it is the customer's own, proven
    one; who asks is not told. Raises InvalidInput, TooMany.
    """
    reached = read_reach(command.reach, shop.country, "reach")
    await count(Limit.TELL_ME_IP, client_ip)
    variant_id = await _sold_out(session, command.sku)
    if not await _may_be_told(session, customer, reached):
        return reached
    waits = select(func.count()).where(_waits_of(reached.index))
    if (await session.exec(waits)).one() >= MOST:
        raise InvalidInput.of("reach", "waits_for_much", most=MOST)
    fresh = insert(StockWait).values(
        id=new_id(),
        shop_id=session.shop_id,
        variant_id=variant_id,
        customer_id=customer.id if customer else None,
        channel=reached.channel,
        contact_sealed=seal(reached.reach),
        contact_index=reached.index,
        locale=locale,
        asked_at=clock.now(),
    )
    await session.run(fresh.on_conflict_do_nothing())
    return reached


async def give_up(session: Session, customer_id: UUID, wait_id: UUID) -> None:
    """A customer waits for this no longer. Raises NotFound."""
    given_up = delete(StockWait).where(
        col(StockWait.id) == wait_id,
        col(StockWait.customer_id) == customer_id,
        col(StockWait.told_at).is_(None),
    )
    if (await session.exec(given_up)).rowcount != 1:
        raise NotFound("wait")


async def tell_no_more(session: Session, contact_index: bytes) -> None:
    """Whoever that contact is waits for nothing more, and is told of nothing more."""
    await session.exec(delete(StockWait).where(_waits_of(contact_index)))
    refusal = insert(NoticeRefusal).values(
        shop_id=session.shop_id, contact_index=contact_index, refused_at=clock.now()
    )
    await session.run(refusal.on_conflict_do_nothing())


def _waits_of(contact_index: bytes) -> ColumnElement[bool]:
    return (col(StockWait.contact_index) == contact_index) & col(StockWait.told_at).is_(None)


async def _may_be_told(session: Session, customer: CustomerView | None, reached: Reached) -> bool:
    """A customer who asks for their own contact has changed their mind about refusing."""
    refused = col(NoticeRefusal.contact_index) == reached.index
    if customer is not None and _is_own(customer, reached):
        await session.exec(delete(NoticeRefusal).where(refused))
        return True
    return (await session.exec(select(NoticeRefusal).where(refused))).first() is None


def _is_own(customer: CustomerView, reached: Reached) -> bool:
    if reached.way == "phone":
        return customer.phone_verified and customer.phone == reached.reach
    return customer.email_verified and customer.email == reached.reach


async def _sold_out(session: Session, sku: str) -> UUID:
    """The variant, if it is on sale and nothing of it is left. Raises InvalidInput at 'sku'."""
    left = func.coalesce(col(Stock.available), 0)
    found = await session.exec(
        select(Variant.id, Product.kind, left)
        .join(Product, col(Product.id) == col(Variant.product_id))
        .outerjoin(Stock, col(Stock.variant_id) == col(Variant.id))
        .where(Variant.sku == sku, col(Variant.active), Product.state == ProductState.ACTIVE)
    )
    row = found.one_or_none()
    if row is None:
        raise InvalidInput.of("sku", "unknown_sku", sku=sku)
    if row[1] not in counted_kinds() or row[2] > 0:
        raise InvalidInput.of("sku", "is_in_stock")
    return row[0]
