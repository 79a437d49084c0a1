"""A product in words, for the variant that is picked."""

from dataclasses import dataclass, field

from commerce.catalog.kinds import kind_of
from commerce.catalog.queries import ProductPage
from commerce.catalog.views import VariantView
from commerce.money import Money
from storefront.products.choosing import axes_of, picked, state_of
from ui.amounts import money_text, percent_text
from ui.parts.pictures import media_source
from ui.stars import rating_signs, rating_text
from ui.texts import _

FEW = 5
UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A value of an option. `state`: '', 'sold_out' or 'none' (not made with the others)."""

    label: str
    state: str
    chosen: bool
    axis: int
    pick: int


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option, what is picked of it, and all its values."""

    name: str
    picked: str
    choices: list[ShownChoice]


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """What the page shows. `stock`: good, few, none, not_made; `left`: -1 for no limit."""

    slug: str = ""
    kind: str = ""
    sent: bool = False
    name: str = ""
    summary: str = ""
    paragraphs: list[str] = field(default_factory=list[str])
    picture: str = ""
    category_slug: str = ""
    category_name: str = ""
    options: list[ShownOption] = field(default_factory=list[ShownOption])
    sku: str = ""
    price: str = ""
    compare_at: str = ""
    saving: str = ""
    stock: str = ""
    stock_words: str = ""
    addable: bool = False
    left: int = UNLIMITED
    all_sold_out: bool = False
    rating: str = ""
    rating_signs: str = ""


def shown_product(page: ProductPage, picks: list[int]) -> ShownProduct:
    """`page` in the spoken language."""
    variant = picked(page, picks)
    stock = _stock(variant)
    compare_at = variant.compare_at if variant else None
    return ShownProduct(
        slug=page.slug,
        kind=page.kind,
        sent=kind_of(page.kind).needs_address,
        name=page.name,
        summary=page.summary,
        paragraphs=[line.strip() for line in page.description.split("\n") if line.strip()],
        picture=media_source(page.picture_ids[0], "large") if page.picture_ids else "",
        category_slug=page.category_slug or "",
        category_name=page.category_name,
        options=_options(page, picks),
        sku=variant.sku if variant else "",
        price=money_text(variant.price) if variant else _price_span(page),
        compare_at=money_text(compare_at) if compare_at else "",
        saving=_saving(variant.price, compare_at) if variant and compare_at else "",
        stock=stock,
        stock_words=_stock_words(stock, variant),
        addable=stock in ("good", "few"),
        left=variant.available if variant and variant.available is not None else UNLIMITED,
        all_sold_out=page.sold_out,
        rating=rating_text(page.rating),
        rating_signs=rating_signs(page.rating),
    )


def _options(page: ProductPage, picks: list[int]) -> list[ShownOption]:
    shown: list[ShownOption] = []
    for n, axis in enumerate(axes_of(page)):
        choices = [
            ShownChoice(value, state_of(page, picks, n, i), picks[n] == i, n, i)
            for i, value in enumerate(axis.values)
        ]
        now = axis.values[picks[n]] if 0 <= picks[n] < len(axis.values) else ""
        shown.append(ShownOption(axis.name, now, choices))
    return shown


def _stock(variant: VariantView | None) -> str:
    if variant is None:
        return "not_made"
    if variant.available is None:
        return "good"
    if variant.available <= 0:
        return "none"
    return "few" if variant.low or variant.available <= FEW else "good"


def _stock_words(stock: str, variant: VariantView | None) -> str:
    left = variant.available if variant else None
    words = {
        "good": _("Available now") if left is None else _("In stock"),
        "few": _("Only {left} left", left=left),
        "none": _("Sold out"),
        "not_made": _("Not made in this combination"),
    }
    return words[stock]


def _price_span(page: ProductPage) -> str:
    prices = sorted((variant.price for variant in page.variants), key=lambda money: money.minor)
    return _("From {price}", price=money_text(prices[0])) if prices else ""


def _saving(price: Money, before: Money) -> str:
    """How much less than before, in percent; nothing where it is not less."""
    if before.minor <= price.minor:
        return ""
    return "−" + percent_text(round((before.minor - price.minor) / before.minor, 2))
