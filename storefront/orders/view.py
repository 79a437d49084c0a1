"""An order as its page shows it: words, amounts and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from commerce import clock
from commerce.catalog.kinds import kind_of
from commerce.catalog.kinds.inputs import Answered
from commerce.catalog.kinds.kind import Fulfilment
from commerce.delivery.queries import Arrival
from commerce.money import Money
from commerce.orders.states import FulfilmentStatus, OrderStatus, PaymentStatus
from commerce.orders.views import LineView, OrderView, ParcelView
from commerce.payments import methods
from commerce.payments.models import AttemptState, RefundState
from commerce.people.contacts import masked
from commerce.shops.queries import ShopView
from storefront.cart.view import answer_lines, less_text, picture_url
from storefront.checkout.words import payment_option
from storefront.orders.doctor import diagnosis
from storefront.orders.handed import ShownHanded, shown_handed
from storefront.orders.headline import headline
from storefront.orders.qr import qr_picture
from storefront.orders.story import story
from storefront.parts.arrivals import arrival_text
from ui.amounts import day_text, moment_text, money_text
from ui.campaigns import ShownCampaign, shown_campaigns
from ui.parts.fields import Option
from ui.parts.order_lines import Amount, Line
from ui.parts.timeline import Entry
from ui.texts import _
from ui.tracking import expected_words, fresh_words, scan_lines, state_words


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel: who carries it, under which number, what is in it."""

    carrier: str
    tracking: str
    contents: str
    when: str
    delivered: bool
    state: str = ""
    expected: str = ""
    fresh: str = ""
    told: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """The page of one order; empty before it is read."""

    number: str = ""
    title: str = ""
    text: str = ""
    tone: str = "waiting"
    placed: str = ""
    seconds_left: int = 0
    kept_until: str = ""
    to_pay: str = ""
    methods: list[Option] = field(default_factory=list[Option])
    trouble: str = ""
    advice: str = ""
    till_url: str = ""
    qr: str = ""
    transfer: list[Amount] = field(default_factory=list[Amount])
    may_cancel: bool = False
    may_review: bool = False
    paid: bool = False
    lines: list[Line] = field(default_factory=list[Line])
    amounts: list[Amount] = field(default_factory=list[Amount])
    campaigns: list[ShownCampaign] = field(default_factory=list[ShownCampaign])
    handed: list[ShownHanded] = field(default_factory=list[ShownHanded])
    parcels: list[ShownParcel] = field(default_factory=list[ShownParcel])
    events: list[Entry] = field(default_factory=list[Entry])
    recipient: str = ""
    reach: str = ""
    address: str = ""
    delivery: str = ""
    expected: str = ""


def shown_order(order: OrderView, shop: ShopView, *, own: bool) -> ShownOrder:
    """`order` in the spoken language; whoever is not its signed-in customer sees masked details."""
    unpaid = order.status == OrderStatus.OPEN and order.payment_status == PaymentStatus.UNPAID
    last = order.payments[-1] if order.payments and unpaid else None
    at_till = (
        last is not None and last.state == AttemptState.PENDING and bool(last.pay_url or last.qr)
    )
    stands = headline(order, at_till=at_till)
    told = diagnosis(last)
    left = int((order.hold_expires_at - clock.now()).total_seconds()) if unpaid else 0
    return ShownOrder(
        number=order.number,
        title=stands.title,
        text=stands.text,
        tone=stands.tone,
        placed=moment_text(order.placed_at, shop.time_zone),
        seconds_left=max(0, left),
        kept_until=moment_text(order.hold_expires_at, shop.time_zone) if order.transfer else "",
        to_pay=money_text(order.total - order.paid) if unpaid and left > 0 else "",
        methods=_ways_to_pay(order, shop) if unpaid and left > 0 else [],
        trouble=told.cause,
        advice=told.advice,
        till_url=last.pay_url if last and at_till else "",
        qr=qr_picture(last.qr) if last and at_till and last.qr else "",
        transfer=_transfer(order),
        may_cancel=order.customer_may_cancel,
        may_review=own and order.fulfilment_status == FulfilmentStatus.DELIVERED,
        paid=order.payment_status not in (PaymentStatus.UNPAID, PaymentStatus.DUE),
        lines=[_line(line, shop.time_zone, own=own) for line in order.lines],
        campaigns=shown_campaigns(order, shop.time_zone),
        handed=shown_handed(order),
        amounts=_amounts(order),
        parcels=[_parcel(parcel, order, shop.time_zone) for parcel in order.parcels],
        events=story(order.events, shop.time_zone),
        recipient=order.contact.name if own else order.contact.name[:1] + "***",
        reach=" · ".join(_reaches(order, own=own)),
        address=_address(order, own=own),
        delivery=order.delivery_name,
        expected=_expected(order, shop.time_zone),
    )


