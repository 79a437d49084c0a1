"""Ways to deliver and to pay, in words."""

from datetime import date, timedelta

from babel.dates import format_date

from commerce import clock
from commerce.carts.pricing import Quote
from commerce.delivery.queries import Arrival, DeliveryMethodView
from commerce.money import Money
from commerce.shops.queries import ShopView
from ui.amounts import money_text, time_text
from ui.parts.fields import Option
from ui.texts import _, spoken

_CLDR = {"en": "en_US", "zh": "zh_Hans_CN"}
_DAY = {"en": "EEE d MMM", "zh": "M月d日EEE"}


def delivery_option(way: DeliveryMethodView, quote: Quote, shop: ShopView) -> Option:
    """A way to deliver with its price for this cart and what it promises."""
    goods = Money(quote.items_minor - quote.discount_minor, quote.currency)
    free = not way.price or (way.free_from is not None and way.free_from <= goods)
    promise = arrival_text(way.arrival, shop.time_zone)
    return Option(
        value=way.code,
        label=way.name,
        note=f"{promise} {way.summary}".strip(),
        side=_("Free") if free else money_text(way.price),
    )


def arrival_text(arrival: Arrival, zone: str) -> str:
    """By when a parcel arrives, and until when one has to order for that."""
    today = clock.now().astimezone(clock.zone(zone)).date()
    first, last = day_words(arrival.earliest, today), day_words(arrival.latest, today)
    if arrival.night:
        words = (
            _("Arrives tonight.")
            if arrival.earliest == today
            else _("Arrives in the night of {day}.", day=first)
        )
    elif arrival.earliest == arrival.latest:
        words = _("Arrives {day}.", day=first)
    else:
        words = _("Arrives {first} to {last}.", first=first, last=last)
    if arrival.order_by is None:
        return words
    until = time_text(arrival.order_by, zone)
    by_when = _("Order by {time} for that.", time=until)
    return f"{words} {by_when}" if spoken() == "en" else words + by_when


def day_words(day: date, today: date) -> str:
    """'today', 'tomorrow', else the day of the week with its date."""
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    return format_date(day, _DAY[spoken()], locale=_CLDR[spoken()])


def free_delivery_text(quote: Quote) -> str:
    """What to add for free delivery; '' where that is not on offer or reached."""
    if quote.missing_to_free_delivery_minor is None:
        return ""
    missing = Money(quote.missing_to_free_delivery_minor, quote.currency)
    return _("Add {missing} more and delivery is free.", missing=money_text(missing))


def method_words(method: str) -> str:
    """A way to pay in words."""
    known = {"wechat": _("WeChat Pay"), "alipay": _("Alipay"), "card": _("Bank card")}
    return known.get(method, method)


def payment_option(method: str) -> Option:
    """A way to pay."""
    notes = {
        "wechat": _("Confirm in the WeChat app."),
        "alipay": _("Confirm in the Alipay app."),
        "card": _("Credit or debit card."),
    }
    return Option(value=method, label=method_words(method), note=notes.get(method, ""))
