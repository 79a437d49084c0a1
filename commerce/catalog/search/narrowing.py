"""Of the products that stand on a shelf: what each offers in the options asked for, in which order
they come, and what can be counted of them. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from commerce.catalog.search.entries import FORMS, PAIRS, pair_texts
from commerce.catalog.views import Shelf, Sort

Place = tuple[int, UUID]


class Candidate(NamedTuple):
    """A product's row, its arrays as texts: hundreds of them are read for one list."""

    product_id: UUID
    category_id: UUID | None
    price: int
    in_stock: bool
    popularity: int
    listed_at: int
    forms: str
    prices: str
    stocked: str
    rank: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a product offers: the cheapest of its variants that fit, and whether any is left."""

    of: Candidate
    price: int
    in_stock: bool

    def key(self, sort: Sort) -> int:
        """What to sort by before the id; a whole number, so that a cursor can carry it."""
        match sort:
            case "price_up" | "price_down":
                return self.price
            case "newest":
                return self.of.listed_at
            case "popular":
                return self.of.popularity
            case "relevance":
                return self.of.rank

    def in_price(self, shelf: Shelf) -> bool:
        """In the price asked for."""
        low, high = shelf.price_min, shelf.price_max
        return (low is None or self.price >= low) and (high is None or self.price <= high)


def offers(candidates: Iterable[Candidate], shelf: Shelf) -> list[Offer]:
    """Those that have a variant with the options asked for."""
    if not _asked(shelf):
        return [Offer(one, one.price, one.in_stock) for one in candidates]
    found: list[Offer] = []
    for one in candidates:
        fitting = fitting_forms(one.forms, shelf.options)
        if not fitting:
            continue
        prices, stocked = one.prices.split(","), one.stocked.split(",")
        price = min(int(prices[n]) for n, _form in fitting)
        found.append(Offer(one, price, any(stocked[n] == "t" for n, _form in fitting)))
    return found


def narrowed(found: Iterable[Offer], shelf: Shelf) -> list[Offer]:
    """Those in the price and stock asked for."""
    return [one for one in found if one.in_price(shelf) and (one.in_stock or not shelf.in_stock)]


def page_of(found: Sequence[Offer], sort: Sort, after: Place | None, limit: int) -> list[Place]:
    """At most `limit` of them in that order, those after `after`: each with its key."""
    down = sort != "price_up"
    keyed = sorted(((one.key(sort), one.of.product_id) for one in found), reverse=down)
    if after is not None:
        keyed = [one for one in keyed if (one < after if down else one > after)]
    return keyed[:limit]


def alike(found: Iterable[Offer]) -> Counter[str]:
    """How many have the same options in the same variants: most share theirs with many."""
    return Counter(one.of.forms for one in found)


def counted_values(products: Mapping[str, int], shelf: Shelf) -> list[tuple[str, int]]:
    """Option values of what fits, each with how many products have it, in the order of variants.

    `products`: as `alike` counts them.
    """
    counts: Counter[str] = Counter()
    places: dict[str, int] = {}
    for forms, count in products.items():
        seen: set[str] = set()
        for n, form in fitting_forms(forms, shelf.options):
            for pair in pairs_of(form):
                places[pair] = min(n, places.get(pair, n))
                seen.add(pair)
        for pair in seen:
            counts[pair] += count
    return [(pair, counts[pair]) for pair in sorted(counts, key=lambda p: (places[p], p))]


@lru_cache(maxsize=20_000)
def fitting_forms(
    forms: str, options: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[int, str], ...]:
    """The variants that have one of the values asked for of each option, with their places."""
    return tuple(
        (n, form)
        for n, form in enumerate(forms.split(FORMS))
        if all(
            any(_has(pair, name, value) for pair in pairs_of(form) for value in values)
            for name, values in options
            if values
        )
    )


@lru_cache(maxsize=20_000)
def pairs_of(form: str) -> tuple[str, ...]:
    """A variant's options, each in all languages."""
    return tuple(pair for pair in form.split(PAIRS) if pair)


@lru_cache(maxsize=20_000)
def _has(pair: str, name: str, value: str) -> bool:
    """Whether it is that option with that value, in whichever language."""
    names, values = pair_texts(pair)
    return name in names.values() and value in values.values()


def _asked(shelf: Shelf) -> bool:
    return any(values for _name, values in shelf.options)
