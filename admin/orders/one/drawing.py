"""Draws an order's sheet: every amount, moment and word for whoever looks at it."""

from datetime import datetime
from typing import Any

from admin import paths
from admin.orders.one import words
from admin.orders.one.given import Given, fulfilled_words
from admin.orders.one.sheet import OrderSheet, SheetLine, SheetParcel, SheetPayment, SheetRefund
from admin.parts.moments import Moment, moment, zone_of_country
from commerce.money import Money
from commerce.orders.views import EventView, LineView, OrderView, ParcelView
from commerce.people.contacts import Address, masked
from commerce.people.rights import Right
from ui.amounts import full_moment_text, moment_text, money_text
from ui.campaigns import shown_campaigns
from ui.countries import country_words
from ui.parts.badges import fulfilment_shown, payment_shown
from ui.parts.order_lines import Amount
from ui.parts.pictures import media_source
from ui.parts.timeline import Entry
from ui.paying import method_words
from ui.texts import _, localized, plural, spoken
from ui.tracking import expected_words, fresh_words, scan_lines, state_words
from ui.visits import StaffVisit

STEPS_SHOWN = 30  # of a campaign's history
PAID = ("paid", "part_refunded")
SHIPPABLE = (*PAID, "due")


def sheet_of(order: OrderView, at: StaffVisit) -> OrderSheet:
    """`order` for the member of staff who is at the page."""
    return _Drawing(order, at).sheet()


