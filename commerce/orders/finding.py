"""Finding an order by its number and a phone or e-mail; ordering the same once more."""

from sqlmodel import col, or_, select

from commerce.carts.editing import CartOwner, add_line
from commerce.catalog.kinds.inputs import inputs_again
from commerce.catalog.queries import priced_variants
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.ids import is_order_number, tidy_number
from commerce.orders.access import access_token
from commerce.orders.models import IdempotencyKey, Order, OrderLine, OrderNumber
from commerce.people.contacts import email_form, email_index, phone_e164, phone_index
from commerce.shops.queries import ShopView

LONGEST_REACH = 254


def number_of(typed: str) -> str:
    """The order number that a person typed. Raises InvalidInput when its check sign is wrong."""
    if not typed.strip():
        raise InvalidInput.of("number", "missing")
    number = tidy_number(typed[:64])
    if not is_order_number(number):
        raise InvalidInput.of("number", "order_number")
    return number


def reach_index(typed: str, country: str) -> tuple[bytes | None, bytes | None]:
    """The blind indexes (phone, e-mail) of what was typed. Raises InvalidInput."""
    typed = typed.strip()
    if not typed:
        raise InvalidInput.of("reach", "missing")
    if len(typed) > LONGEST_REACH:
        raise InvalidInput.of("reach", "string_too_long", max_length=LONGEST_REACH)
    try:
        if "@" in typed:
            return None, email_index(email_form(typed))
        return phone_index(phone_e164(typed, country)), None
    except ValueError as wrong:
        raise InvalidInput.of("reach", str(wrong.args[0])) from None


async def find_order(session: Session, shop: ShopView, number: str, reach: str) -> Order:
    """The order of that number, if it was placed with that phone or e-mail.

    One statement, whether the number or the contact is wrong: both give NotFound alike.
    Raises InvalidInput for a number with a typing mistake and for what is no phone or e-mail.
    """
    number = number_of(number)
    phone, email = reach_index(reach, shop.country)
    found = await session.exec(
        select(Order)
        .join(OrderNumber, col(OrderNumber.order_id) == Order.id)
        .where(
            OrderNumber.number == number,
            or_(
                col(Order.phone_index) == phone if phone else False,
                col(Order.email_index) == email if email else False,
            ),
        )
    )
    order = found.one_or_none()
    if order is None:
        raise NotFound("order")
    return order


async def newest_of_caller(session: Session, scope: str) -> tuple[str, str] | None:
    """Number and token of the newest order that this caller placed within the last day or so.

    For who lost the answer: the order stands, but nobody told them its number.
    """
    found = await session.exec(
        select(Order.id, Order.number)
        .join(IdempotencyKey, col(IdempotencyKey.order_id) == Order.id)
        .where(IdempotencyKey.caller == scope)
        .order_by(col(Order.id).desc())
        .limit(1)
    )
    newest = found.one_or_none()
    return (newest[1], access_token(newest[0])) if newest else None


async def order_again(
    session: Session, shop: ShopView, owner: CartOwner, order: Order
) -> tuple[str, ...]:
    """Put the lines of `order` into the cart; the SKUs that are not sold any more stay out."""
    lines = (
        await session.exec(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(col(OrderLine.n))
        )
    ).all()
    variants = await priced_variants(session, shop, [line.variant_id for line in lines])
    missing: list[str] = []
    for line in lines:
        variant = variants.get(line.variant_id)
        if variant is None or not variant.active:
            missing.append(line.sku)
        else:
            inputs = inputs_again(line.kind, line.inputs)
            await add_line(session, owner, variant.sku, line.quantity, inputs)
    return tuple(missing)
