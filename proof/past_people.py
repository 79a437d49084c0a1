"""Who bought in a shop's past, and what was sold: a few facts of each, sealed once."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from commerce import clock
from commerce.ids import id_at
from commerce.people.contacts import phone_e164, phone_index
from commerce.secrecy import seal

MOST_CONTACTS = 20_000  # sealed once each; the customers beyond share their sealed form
SINCE = timedelta(days=400)
ADDRESS = {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"}
SURNAMES = ("Li", "Wang", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Smith")
GIVEN = ("Lei", "Meimei", "Wei", "Fang", "Jun", "Min", "Jing", "Tao", "Yan", "Ming", "Anna")


@dataclass(frozen=True, slots=True)
class Good:
    """What is sold, as its line keeps it."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    price: int
    version: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A customer's contact, address and phone, each as its column keeps it."""

    contact: str
    address: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys again and again."""

    id: UUID
    name: str
    phone: str
    index: str
    sealed: Sealed


def customers_of(count: int, chance: random.Random) -> list[Customer]:
    """So many people, each with a phone of their own."""
    first = id_at(clock.now() - SINCE).int
    found: list[Customer] = []
    sealed: list[Sealed] = []
    for n in range(count):
        name = f"{chance.choice(SURNAMES)} {chance.choice(GIVEN)}{n % 97}"
        phone = f"139{n:08}"
        index = phone_index(phone_e164(phone, "CN")).hex()
        if n < MOST_CONTACTS:
            sealed.append(_sealed(name, f"+86{phone}"))
        found.append(Customer(UUID(int=first + n), name, phone, index, sealed[n % MOST_CONTACTS]))
    return found


def _sealed(name: str, phone: str) -> Sealed:
    contact = {"name": name, "phone": phone, "email": None}
    return Sealed(seal(contact).hex(), seal(ADDRESS).hex(), seal(phone).hex())
