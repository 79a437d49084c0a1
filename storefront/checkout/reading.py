"""What the checkout shows: the cart's lines, ways to deliver and to pay, and the exact total."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commerce.carts.asking import AskQuote, WantedLine
from commerce.carts.price_list import NO_RULES, PriceList, coupon_terms, read_rules
from commerce.carts.queries import CartView, read_cart, view_of
from commerce.carts.quoting import Quoted, quote_by
from commerce.catalog.kinds import kind_of
from commerce.catalog.kinds.kind import Fulfilment
from commerce.delivery.queries import DeliveryMethodView, methods_to
from commerce.errors import CouponRefused
from commerce.money import Money
from commerce.orders.prefill import usual_details
from commerce.payments.methods import offered
from commerce.people.addresses import AddressView
from storefront.cart.owner import last_order_path, owner_of
from storefront.cart.view import missing_text, reached_percent, shown_line
from storefront.checkout.book import BookEntry, book_entries, book_of
from storefront.checkout.form import CheckoutForm
from storefront.checkout.words import delivery_option, free_delivery_text, payment_option
from ui.amounts import money_text
from ui.parts.fields import Option
from ui.parts.order_lines import Amount, Line
from ui.refusals import sentence
from ui.texts import _
from ui.visits import Visit


@dataclass(frozen=True, slots=True)
class ShownCheckout:
    """The page. `expected`: the total as the form sends it back ('1299 CNY')."""

    lines: list[Line] = field(default_factory=list[Line])
    amounts: list[Amount] = field(default_factory=list[Amount])
    missing: str = ""
    reached: int = 0
    nearly_free: str = ""
    troubled: bool = False
    needs_address: bool = True
    deliveries: list[Option] = field(default_factory=list[Option])
    delivery: str = ""
    payments: list[Option] = field(default_factory=list[Option])
    payment: str = ""
    total: str = ""
    expected: str = ""
    last_order: str = ""
    book: list[BookEntry] = field(default_factory=list[BookEntry])


@dataclass(frozen=True, slots=True)
class Checkout:
    """One reading: the cart, what was filled in so far, the page made of both, and why its coupon
    does not count, if it does not.
    """

    cart: CartView
    draft: dict[str, str]
    shown: ShownCheckout
    coupon_refused: str = ""


async def read_checkout(at: Visit) -> Checkout:
    """The visitor's cart at today's prices, delivered as the draft says."""
    found = await read_cart(at.session, at.shop, owner_of(at))
    rules = await read_rules(at.session) if found.lines else NO_RULES
    cart = view_of(found, at.shop, at.locale, rules.taxes, rules.thresholds)
    book = await book_of(at)
    draft = await usual_of(at, book) | cart.draft
    form = CheckoutForm.parse(draft)
    ways = methods_to(
        rules.methods.values(),
        rules.zones,
        at.shop,
        at.locale,
        form.country or at.shop.country,
        region=form.region,
        grams=cart.grams,
    )
    way = next((w for w in ways if w.code == form.delivery_method), ways[0] if ways else None)
    wanted = wanted_lines(cart)
    if not wanted:
        return Checkout(cart, draft, await _nothing_to_order(at, cart))
    ask = AskQuote.model_construct(
        lines=tuple(wanted),
        address=form.somewhere(at.shop.country),
        delivery_method=way.code if way else None,
        coupon=form.coupon.strip() or None,
    )
    prices = PriceList(rules, {variant.sku: variant for variant in found.variants.values()})
    quoted, refused = await _quoted(at, prices, ask)
    shown = _shown(at, cart, form, quoted, ways, way)
    return Checkout(cart, draft, replace(shown, book=book_entries(book, form)), refused)


async def _quoted(at: Visit, prices: PriceList, ask: AskQuote) -> tuple[Quoted, str]:
    """The quote; without the coupon where that is refused, and why it is."""
    if ask.coupon is None:
        return quote_by(prices, at.shop, ask), ""
    try:
        terms = await coupon_terms(at.session, ask.coupon)
        return quote_by(replace(prices, coupon=terms), at.shop, ask), ""
    except CouponRefused as refused:
        without = ask.model_copy(update={"coupon": None})
        return quote_by(prices, at.shop, without), sentence(refused)


async def _nothing_to_order(at: Visit, cart: CartView) -> ShownCheckout:
    lines = [shown_line(line) for line in cart.lines]
    last_order = "" if lines else await last_order_path(at)
    return ShownCheckout(lines=lines, troubled=bool(lines), last_order=last_order)


def _shown(
    at: Visit,
    cart: CartView,
    form: CheckoutForm,
    quoted: Quoted,
    ways: Sequence[DeliveryMethodView],
    way: DeliveryMethodView | None,
) -> ShownCheckout:
    needs_address = any(kind_of(line.variant.kind).needs_address for line in quoted.lines)
    quote = quoted.quote
    by_parcel = all(
        kind_of(line.variant.kind).fulfilment == Fulfilment.PARCEL for line in quoted.lines
    )
    paying = offered(at.shop, quote.total_minor, by_parcel=by_parcel)
    return ShownCheckout(
        lines=[shown_line(line) for line in cart.lines],
        amounts=_amounts(quoted, way if needs_address else None, at.shop.prices_include_tax),
        missing=missing_text(quote),
        reached=reached_percent(quote),
        nearly_free=free_delivery_text(quote),
        troubled=any(line.problem for line in cart.lines),
        needs_address=needs_address,
        deliveries=[delivery_option(w, quote, at.shop) for w in ways] if needs_address else [],
        delivery=way.code if way and needs_address else "",
        payments=[payment_option(method) for method in paying],
        payment=form.method if form.method in paying else (paying[0] if paying else ""),
        total=money_text(quote.total),
        expected=f"{quote.total_minor} {quote.currency}",
    )


def wanted_lines(cart: CartView) -> list[WantedLine]:
    """The cart's lines as an order takes them, without what is not sold any more."""
    return [
        WantedLine(sku=line.sku, quantity=line.quantity, inputs=line.inputs)
        for line in cart.lines
        if line.problem != "gone"
    ]


async def usual_of(at: Visit, book: Sequence[AddressView]) -> dict[str, str]:
    """What the form begins with before anything is changed in it."""
    usual = await usual_details(at.session, at.customer, book) if at.customer else {}
    return {"country": at.shop.country} | usual


def _amounts(
    quoted: Quoted, way: DeliveryMethodView | None, prices_include_tax: bool
) -> list[Amount]:
    quote = quoted.quote

    def amount(minor: int) -> str:
        return money_text(Money(minor, quote.currency))

    rows = [Amount(_("Items"), amount(quote.items_minor))]
    by_threshold = quote.discount_minor - quote.coupon_minor
    if by_threshold:
        rows.append(Amount(_("Discount"), "−" + amount(by_threshold)))
    if way is not None:
        charge = quote.delivery_minor + quote.delivery_off_minor
        rows.append(Amount(_("Delivery"), amount(charge) if charge else _("Free")))
    off = quote.coupon_minor + quote.delivery_off_minor
    if quoted.coupon is not None and off:
        rows.append(Amount(_("Coupon {code}", code=quoted.coupon.code), "−" + amount(off)))
    if not prices_include_tax:
        rows.append(Amount(_("Tax"), amount(quote.tax_minor)))
    rows.append(Amount(_("Total"), amount(quote.total_minor), True))
    if prices_include_tax and quote.tax_minor:
        rows.append(Amount(_("Tax included"), amount(quote.tax_minor)))
    return rows