class _Drawing:
    """One order, in one shop's zone, for one reader."""

    def __init__(self, order: OrderView, at: StaffVisit) -> None:
        self._order = order
        self._at = at
        self._zone = at.shop.time_zone
        country = order.address.country if order.address else ""
        self._customers_zone = zone_of_country(country)
        self._clear = at.may(Right.ORDERS_FULFIL)  # who only looks on sees contacts masked
        self._given = Given(order, self._moment, self._zone, clear=self._clear)

    def sheet(self) -> OrderSheet:
        order, at, contact = self._order, self._at, self._order.contact
        is_open = order.status == "open"
        to_ship = sum(line.to_ship for line in order.lines)
        shippable = is_open and order.payment_status in SHIPPABLE and to_ship > 0
        kept = order.paid.minor - order.refunded.minor
        return OrderSheet(
            number=order.number,
            status=order.status,
            payment=payment_shown(order.status, order.payment_status),
            fulfilment=fulfilment_shown(
                order.status, order.payment_status, order.fulfilment_status
            ),
            placed=self._moment(order.placed_at),
            deadline=self._deadline(),
            closed=words.reason_words(order.close_reason) if order.status == "cancelled" else "",
            lines=[self._line(line) for line in order.lines],
            totals=self._totals(),
            to_ship=to_ship if shippable else 0,
            name=contact.name,
            buyer_href=self._buyer_href(),
            buyer=_("Customer with an account") if order.customer_id else _("Guest"),
            phone=self._reach(contact.phone),
            email=self._reach(contact.email),
            address=self._address(),
            masked=not self._clear,
            delivery=order.delivery_name,
            promise=_promise(order.promise),
            payments=self._payments(),
            refunds=self._refunds(),
            parcels=[self._parcel(parcel) for parcel in order.parcels],
            campaigns=shown_campaigns(order, self._zone, most_steps=STEPS_SHOWN),
            handed=self._given.handed(),
            sent_again=self._given.sent_again(),
            happened=[self._entry(event) for event in reversed(order.events)],
            paid=money_text(order.paid),
            may_ship=shippable and at.may(Right.ORDERS_FULFIL),
            may_deliver=at.may(Right.ORDERS_FULFIL),
            may_steer=at.may(Right.ORDERS_FULFIL),
            may_hand_again=order.payment_status in PAID and at.may(Right.ORDERS_FULFIL),
            may_cancel=order.staff_may_cancel and at.may(Right.ORDERS_CANCEL),
            may_refund=kept > 0 and order.payment_status in PAID and at.may(Right.ORDERS_REFUND),
        )

    def _moment(self, at: datetime) -> Moment:
        return moment(at, self._zone, self._customers_zone)

    def _deadline(self) -> str:
        order = self._order
        if order.status != "open" or order.payment_status != "unpaid":
            return ""
        until = moment_text(order.hold_expires_at, self._zone)
        return _("Holds its stock until {moment}, then it ends by itself.", moment=until)

    def _buyer_href(self) -> str:
        customer = self._order.customer_id
        if customer is None or not self._at.may(Right.CUSTOMERS_VIEW):
            return ""
        return localized(paths.customer(str(customer)))

    def _reach(self, reach: str | None) -> str:
        if not reach:
            return ""
        return reach if self._clear else masked(reach)

    def _address(self) -> str:
        address = self._order.address
        if address is None:
            return ""
        return "\n".join(address_lines(address) if self._clear else [_country(address)])

    def _line(self, line: LineView) -> SheetLine:
        gone = [
            (line.fulfilled, fulfilled_words(line)),
            (line.refunded, _("{count} refunded", count=line.refunded)),
            (line.restocked, _("{count} back in stock", count=line.restocked)),
        ]
        can_wait = self._order.status == "open" and self._order.payment_status in SHIPPABLE
        waiting = line.to_ship if can_wait else 0
        return SheetLine(
            n=line.n,
            name=line.name,
            options=line.options,
            sku=line.sku,
            image=media_source(line.picture_id),
            answers=self._given.answers(line),
            count=f"× {line.quantity}",
            unit=money_text(line.unit),
            discount="−" + money_text(line.discount) if line.discount else "",
            total=money_text(line.total),
            quantity=line.quantity,
            to_ship=waiting,
            refundable=line.refundable,
            waiting=_("{count} to ship", count=waiting) if waiting else "",
            progress=" · ".join(text for count, text in gone if count),
        )

    def _totals(self) -> list[Amount]:
        order = self._order
        tax = _("Tax (included)") if order.prices_include_tax else _("Tax")
        rows = [Amount(_("Items"), money_text(order.items))]
        if order.discount:
            rows.append(Amount(_("Discount"), "−" + money_text(order.discount)))
        rows += [
            Amount(_("Delivery"), money_text(order.delivery)),
            Amount(tax, money_text(order.tax)),
            Amount(_("Total"), money_text(order.total), strong=True),
        ]
        if order.paid:
            rows.append(Amount(_("Paid"), money_text(order.paid)))
        if order.refunded:
            rows.append(Amount(_("Refunded"), "−" + money_text(order.refunded)))
        return rows

    def _payments(self) -> list[SheetPayment]:
        return [
            SheetPayment(
                id=str(payment.id),
                method=method_words(payment.method),
                amount=money_text(payment.amount),
                state=payment.state,
                cause=words.cause_words(payment.cause) if payment.cause else "",
                at=self._moment(payment.created_at),
            )
            for payment in reversed(self._order.payments)
        ]

    def _refunds(self) -> list[SheetRefund]:
        return [
            SheetRefund(
                id=str(refund.id),
                amount=money_text(refund.amount),
                state=refund.state,
                reason=words.reason_words(refund.reason) if refund.reason else "",
                cause=words.cause_words(refund.cause) if refund.cause else "",
                failed=refund.state == "failed",
                by_hand=refund.by_hand,
                at=self._moment(refund.created_at),
            )
            for refund in reversed(self._order.refunds)
        ]

    def _parcel(self, parcel: ParcelView) -> SheetParcel:
        names = {line.n: line.name for line in self._order.lines}
        return SheetParcel(
            id=str(parcel.id),
            carrier=parcel.carrier,
            tracking=parcel.tracking_number,
            contents=[f"{count} × {names.get(n, n)}" for n, count in parcel.lines.items()],
            shipped=self._moment(parcel.shipped_at),
            delivered=self._moment(parcel.delivered_at) if parcel.delivered_at else Moment(),
            arrived=parcel.delivered_at is not None,
            state=" · ".join(
                part
                for part in (
                    state_words(parcel.state),
                    expected_words(parcel, self._zone),
                    fresh_words(parcel),
                )
                if part
            ),
            told=scan_lines(parcel, self._zone),
        )

    def _entry(self, event: EventView) -> Entry:
        return Entry(
            title=words.event_words(event.kind),
            when=moment_text(event.at, self._zone),
            at=event.at.isoformat(timespec="seconds"),
            who=words.who_words(event),
            detail=self._detail(event),
            tone=words.tone_of(event.kind),
            hover=full_moment_text(event.at, self._zone)
            + " · "
            + full_moment_text(event.at, "UTC"),
        )

    def _detail(self, event: EventView) -> str:
        facts = event.facts
        parts = [
            f"{facts.get('carrier', '')} {facts.get('tracking', '')}".strip(),
            method_words(str(facts["method"])) if facts.get("method") else "",
            self._amount(facts.get("minor")),
            words.cause_words(str(facts["cause"])) if facts.get("cause") else "",
            words.reason_words(str(facts["reason"])) if facts.get("reason") else "",
        ]
        if event.kind == "shipped":
            count = sum(int(q) for q in facts.get("lines", {}).values())
            parts.append(plural("{count} piece", "{count} pieces", count))
        return " · ".join(part for part in parts if part)

    def _amount(self, minor: object) -> str:
        return (
            money_text(Money(minor, self._order.total.currency)) if isinstance(minor, int) else ""
        )


def address_lines(address: Address) -> list[str]:
    """An address as it stands on a parcel: the country last, but first where Chinese is read."""
    place = [part for part in (address.district, address.city, address.region) if part]
    street = [line for line in (address.line1, address.line2) if line]
    chinese = spoken() == "zh"
    there = " ".join([address.postcode or "", *(reversed(place) if chinese else place)]).strip()
    if chinese:
        return [line for line in (_country(address), there, *street) if line]
    return [line for line in (*street, there, _country(address)) if line]


def _country(address: Address) -> str:
    return country_words().get(address.country, address.country)


def _promise(promise: dict[str, Any]) -> str:
    if promise.get("night"):
        return _("In the night that follows")
    least, most = promise.get("days_min"), promise.get("days_max")
    if least is None or most is None:
        return ""
    if least == most:
        return plural("Within {count} day", "Within {count} days", int(most))
    return _("Within {least} to {most} days", least=least, most=most)
