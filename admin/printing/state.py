"""What is printed: which pieces to fetch, and one slip for each parcel."""

from dataclasses import dataclass, field

import reflex as rx

from admin.orders.many.asked import numbers_in
from admin.orders.one.drawing import address_lines
from commerce.orders.packing import ToPack, to_pack, to_pick
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.amounts import moment_text
from ui.refusals import Refusal


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of goods; `of` says for how many orders it is fetched."""

    sku: str
    name: str
    pieces: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """One parcel's slip."""

    number: str
    placed: str
    name: str
    phone: str
    address: list[str]
    delivery: str
    lines: list[PaperLine] = field(default_factory=list[PaperLine])


class PaperState(rx.State):
    """The papers of the orders that the URL names."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    shop_name: str = ""
    picks: rx.Field[list[PaperLine]] = rx.field(default_factory=list)
    slips: rx.Field[list[Slip]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read what is left to send of them; addresses are for those who ship."""
        self.picks, self.slips = [], []
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            named = self.router.url.query_parameters.get("orders", "").replace(",", " ")
            numbers = numbers_in({"numbers": named}) if named.strip() else []
            orders = await to_pack(at.session, numbers, at.locale)
            self.shop_name = at.shop.name
            self.picks = [
                PaperLine(
                    one.sku, f"{one.name} {one.options}".strip(), str(one.pieces), str(one.orders)
                )
                for one in to_pick(orders)
            ]
            self.slips = [_slip(order, at.shop.time_zone) for order in orders]
        self.loaded = True


def _slip(order: ToPack, zone: str) -> Slip:
    return Slip(
        number=order.number,
        placed=moment_text(order.placed_at, zone),
        name=order.contact.name,
        phone=order.contact.phone or "",
        address=address_lines(order.address) if order.address else [],
        delivery=order.delivery,
        lines=[
            PaperLine(line.sku, f"{line.name} {line.options}".strip(), str(line.to_ship))
            for line in order.lines
        ],
    )
