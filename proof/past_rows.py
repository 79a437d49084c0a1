"""The rows of a shop's past as COPY reads them: made by hand, at some microseconds an order."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from commerce import clock
from commerce.ids import id_at, new_order_number
from commerce.people.contacts import phone_e164, phone_index
from commerce.secrecy import seal

DELIVERY = 800
PPM = 130_000  # tax that is in the prices
DAY = timedelta(days=1)
HOLD = timedelta(minutes=15)
MOST_CONTACTS = 20_000  # sealed once each; the customers beyond share their sealed form
UNPAID = 0.04  # of all orders end so
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
class Customer:
    """Who buys again and again."""

    id: UUID
    name: str
    phone: str
    index: str
    contact: str
    address: str


def customers_of(count: int, chance: random.Random) -> list[Customer]:
    """So many people, each with a phone of their own."""
    address = {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"}
    first = id_at(clock.now() - 400 * DAY).int
    found: list[Customer] = []
    sealed: list[tuple[str, str]] = []
    for n in range(count):
        name = f"{chance.choice(SURNAMES)} {chance.choice(GIVEN)}{n % 97}"
        phone = f"139{n:08}"
        index = phone_index(phone_e164(phone, "CN")).hex()
        if n < MOST_CONTACTS:
            contact = {"name": name, "phone": f"+86{phone}", "email": None}
            sealed.append((seal(contact).hex(), seal(address).hex()))
        found.append(Customer(UUID(int=first + n), name, phone, index, *sealed[n % MOST_CONTACTS]))
    return found


class Rows:
    """Makes the rows of all tables for orders of one shop."""

    def __init__(
        self,
        shop_id: UUID,
        goods: Sequence[Good],
        people: Sequence[Customer],
        chance: random.Random,
    ) -> None:
        self._shop = str(shop_id)
        self._goods = goods
        self._people = people
        self._chance = chance
        self._now = clock.now()

    def of(self, moments: Iterable[datetime]) -> dict[str, list[str]]:
        """One order a moment: the lines of each table's COPY."""
        rows: dict[str, list[str]] = {
            "orders": [],
            "order_lines": [],
            "order_events": [],
            "order_numbers": [],
            "idempotency_keys": [],
            "payments": [],
        }
        for at in moments:
            self._add(rows, at)
        return rows

    def _add(self, rows: dict[str, list[str]], at: datetime) -> None:
        chance, shop = self._chance.random(), self._shop
        age = self._now - at
        person = self._people[int(self._chance.random() * len(self._people))]
        good = self._goods[int(self._chance.random() ** 3 * len(self._goods))]
        quantity = 1 + int(chance * 3)
        order, number = str(id_at(at)), new_order_number()
        items = good.price * quantity
        total = items + DELIVERY
        tax = [round(minor * PPM / (1_000_000 + PPM)) for minor in (items, DELIVERY)]
        status, paid, sent = _states(age, chance)
        placed, later = at.isoformat(), (at + HOLD).isoformat()
        paid_at = placed if paid == "paid" else "\\N"
        closed = "\\N" if status == "open" else later
        why = "not_paid_in_time" if status == "cancelled" else ""
        rows["orders"].append(
            f"{order}\t{shop}\t{number}\t{person.id}\t{status}\t{paid}\t{sent}\tCNY\t{items}\t0"
            f"\t{DELIVERY}\t{tax[1]}\t{sum(tax)}\t{total}\t{total if paid == 'paid' else 0}\t0\t0\tt\ten"
            f"\t{person.name}\t\\\\x{person.contact}\t\\\\x{person.index}\t\\N"
            f'\t\\\\x{person.address}\tCN\tpost\t{{"en": "Post", "zh": "邮寄"}}\t{{}}\t\\N\t'
            f"\t{placed}\t{later}\tf\t{paid_at}\t{closed}\t{why}\t2\t3\n"
        )
        done = quantity if sent in ("fulfilled", "delivered") else 0
        rows["order_lines"].append(
            f"{shop}\t{order}\t1\t{good.product_id}\t{good.variant_id}\t{good.sku}\tgoods"
            f"\t{good.name}\t[]\t\\N\t1\t{quantity}\t1\t{good.price}\t{good.version}\t0\t{PPM}"
            f"\t{tax[0]}\t{items}\t{{}}\t{done}\t0\t0\t0\n"
        )
        second = "paid" if paid == "paid" else "expired"
        who = "provider\t\\N\tsandbox" if paid == "paid" else "system\t\\N\t"
        rows["order_events"].append(
            f'{shop}\t{order}\t1\tplaced\tcustomer\t{person.id}\t{person.name}\t{{"total": {total}}}'
            f"\t{placed}\n{shop}\t{order}\t2\t{second}\t{who}\t{{}}\t{later}\n"
        )
        rows["order_numbers"].append(f"{shop}\t{number}\t{order}\n")
        if age < DAY:
            rows["idempotency_keys"].append(
                f"{shop}\tcustomer:{person.id}\t{order}\t\\\\x{order[-12:]}\t{order}\t{placed}\n"
            )
        if age < 2 * DAY and paid == "paid":
            rows["payments"].append(
                f"{shop}\t{id_at(at)}\t{order}\t{number}\tsandbox\twechat\t{total}\tCNY\tsucceeded"
                f"\tpast_{order}\t\t\t\t\t{placed}\t{later}\t{placed}\n"
            )


def _states(age: timedelta, chance: float) -> tuple[str, str, str]:
    """Order, payment and fulfilment of one that is so old."""
    if age < HOLD and chance < 0.5:
        return "open", "unpaid", "unfulfilled"
    if chance < UNPAID:
        return "cancelled", "unpaid", "unfulfilled"
    if age < DAY / 4:
        return "open", "paid", "unfulfilled"
    if age < DAY:
        return "open", "paid", "fulfilled"
    return "completed", "paid", "delivered"