def _ways_to_pay(order: OrderView, shop: ShopView) -> list[Option]:
    by_parcel = all(kind_of(line.kind).fulfilment == Fulfilment.PARCEL for line in order.lines)
    offered = methods.offered(shop, order.total.minor, by_parcel=by_parcel)
    waits = order.transfer is not None  # what to transfer is on the page already
    return [payment_option(way) for way in offered if not (waits and methods.is_transfer(way))]


def _transfer(order: OrderView) -> list[Amount]:
    """What to write on a transfer, while one is waited for."""
    account = order.transfer
    if account is None:
        return []
    return [
        Amount(_("Account holder"), account.holder),
        Amount(_("Bank"), account.bank),
        Amount(_("Account number or IBAN"), account.number),
        Amount(_("Amount"), money_text(order.total - order.paid)),
        Amount(_("Reference"), order.number, True),
    ]


def _line(line: LineView, zone: str, *, own: bool) -> Line:
    full = line.unit * line.quantity
    reduced, said = line.discount.minor > 0, line.answers
    return Line(
        sku=line.sku,
        name=line.name,
        options=line.options,
        image=picture_url(line.picture_id),
        quantity=line.quantity,
        price=money_text(line.unit),
        discount=less_text(line.discount) if reduced else "",
        total=money_text(full - line.discount),
        total_before=money_text(full) if reduced else "",
        answers=answer_lines(said if own else _masked(said), zone),
    )


def _masked(answers: Sequence[Answered]) -> list[Answered]:
    """What tells of a person is not for everybody who holds the link."""
    return [replace(said, words=masked(said.words)) if said.personal else said for said in answers]


def _amounts(order: OrderView) -> list[Amount]:
    rows = [Amount(_("Items"), money_text(order.items))]
    if order.discount:
        rows.append(Amount(_("Discount"), "−" + money_text(order.discount)))
    if order.delivery_code:
        free = not order.delivery
        rows.append(Amount(_("Delivery"), _("Free") if free else money_text(order.delivery)))
    if not order.prices_include_tax:
        rows.append(Amount(_("Tax"), money_text(order.tax)))
    rows.append(Amount(_("Total"), money_text(order.total), True))
    if order.prices_include_tax and order.tax:
        rows.append(Amount(_("Tax included"), money_text(order.tax)))
    if order.paid:
        rows.append(Amount(_("Paid"), money_text(order.paid)))
    if order.payment_status == PaymentStatus.DUE:
        rows.append(Amount(_("To pay at the door"), money_text(order.total - order.paid)))
    coming = _refund_under_way(order)
    if order.refunded - coming:
        rows.append(Amount(_("Refunded"), money_text(order.refunded - coming)))
    if coming:
        rows.append(Amount(_("Refund on its way"), money_text(coming)))
    return rows


def _refund_under_way(order: OrderView) -> Money:
    minor = sum(
        refund.amount.minor for refund in order.refunds if refund.state == RefundState.REQUESTED
    )
    return Money(minor, order.total.currency)


def _parcel(parcel: ParcelView, order: OrderView, zone: str) -> ShownParcel:
    names = {line.n: line.name for line in order.lines}
    inside = (f"{names.get(n, '')} × {quantity}" for n, quantity in sorted(parcel.lines.items()))
    if parcel.delivered_at is not None:
        when = _("Delivered {day}", day=day_text(parcel.delivered_at, zone))
    else:
        when = _("Sent {day}", day=day_text(parcel.shipped_at, zone))
    return ShownParcel(
        carrier=parcel.carrier,
        tracking=parcel.tracking_number,
        contents=", ".join(inside),
        when=when,
        delivered=parcel.delivered_at is not None,
        state=state_words(parcel.state),
        expected=expected_words(parcel, zone),
        fresh=fresh_words(parcel),
        told=scan_lines(parcel, zone),
    )


def _reaches(order: OrderView, *, own: bool) -> list[str]:
    reaches = [reach for reach in (order.contact.phone, order.contact.email) if reach]
    return reaches if own else [masked(reach) for reach in reaches]


def _expected(order: OrderView, zone: str) -> str:
    """When it arrives, as promised when it was ordered; '' once it has, or will not."""
    over = order.status != OrderStatus.OPEN
    if over or not order.promise.get("earliest") or not order.promise.get("latest"):
        return ""
    earliest = date.fromisoformat(str(order.promise["earliest"]))
    latest = date.fromisoformat(str(order.promise["latest"]))
    return arrival_text(Arrival(bool(order.promise.get("night")), earliest, latest, None), zone)


def _address(order: OrderView, *, own: bool) -> str:
    address = order.address
    if address is None:
        return ""
    near = [address.region, address.city] if address.region != address.city else [address.city]
    exact = [address.district, address.line1, address.line2, address.postcode]
    parts = near + (exact if own else ["***"])
    return " ".join(part for part in parts if part)
