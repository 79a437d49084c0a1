"""What stands on the papers, in text: the pieces to fetch, and one slip for each parcel."""

from dataclasses import dataclass, field

from admin.orders.many.asked import numbers_in
from admin.orders.one.drawing import address_lines
from commerce.orders.packing import ToPack, to_pack, to_pick
from ui.amounts import moment_text, money_text
from ui.visits import StaffVisit


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of goods; `of` says for how many orders it is fetched."""

    sku: str
    name: str
    pieces: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """One parcel's slip; `collect`: the amount that is taken at the door."""

    number: str
    placed: str
    name: str
    phone: str
    address: list[str]
    delivery: str
    lines: list[PaperLine] = field(default_factory=list[PaperLine])
    collect: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of some orders."""

    shop_name: str = ""
    picks: list[PaperLine] = field(default_factory=list[PaperLine])
    slips: list[Slip] = field(default_factory=list[Slip])


async def papers_of(at: StaffVisit, named: str) -> Papers:
    """What is left to send of the orders that the URL names, with commas between them.

    Raises InvalidInput when they are too many.
    """
    words = named.replace(",", " ")
    numbers = numbers_in({"numbers": words}) if words.strip() else []
    orders = await to_pack(at.session, numbers, at.locale)
    return Papers(
        shop_name=at.shop.name,
        picks=[
            PaperLine(
                one.sku, f"{one.name} {one.options}".strip(), str(one.pieces), str(one.orders)
            )
            for one in to_pick(orders)
        ],
        slips=[_slip(order, at.shop.time_zone) for order in orders],
    )


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
        collect=money_text(order.collect) if order.collect else "",
    )
