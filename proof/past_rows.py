"""The rows of a shop's past as COPY reads them: made by hand, at some microseconds an order.

All that the auditor looks for is among them; the ledger of money is written by the database.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce import clock
from commerce.ids import id_at
from commerce.secrecy import seal
from proof.past_numbers import numbers
from proof.past_people import Customer, Good
from proof.past_tables import COLUMNS
from proof.past_ways import DAY, DONE, EXPIRED, HOLD, HOLD_EXTENDED, WAITING, Way, way_of

DELIVERY = 800
PPM = 130_000  # tax that is in the prices
TOLD = 8 * DAY  # how long messages are kept
Lines = dict[str, list[str]]


@dataclass(slots=True)
class Sale:
    """One order while its rows are made."""

    at: datetime
    age_is_young: bool
    order: str
    number: str
    person: Customer
    good: Good
    quantity: int
    way: Way

    @property
    def items(self) -> int:
        return self.good.price * self.quantity

    @property
    def total(self) -> int:
        return self.items + DELIVERY

    def then(self, kind: str) -> str:
        """When that happened, as COPY reads it; not at all if it did not."""
        after = self.way.after(kind)
        return "\\N" if after is None else (self.at + after).isoformat()


def _tax(minor: int) -> int:
    return round(minor * PPM / (1_000_000 + PPM))


class Rows:
    """Makes the rows of all tables for orders of one shop; `taken`: pieces of each variant."""

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
        self._numbers = numbers(chance)
        self._now = clock.now()
        self._body = seal("A message of the past").hex()
        self.taken: Counter[UUID] = Counter()

    def of(self, moments: Iterable[datetime]) -> Lines:
        """One order a moment: the lines of each table's COPY."""
        rows: Lines = {table: [] for table in COLUMNS}
        for at in moments:
            sale = self._sale(at)
            self._order(rows, sale)
            self._stock(rows, sale)
            if sale.way.is_paid:
                self._payment(rows, sale)
            if sale.way.is_sent:
                self._parcel(rows, sale)
        return rows

    def _sale(self, at: datetime) -> Sale:
        chance, age = self._chance.random(), self._now - at
        return Sale(
            at=at,
            age_is_young=age < DAY,
            order=str(id_at(at)),
            number=next(self._numbers),
            person=self._people[int(self._chance.random() * len(self._people))],
            good=self._goods[int(self._chance.random() ** 3 * len(self._goods))],
            quantity=1 + int(chance * 3),
            way=way_of(age, chance),
        )

    def _order(self, rows: Lines, sale: Sale) -> None:
        shop, order, person, good, way = self._shop, sale.order, sale.person, sale.good, sale.way
        placed, total = sale.at.isoformat(), sale.total
        tax, delivery_tax = _tax(sale.items), _tax(DELIVERY)
        hold = (sale.at + (HOLD_EXTENDED if way is WAITING else HOLD)).isoformat()
        closed = "\\N" if way.status == "open" else sale.then(way.events[-1][0])
        why = {EXPIRED: "not_paid_in_time", DONE: "delivered"}.get(way, "")
        events = len(way.events)
        rows["orders"].append(
            f"{order}\t{shop}\t{sale.number}\t{person.id}\t{way.status}\t{way.payment}"
            f"\t{way.fulfilment}\tCNY\t{sale.items}\t0\t{DELIVERY}\t{delivery_tax}"
            f"\t{tax + delivery_tax}\t{total}\t{total if way.is_paid else 0}\t0\t0\tt\ten"
            f"\t{person.name}\t\\\\x{person.sealed.contact}\t\\\\x{person.index}\t\\N"
            f'\t\\\\x{person.sealed.address}\tCN\tpost\t{{"en": "Post", "zh": "邮寄"}}\t{{}}\t\\N\t'
            f"\t{placed}\t{hold}\t{'t' if way is WAITING else 'f'}\t{sale.then('paid')}\t{closed}"
            f"\t{why}\t{events}\t{events + 1}\n"
        )
        rows["order_lines"].append(
            f"{shop}\t{order}\t1\t{good.product_id}\t{good.variant_id}\t{good.sku}\tgoods"
            f"\t{good.name}\t[]\t\\N\t1\t{sale.quantity}\t1\t{good.price}\t{good.version}\t0\t{PPM}"
            f"\t{tax}\t{sale.items}\t{{}}\t{sale.quantity if way.is_sent else 0}\t0\t0\t0\n"
        )
        rows["order_numbers"].append(f"{shop}\t{sale.number}\t{order}\n")
        if sale.age_is_young:
            rows["idempotency_keys"].append(
                f"{shop}\tcustomer:{person.id}\t{order}\t\\\\x{order[-12:]}\t{order}\t{placed}\n"
            )
        self._timeline(rows, sale)

    def _timeline(self, rows: Lines, sale: Sale) -> None:
        customer = f"customer\t{sale.person.id}\t{sale.person.name}"
        system = "system\t\\N\t"
        for n, (kind, after) in enumerate(sale.way.events, start=1):
            who = {"placed": customer, "paid": "provider\t\\N\tsandbox"}.get(kind, system)
            at = sale.at + after
            facts = f'{{"total": {sale.total}}}' if kind == "placed" else "{}"
            rows["order_events"].append(
                f"{self._shop}\t{sale.order}\t{n}\t{kind}\t{who}\t{facts}\t{at.isoformat()}\n"
            )
            if self._now - at < TOLD:
                rows["messages"].append(self._message(sale, n, kind, at))

    def _message(self, sale: Sale, n: int, kind: str, at: datetime) -> str:
        when = at.isoformat()
        return (
            f"{self._shop}\t{id_at(at)}\torder:{sale.order}:{n}\tsms\torder_{kind}\tf"
            f"\t\\\\x{sale.person.sealed.recipient}\t\t\\\\x{self._body}\t{sale.order}\tsent\t1\t\t"
            f"\t{when}\t{when}\n"
        )

    def _stock(self, rows: Lines, sale: Sale) -> None:
        moves = [("held", -sale.quantity, sale.then("placed"))]
        if sale.way is EXPIRED:
            moves.append(("released", sale.quantity, sale.then("expired")))
        else:
            self.taken[sale.good.variant_id] += sale.quantity
        for reason, change, when in moves:
            rows["stock_ledger"].append(
                f"{self._shop}\t{id_at(sale.at)}\t{sale.good.variant_id}\t{change}\t{reason}"
                f"\t{sale.order}\t\t{when}\n"
            )

    def _payment(self, rows: Lines, sale: Sale) -> None:
        shop, payment, when = self._shop, id_at(sale.at), sale.then("paid")
        rows["payments"].append(
            f"{shop}\t{payment}\t{sale.order}\t{sale.number}\tsandbox\twechat\t{sale.total}\tCNY"
            f"\tsucceeded\tpast_{sale.order}\t\t\t\t\t{when}\t{(sale.at + HOLD).isoformat()}\t{when}\n"
        )
        rows["payment_events"].append(
            f"{shop}\t{id_at(sale.at)}\t{payment}\tsandbox\tpast_{sale.order}\tpayment.succeeded"
            f"\t{{}}\tpaid\t{when}\n"
        )

    def _parcel(self, rows: Lines, sale: Sale) -> None:
        parcel = id_at(sale.at)
        rows["parcels"].append(
            f"{self._shop}\t{parcel}\t{sale.order}\t{parcel}\tPost\tPAST{sale.number}"
            f'\t{{"1": {sale.quantity}}}\t{sale.then("shipped")}\t{sale.then("delivered")}\t\\N\t\t\tf\n'
        )
