"""An order in text, as its page in the back office shows it."""

from dataclasses import dataclass, field

from admin.parts.moments import Moment
from ui.campaigns import ShownCampaign
from ui.parts.order_lines import Amount
from ui.parts.timeline import Entry


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line. `to_ship` and `refundable` are pieces; `progress` says what became of the rest."""

    n: int
    name: str
    options: str
    sku: str
    image: str
    answers: list[str]
    count: str
    unit: str
    discount: str
    total: str
    quantity: int
    to_ship: int
    refundable: int
    waiting: str
    progress: str


@dataclass(frozen=True, slots=True)
class SheetHanded:
    """What a line handed over; a key shows its end alone, and that to those who fulfil."""

    name: str
    codes: list[str]
    file: str
    note: str
    given: Moment


@dataclass(frozen=True, slots=True)
class SheetPayment:
    """One attempt to pay."""

    id: str
    method: str
    amount: str
    state: str
    cause: str
    at: Moment


@dataclass(frozen=True, slots=True)
class SheetRefund:
    """One refund."""

    id: str
    amount: str
    state: str
    reason: str
    cause: str
    failed: bool
    by_hand: bool
    at: Moment


@dataclass(frozen=True, slots=True)
class SheetParcel:
    """One parcel; `arrived` is empty while it is on its way."""

    id: str
    carrier: str
    tracking: str
    contents: list[str]
    shipped: Moment
    delivered: Moment
    arrived: bool
    state: str = ""
    told: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """The whole order. What may be done stands in `may_*`: state and right together."""

    number: str = ""
    status: str = ""
    payment: str = ""
    fulfilment: str = ""
    placed: Moment = field(default_factory=Moment)
    deadline: str = ""
    closed: str = ""
    lines: list[SheetLine] = field(default_factory=list)
    totals: list[Amount] = field(default_factory=list)
    to_ship: int = 0
    name: str = ""
    buyer: str = ""
    buyer_href: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    masked: bool = False
    delivery: str = ""
    promise: str = ""
    payments: list[SheetPayment] = field(default_factory=list)
    refunds: list[SheetRefund] = field(default_factory=list)
    parcels: list[SheetParcel] = field(default_factory=list)
    campaigns: list[ShownCampaign] = field(default_factory=list)
    handed: list[SheetHanded] = field(default_factory=list)
    sent_again: list[str] = field(default_factory=list)
    happened: list[Entry] = field(default_factory=list)
    paid: str = ""
    may_ship: bool = False
    may_deliver: bool = False
    may_cancel: bool = False
    may_refund: bool = False
    may_steer: bool = False
    may_hand_again: bool = False
