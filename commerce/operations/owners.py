"""The first owner of a shop: a one-time link instead of a password that somebody knows."""

from datetime import timedelta

from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session, transaction_over_all_shops
from commerce.errors import InvalidInput
from commerce.ids import new_token, token_hash
from commerce.people.contacts import email_form
from commerce.people.models import LoginTicket, Membership, PersonKind, Role, Staff
from commerce.settings import settings
from commerce.shops.models import Shop

LINK_LASTS = timedelta(hours=24)


async def make_owner_link(email: str, shop_name: str) -> str:
    """A link, good once and for a day, that signs the owner of the (first) shop in.

    Makes the shop and the owner where they are not there yet. Raises InvalidInput.
    """
    try:
        address = email_form(email)
    except ValueError:
        raise InvalidInput.of("email", "email") from None
    token = new_token()
    async with transaction_over_all_shops() as session:
        shop = await _first_shop(session, shop_name)
        owner = await _owner(session, shop, address)
        session.add(
            LoginTicket(
                ticket_hash=token_hash(token),
                kind=PersonKind.STAFF,
                person_id=owner.id,
                shop_id=shop.id,
                expires_at=clock.now() + LINK_LASTS,
            )
        )
    return f"{settings().public_url}/auth/owner?token={token}"


async def owner_awaited() -> bool:
    """Whether no shop has an owner yet who could log in."""
    async with transaction_over_all_shops() as session:
        owners = await session.exec(
            select(Staff.id)
            .join(Membership, col(Membership.staff_id) == col(Staff.id))
            .where(Membership.role == Role.OWNER, col(Staff.password_hash).is_not(None))
            .limit(1)
        )
        return owners.first() is None


async def _first_shop(session: Session, name: str) -> Shop:
    shop = (await session.exec(select(Shop).order_by(Shop.created_at).limit(1))).first()  # pyright: ignore[reportArgumentType]
    if shop is None:
        shop = Shop(slug="main", name=name, currency="CNY", time_zone="Asia/Shanghai", country="CN")
        session.add(shop)
        await session.flush()
    return shop


async def _owner(session: Session, shop: Shop, email: str) -> Staff:
    owner = (await session.exec(select(Staff).where(Staff.email == email))).one_or_none()
    if owner is None:
        owner = Staff(email=email, name=email.partition("@")[0])
        session.add(owner)
        await session.flush()
    joined = await session.exec(
        select(Membership).where(Membership.staff_id == owner.id, Membership.shop_id == shop.id)
    )
    membership = joined.one_or_none()
    if membership is None:
        session.add(Membership(shop_id=shop.id, staff_id=owner.id, role=Role.OWNER))
    elif membership.role != Role.OWNER:
        membership.role = Role.OWNER
    return owner
