"""A list of products in words: what it is, its filters with counts, what is set."""

from dataclasses import dataclass, field

from commerce.catalog.views import CategoryCount, Facets, OptionFacet, OptionValue
from commerce.money import Money
from commerce.shops.queries import ShopView
from storefront.parts.tiles import counted_text, products_text
from storefront.shelves.asked import AskedShelf, amount_text
from ui.amounts import money_text
from ui.texts import _

MOST_FILTERS = 6
OPEN_FILTERS = 3
FIRST_CHOICES = 7
_FEWEST = 2  # a filter with one value narrows nothing


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter's value that leads to the list with it, or without it once it is chosen."""

    label: str = ""
    href: str = ""
    count: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """An option to filter by: colour, size. `rest`: what is seen after one more click."""

    name: str
    choices: list[Choice]
    rest: list[Choice]
    open: bool


@dataclass(frozen=True, slots=True)
class ShownShelf:
    """A list without its products. `chips`: what is set, each leads to the list without it.

    `meant`: says that other words were looked for than were typed; `instead`: words that find
    something where all of them together find nothing; `categories`: where what was found stands.
    """

    heading: str = ""
    total: str = ""
    query: str = ""
    sort: str = "popular"
    searched: bool = False
    meant: str = ""
    low: str = ""
    high: str = ""
    span: str = ""
    in_stock: Choice = Choice()
    categories: list[Choice] = field(default_factory=list[Choice])
    filters: list[Filter] = field(default_factory=list[Filter])
    chips: list[Choice] = field(default_factory=list[Choice])
    clear_href: str = ""
    instead: list[Choice] = field(default_factory=list[Choice])


def shown_shelf(
    asked: AskedShelf, facets: Facets, category: str, shop: ShopView, meant: str = ""
) -> ShownShelf:
    """`asked` in the spoken language, with the counts of `facets`."""
    return ShownShelf(
        heading=_heading(asked, category),
        total=products_text(facets.total, more=facets.more),
        query=asked.query,
        sort=asked.order,
        searched=bool(asked.query),
        meant=_meant(asked, meant),
        low=amount_text(asked.low),
        high=amount_text(asked.high),
        span=_span(facets, shop.currency),
        in_stock=Choice(
            _("In stock only"),
            asked.turned(in_stock=not asked.in_stock).href,
            counted_text(facets.in_stock, more=facets.more),
            asked.in_stock,
        ),
        categories=_categories(asked, facets.categories, more=facets.more),
        filters=_filters(asked, facets.options, more=facets.more),
        chips=_chips(asked, facets, category, shop.currency),
        clear_href=asked.plain().href,
    )


def words_instead(asked: AskedShelf, words: tuple[str, ...]) -> list[Choice]:
    """Each as the way to a search for it."""
    return [Choice(word, asked.plain().turned(query=word).href) for word in words]


def _categories(
    asked: AskedShelf, counts: tuple[CategoryCount, ...], *, more: bool
) -> list[Choice]:
    if len(counts) < _FEWEST and not (asked.query and asked.category):
        return []
    return [
        Choice(
            one.name,
            asked.turned(category=None if one.slug == asked.category else one.slug).href,
            counted_text(one.count, more=more),
            one.slug == asked.category,
        )
        for one in counts
    ]


def _heading(asked: AskedShelf, category: str) -> str:
    if not asked.query:
        return category or _("All goods")
    if category:
        return _("“{query}” in {category}", query=asked.query, category=category)
    return _("Results for “{query}”", query=asked.query)


def _meant(asked: AskedShelf, meant: str) -> str:
    if not meant:
        return ""
    return _("Nothing for “{query}”. These are for “{meant}”.", query=asked.query, meant=meant)


def _span(facets: Facets, currency: str) -> str:
    """What the list costs, unless there is nothing in it."""
    if facets.price_min is None or facets.price_max is None:
        return ""
    low, high = (money_text(Money(m, currency)) for m in (facets.price_min, facets.price_max))
    return _("From {low} to {high}", low=low, high=high)


def _filters(asked: AskedShelf, facets: tuple[OptionFacet, ...], *, more: bool) -> list[Filter]:
    """The options that most products of the list have, those in use first."""
    used = {name for name, _value in asked.options}

    def rank(facet: OptionFacet) -> tuple[bool, int, str]:
        return facet.key not in used, -sum(value.count for value in facet.values), facet.key

    def worth(facet: OptionFacet) -> bool:
        leads = sum(1 for value in facet.values if value.count)
        return facet.key in used or leads >= _FEWEST

    ranked = sorted(filter(worth, facets), key=rank)[:MOST_FILTERS]
    return [
        _filter(asked, facet, n < OPEN_FILTERS or facet.key in used, more=more)
        for n, facet in enumerate(ranked)
    ]


def _filter(asked: AskedShelf, facet: OptionFacet, is_open: bool, *, more: bool) -> Filter:
    """The values that most products have come first where there are many, in their order."""
    values = tuple(v for v in facet.values if v.count or (facet.key, v.key) in asked.options)
    if len(values) > FIRST_CHOICES + 1:
        liked = {value.key for value in sorted(values, key=lambda v: -v.count)[:FIRST_CHOICES]}
        liked |= {value for name, value in asked.options if name == facet.key}
    else:
        liked = {value.key for value in values}
    first = tuple(value for value in values if value.key in liked)
    rest = tuple(value for value in values if value.key not in liked)
    return Filter(
        facet.label,
        _choices(asked, facet.key, first, more=more),
        _choices(asked, facet.key, rest, more=more),
        is_open,
    )


def _choices(
    asked: AskedShelf, name: str, values: tuple[OptionValue, ...], *, more: bool
) -> list[Choice]:
    return [
        Choice(
            value.label,
            asked.toggled(name, value.key).href,
            counted_text(value.count, more=more),
            (name, value.key) in asked.options,
        )
        for value in values
    ]


def _chips(asked: AskedShelf, facets: Facets, category: str, currency: str) -> list[Choice]:
    labels = {(f.key, v.key): v.label for f in facets.options for v in f.values}
    chips = [
        Choice(labels.get((name, value), value), asked.toggled(name, value).href)
        for name, value in asked.options
    ]
    if asked.query and asked.category:
        chips.insert(0, Choice(category, asked.turned(category=None).href))
    if asked.in_stock:
        chips.append(Choice(_("In stock only"), asked.turned(in_stock=False).href))
    if asked.low is not None or asked.high is not None:
        chips.append(Choice(_price_words(asked, currency), asked.turned(low=None, high=None).href))
    return chips


def _price_words(asked: AskedShelf, currency: str) -> str:
    shelf = asked.shelf(currency)
    low = money_text(Money(shelf.price_min or 0, currency))
    if shelf.price_max is None:
        return _("From {price}", price=low)
    high = money_text(Money(shelf.price_max, currency))
    return _("Up to {price}", price=high) if not shelf.price_min else f"{low} – {high}"
