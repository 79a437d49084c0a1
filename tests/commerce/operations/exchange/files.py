"""Files of products, and what becomes of them."""

from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.operations.exchange.asking import (
    ask_for_dry_run,
    ask_for_import,
    exchange_by_id,
    findings_of,
)
from commerce.operations.exchange.importing import run_import
from commerce.people.actors import Actor, ActorKind
from commerce.people.models import Membership, Role, Staff

HEAD = "product,name.en,sku,options.en,price,stock,state"


def a_file(*rows, head=HEAD):
    return "\n".join((head, *rows)).encode()


async def a_member(shop, role=Role.MANAGER):
    """Somebody of the shop's staff."""
    async with transaction(shop.id) as session:
        person = Staff(email=f"{new_id().hex}@example.com", name="Mei")
        session.add(person)
        await session.flush()
        session.add(Membership(staff_id=person.id, role=role))
    return Actor(ActorKind.STAFF, person.id, person.name)


async def tried(shop, actor, content, name="spring.csv"):
    """A dry run, done."""
    async with transaction(shop.id) as session:
        asked = await ask_for_dry_run(session, actor, name, content)
    await run_import(shop.id, asked.id)
    return await read(shop, asked.id)


async def begun(shop, actor, dry_run_id):
    """An import that no step was made of yet."""
    async with transaction(shop.id) as session:
        return await ask_for_import(session, actor, dry_run_id)


async def imported(shop, actor, content):
    """Tried and then imported."""
    asked = await begun(shop, actor, (await tried(shop, actor, content)).id)
    await run_import(shop.id, asked.id)
    return await read(shop, asked.id)


async def read(shop, exchange_id):
    async with transaction(shop.id) as session:
        return await exchange_by_id(session, exchange_id)


async def found(shop, exchange_id):
    """(line, column, what, before, after or code) of each finding."""
    async with transaction(shop.id) as session:
        rows = await findings_of(session, exchange_id)
    return [(r.line, r.field, r.kind, r.before, r.code or r.after) for r in rows]
