"""Ways to deliver and to pay, in words."""

from commerce.carts.pricing import Quote
from commerce.delivery.queries import DeliveryMethodView
from commerce.money import Money
from commerce.shops.queries import ShopView
from storefront.parts.arrivals import arrival_text
from ui.amounts import money_text
from ui.parts.fields import Option
from ui.paying import method_words
from ui.texts import _, gap


def delivery_option(way: DeliveryMethodView, quote: Quote, shop: ShopView) -> Option:
    """A way to deliver with its price for this cart and what it promises."""
    goods = Money(quote.items_minor - quote.discount_minor, quote.currency)
    free = not way.price or (way.free_from is not None and way.free_from <= goods)
    promise = arrival_text(way.arrival, shop.time_zone)
    return Option(
        value=way.code,
        label=way.name,
        note=f"{promise}{gap()}{way.summary}".strip(),
        side=_("Free") if free else money_text(way.price),
    )


def free_delivery_text(quote: Quote) -> str:
    """What to add for free delivery; '' where that is not on offer or reached."""
    if quote.missing_to_free_delivery_minor is None:
        return ""
    missing = Money(quote.missing_to_free_delivery_minor, quote.currency)
    return _("Add {missing} more and delivery is free.", missing=money_text(missing))


def payment_option(method: str) -> Option:
    """A way to pay."""
    notes = {
        "wechat": _("Confirm in the WeChat app."),
        "alipay": _("Confirm in the Alipay app."),
        "card": _("Credit or debit card."),
        "bank": _("You are told the account; we wait some days for it."),
        "cod": _("Pay the courier when it arrives."),
    }
    return Option(value=method, label=method_words(method), note=notes.get(method, ""))
