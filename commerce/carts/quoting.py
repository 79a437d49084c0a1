"""From wanted lines to a quote: what the catalogue, tax, promotions and delivery say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commerce import clock
from commerce.carts import pricing
from commerce.carts.asking import AskQuote, WantedLine
from commerce.carts.price_list import PriceList, Rules, price_list, read_price_list
from commerce.carts.pricing import DeliveryToPrice, LineToPrice, Quote
from commerce.catalog.kinds import kind_of
from commerce.catalog.kinds.inputs import parse_inputs
from commerce.catalog.queries import PricedVariant
from commerce.db.session import Session
from commerce.delivery.models import DeliveryMethod
from commerce.delivery.rates import Going, price_of
from commerce.errors import CouponRefused, InvalidInput, Problem
from commerce.promotions.coupons import CouponTerms
from commerce.shops.queries import ShopView


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A wanted line with its variant and its validated inputs."""

    wanted: WantedLine
    variant: PricedVariant
    inputs: dict[str, Any]
    tax_ppm: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with all that an order's snapshots need."""

    lines: tuple[QuotedLine, ...]
    quote: Quote
    delivery: DeliveryMethod | None
    needs_address: bool
    coupon: CouponTerms | None = None


async def quote_order(session: Session, shop: ShopView, ask: AskQuote) -> Quoted:
    """Quote what `ask` wants at today's prices, read in the caller's transaction.

    Raises InvalidInput (unknown SKU, inputs, delivery method) and CouponRefused.
    """
    return quote_by(await read_price_list(session, shop, _skus(ask), ask.coupon), shop, ask)


async def quote_known(shop: ShopView, ask: AskQuote) -> Quoted:
    """The same by the prices that this process knows: for who compares them when writing."""
    prices = await price_list(shop, _skus(ask), ask.coupon)
    second = int(clock.now().timestamp())
    if _Alike.second != second:
        _Alike.second, _Alike.quotes = second, {}
    likeness = _likeness(prices, shop, ask)
    found = _Alike.quotes.get(likeness) if likeness else None
    if found is None:
        found = (quote_by(prices, shop, ask), prices.rules, shop)
        if likeness:
            _Alike.quotes[likeness] = found
    return found[0]


class _Alike:
    """This second's quotes: at a rush hundreds of orders want the same, and are quoted once.

    What went into them is kept beside them: an id is good as long as what it names is there.
    """

    second = 0
    quotes: dict[tuple[object, ...], tuple[Quoted, Rules, ShopView]] = {}  # noqa: RUF012


def _likeness(prices: PriceList, shop: ShopView, ask: AskQuote) -> tuple[object, ...] | None:
    """Equal for what is quoted equally at one moment; None where more is asked about than this."""
    if ask.coupon or any(line.inputs for line in ask.lines):
        return None
    to = (ask.address.country, ask.address.region) if ask.address else None
    lines = [(id(prices.variants.get(line.sku)), line.sku, line.quantity) for line in ask.lines]
    return (id(prices.rules), id(shop), ask.delivery_method, to, *lines)


def _skus(ask: AskQuote) -> list[str]:
    return [line.sku for line in ask.lines]


def quote_by(prices: PriceList, shop: ShopView, ask: AskQuote) -> Quoted:
    """Quote `ask` by that price list. Raises InvalidInput and CouponRefused."""
    rules = prices.rules
    lines = _matched(ask.lines, prices.variants, asking(shop))
    needs_address = any(kind_of(variant.kind).needs_address for _, variant, _ in lines)
    if prices.coupon and prices.coupon.is_for_delivery and not needs_address:
        raise CouponRefused("no_delivery")
    delivery = _delivery_method(rules.methods, ask) if needs_address else None
    charge = _charge(rules, shop, ask, delivery, lines) if delivery else 0
    country = ask.address.country if ask.address else shop.country
    region = ask.address.region if ask.address else ""
    quoted = tuple(
        QuotedLine(wanted, variant, inputs, rules.taxes.rate(variant.tax_class, country, region))
        for wanted, variant, inputs in lines
    )
    quote = pricing.quote(
        shop.currency,
        [LineToPrice(q.wanted.quantity, q.variant.unit.minor, q.tax_ppm) for q in quoted],
        prices_include_tax=shop.prices_include_tax,
        thresholds=rules.thresholds,
        delivery=delivery
        and DeliveryToPrice(
            charge,
            delivery.free_from_minor,
            rules.taxes.rate(delivery.tax_class, country, region),
        ),
        coupon=prices.coupon,
    )
    return Quoted(quoted, quote, delivery, needs_address, prices.coupon)


def _matched(
    wanted: Sequence[WantedLine], variants: dict[str, PricedVariant], context: Mapping[str, str]
) -> list[tuple[WantedLine, PricedVariant, dict[str, Any]]]:
    problems: list[Problem] = []
    matched: list[tuple[WantedLine, PricedVariant, dict[str, Any]]] = []
    seen: set[str] = set()
    for i, line in enumerate(wanted):
        variant = variants.get(line.sku)
        if variant is None or not variant.active:
            problems.append(Problem(f"lines.{i}.sku", "unknown_sku", (("sku", line.sku),)))
        elif line.sku in seen:
            problems.append(Problem(f"lines.{i}.sku", "sku_twice", (("sku", line.sku),)))
        else:
            seen.add(line.sku)
            try:
                prefix = f"lines.{i}.inputs."
                inputs = parse_inputs(variant.kind, line.inputs, context, prefix)
            except InvalidInput as wrong:
                problems.extend(wrong.problems)
                continue
            matched.append((line, variant, inputs))
    if problems:
        raise InvalidInput(problems)
    return matched


def asking(shop: ShopView) -> dict[str, str]:
    """What a kind's questions are read by: the shop's country and time zone."""
    return {"country": shop.country, "zone": shop.time_zone}


def _charge(
    rules: Rules,
    shop: ShopView,
    ask: AskQuote,
    method: DeliveryMethod,
    lines: Sequence[tuple[WantedLine, PricedVariant, dict[str, Any]]],
) -> int:
    """What the method costs for these lines, there and at this time of day."""
    grams = sum(wanted.quantity * variant.weight_grams for wanted, variant, _ in lines)
    at = clock.now().astimezone(clock.zone(shop.time_zone)).time()
    country = ask.address.country if ask.address else shop.country
    region = ask.address.region if ask.address else ""
    price = price_of(method, rules.zones, Going(country, region, grams, at))
    if price is not None:
        return price
    if ask.address is None:
        return method.price_minor  # nobody said yet where it goes
    raise InvalidInput.of("delivery_method", "not_delivered_there", country=country)


def _delivery_method(methods: Mapping[str, DeliveryMethod], ask: AskQuote) -> DeliveryMethod | None:
    if ask.delivery_method is None:
        return None
    method = methods.get(ask.delivery_method)
    if method is None:
        raise InvalidInput.of("delivery_method", "unknown_delivery_method")
    if ask.address and method.countries and ask.address.country not in method.countries:
        raise InvalidInput.of("delivery_method", "not_delivered_there", country=ask.address.country)
    return method
