"""A cart in words: its lines, what it adds up to, and what is missing to the next discount."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from commerce.carts.pricing import Quote
from commerce.carts.queries import CartLineView, CartView
from commerce.catalog.kinds.inputs import Answered
from commerce.catalog.kinds.kind import Widget
from commerce.money import Money
from storefront import paths
from ui.amounts import moment_text, money_text
from ui.parts.order_lines import Amount, Line
from ui.texts import _, localized, plural

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class ShownCart:
    """What the cart page shows. `missing`: what to add for the next threshold discount.

    `last_order`: an empty cart leads to the order that it became.
    """

    lines: list[Line] = field(default_factory=list[Line])
    amounts: list[Amount] = field(default_factory=list[Amount])
    missing: str = ""
    reached: int = 0
    troubled: bool = False
    last_order: str = ""


def shown_cart(cart: CartView, prices_include_tax: bool, last_order: str = "") -> ShownCart:
    """`cart` in the spoken language."""
    return ShownCart(
        lines=[shown_line(line) for line in cart.lines],
        amounts=cart_amounts(cart.quote, prices_include_tax),
        missing=missing_text(cart.quote),
        reached=reached_percent(cart.quote),
        troubled=any(line.problem for line in cart.lines),
        last_order=last_order,
    )


def shown_line(line: CartLineView) -> Line:
    """One line; its stepper goes as far as there is stock."""
    full = line.unit * line.quantity
    gone = line.problem == "gone"
    reduced = line.discount.minor > 0
    return Line(
        sku=line.sku,
        href="" if gone else localized(paths.product(line.slug)),
        name=line.name,
        options=line.options,
        image=picture_url(line.picture_id),
        quantity=line.quantity,
        price=money_text(line.unit),
        discount=less_text(line.discount) if reduced else "",
        total="" if gone else money_text(full - line.discount),
        total_before=money_text(full) if reduced else "",
        left=UNLIMITED if line.available is None else max(line.available, 1),
        problem=problem_text(line),
        answers=answer_lines(line.answers),
    )


def answer_lines(answers: Sequence[Answered], zone: str = "") -> list[str]:
    """What a line's customer said, one sentence each."""
    return [f"{said.label}: {_said(said, zone)}" for said in answers]


def _said(said: Answered, zone: str) -> str:
    if said.widget != Widget.MOMENT:
        return said.words
    moment = datetime.fromisoformat(said.code)
    return moment_text(moment, zone) if zone else f"{moment:%Y-%m-%d %H:%M}"


def problem_text(line: CartLineView) -> str:
    """What keeps the line from being ordered; '' when nothing does."""
    match line.problem:
        case "gone":
            return _("This is not sold any more.")
        case "sold_out":
            return _("Sold out just now.")
        case "too_many":
            return plural("Only one is left.", "Only {count} are left.", line.available or 0)
        case _:
            return ""


def cart_amounts(quote: Quote, prices_include_tax: bool) -> list[Amount]:
    """The rows under a cart, before delivery is known."""
    amounts = [Amount(_("Items"), _money(quote, quote.items_minor))]
    if quote.discount_minor:
        amounts.append(Amount(_("Discount"), "−" + _money(quote, quote.discount_minor)))
    if not prices_include_tax and quote.tax_minor:
        amounts.append(Amount(_("Tax"), _money(quote, quote.tax_minor)))
    amounts.append(Amount(_("Total before delivery"), _money(quote, quote.total_minor), True))
    return amounts


def missing_text(quote: Quote) -> str:
    """What to add for the next threshold discount; '' where there is none."""
    if quote.missing_to_discount_minor is None or quote.next_discount_minor is None:
        return ""
    return _(
        "Add {missing} more and save {saved}.",
        missing=_money(quote, quote.missing_to_discount_minor),
        saved=_money(quote, quote.next_discount_minor),
    )


def reached_percent(quote: Quote) -> int:
    """How far the cart is on its way to the next threshold discount."""
    if not quote.missing_to_discount_minor:
        return 0
    return 100 * quote.items_minor // (quote.items_minor + quote.missing_to_discount_minor)


def less_text(discount: Money) -> str:
    """A line's share of the discount; the sign does not break away from its amount."""
    return _("Discount {amount}", amount="−" + money_text(discount))


def picture_url(picture_id: UUID | None) -> str:
    """Where a small picture of a line is served; '' where there is none."""
    return f"/media/{picture_id}.webp" if picture_id else ""


def _money(quote: Quote, minor: int) -> str:
    return money_text(Money(minor, quote.currency))
