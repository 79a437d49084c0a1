"""The people of a demo shop: staff with their roles, customers with their addresses."""

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.demo.logins import password_of
from commerce.demo.plans import CustomerPlan, ShopPlan, StaffPlan
from commerce.ids import id_at
from commerce.people.actors import Actor, ActorKind
from commerce.people.contacts import email_index, phone_index
from commerce.people.models import Customer, CustomerAddress, Membership, Staff
from commerce.people.passwords import hash_password
from commerce.secrecy import seal
from commerce.shops.models import Shop

FIRST_ORDER = timedelta(days=61)


async def hire(session: Session, plan: ShopPlan) -> dict[str, Actor]:
    """The shop's staff, each with a role; the actors by role."""
    actors: dict[str, Actor] = {}
    for given in plan.staff:
        member = await _member(session, given)
        session.add(Membership(staff_id=member.id, role=given.role))
        actors[given.role] = Actor(ActorKind.STAFF, member.id, member.name)
    return actors


async def _member(session: Session, plan: StaffPlan) -> Staff:
    known = (await session.exec(select(Staff).where(Staff.email == plan.email))).one_or_none()
    if known is not None:
        return known
    member = Staff(
        email=plan.email,
        name=plan.name,
        locale=plan.locale,
        password_hash=await hash_password(password_of(plan.email)),
    )
    session.add(member)
    await session.flush()
    return member


async def sign_up(
    session: Session, shop: Shop, plans: Sequence[CustomerPlan], chance: random.Random
) -> list[Customer]:
    """Customers who joined before the first past order, in the order of `plans`."""
    customers = [await _customer(shop, plan, chance) for plan in plans]
    session.add_all(customers)
    await session.flush()
    for customer, plan in zip(customers, plans, strict=True):
        session.add(
            CustomerAddress(
                customer_id=customer.id,
                recipient_sealed=seal(plan.contact.model_dump()),
                address_sealed=seal(plan.address.model_dump()),
                is_default=True,
                last_used_at=customer.created_at,
                created_at=customer.created_at,
            )
        )
    return customers


async def _customer(shop: Shop, plan: CustomerPlan, chance: random.Random) -> Customer:
    joined = clock.now() - FIRST_ORDER - timedelta(days=chance.uniform(1, 100))
    contact = plan.contact
    return Customer(
        id=id_at(joined),
        name_sealed=seal(contact.name),
        phone_sealed=seal(contact.phone) if contact.phone else None,
        phone_index=phone_index(contact.phone) if contact.phone else None,
        phone_verified_at=joined if contact.phone else None,
        email_sealed=seal(contact.email) if contact.email else None,
        email_index=email_index(contact.email) if contact.email else None,
        email_verified_at=joined if contact.email else None,
        password_hash=await _password(plan),
        locale=plan.locale,
        terms_version=shop.terms_version,
        created_at=joined,
    )


async def _password(plan: CustomerPlan) -> str | None:
    if not plan.login or plan.email is None:
        return None
    return await hash_password(password_of(plan.email))
