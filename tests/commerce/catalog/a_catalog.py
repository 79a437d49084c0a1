"""A small shop made by chance, and what its lists must say: slowly, and obviously right."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from commerce import clock
from commerce.catalog.models import Category, Price, Product, ProductState, Variant
from commerce.catalog.search.indexing import index_products
from commerce.catalog.views import Shelf, Sort
from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.stock.models import Stock
from tests.builders import BuiltShop

WORDS = ("tea", "cup", "lamp", "silk", "bowl")
OPTIONS = {"Size": ("尺寸", "SML"), "Colour": ("颜色", ("Ink", "Oat"))}
CATEGORIES = ("kitchen", "garden")
GOODS = 40


@dataclass(frozen=True)
class Form:
    price: int
    stocked: bool
    options: dict[str, str]


@dataclass(frozen=True)
class Good:
    """A product on sale; its forms are those in use."""

    id: UUID
    slug: str
    words: tuple[str, ...]
    category: str | None
    popularity: int
    forms: tuple[Form, ...]

    def fitting(self, shelf: Shelf) -> list[Form]:
        return [
            form
            for form in self.forms
            if all(form.options.get(english(name)) in values for name, values in shelf.options)
        ]

    def offers(self, shelf: Shelf) -> bool:
        fitting = self.fitting(shelf)
        if not fitting:
            return False
        price = self.price(shelf)
        return (
            (shelf.price_min is None or price >= shelf.price_min)
            and (shelf.price_max is None or price <= shelf.price_max)
            and (not shelf.in_stock or any(form.stocked for form in fitting))
        )

    def price(self, shelf: Shelf) -> int:
        return min(form.price for form in self.fitting(shelf))

    def stands_on(self, shelf: Shelf) -> bool:
        """Of its category and words, with each option somewhere among its forms."""
        return (
            bool(self.forms)
            and shelf.category in {None, self.category}
            and set(shelf.query.split()) <= set(self.words)
            and all(
                any(form.options.get(english(name)) in values for form in self.forms)
                for name, values in shelf.options
            )
        )


def goods_by_chance(seed: int) -> list[Good]:
    chance = random.Random(seed)
    found: list[Good] = []
    for n in range(GOODS):
        forms = tuple(
            Form(
                chance.randrange(1, 6) * 100,
                chance.random() < 0.6,
                {
                    name: chance.choice(of[1])
                    for name, of in OPTIONS.items()
                    if chance.random() < 0.8
                },
            )
            for _form in range(chance.randrange(4))
        )
        words = tuple(chance.sample(WORDS, chance.randint(1, 3)))
        category = chance.choice((*CATEGORIES, None))
        found.append(Good(new_id(), f"good-{n}", words, category, chance.randrange(4), forms))
    return found


async def stocked_with(shop: BuiltShop, goods: list[Good]) -> None:
    """The shop with these goods, a draft, and a form of each that is in use no more."""
    async with transaction(shop.id) as session:
        shelves = {slug: Category(slug=slug, name={"en": slug}) for slug in CATEGORIES}
        session.add_all(shelves.values())
        await session.flush()
        for good in [*goods, replace(goods[0], id=new_id(), slug="draft")]:
            category = shelves[good.category].id if good.category else None
            texts = {"en": " ".join(good.words)}
            product = Product(
                id=good.id,
                slug=good.slug,
                state=ProductState.DRAFT if good.slug == "draft" else ProductState.ACTIVE,
                name=texts,
                summary={},
                description={},
                popularity=good.popularity,
                category_id=category,
            )
            session.add(product)
            await session.flush()
            session.add_all(_variants(good))
            await session.flush()
            for row in list(_prices_and_stock(good)):
                session.add(row)
        await index_products(session, [good.id for good in goods])


def _variant_id(good: Good, place: int) -> UUID:
    return UUID(int=good.id.int ^ ((place + 1) << 8))


def _variants(good: Good) -> Iterator[Variant]:
    for place, form in enumerate((*good.forms, Form(1, True, {"Size": "S", "Colour": "Ink"}))):
        yield Variant(
            id=_variant_id(good, place),
            product_id=good.id,
            sku=f"{good.slug}{place}".replace("-", ""),
            position=place,
            active=place < len(good.forms),
            options=[
                {"name": {"en": name, "zh": OPTIONS[name][0]}, "value": {"en": value}}
                for name, value in form.options.items()
            ],
        )


def _prices_and_stock(good: Good) -> Iterator[Price | Stock]:
    then = clock.now() - timedelta(days=1)
    for place, form in enumerate((*good.forms, Form(1, True, {}))):
        of = _variant_id(good, place)
        yield Price(variant_id=of, currency="CNY", amount_minor=form.price, valid_from=then)
        yield Stock(variant_id=of, available=3 if form.stocked else 0)


@dataclass(frozen=True)
class Reference:
    """What must be said of these goods; counts and ranks go over the `most` most popular."""

    goods: list[Good]
    most: int

    def shelf(self, shelf: Shelf) -> list[Good]:
        there = [good for good in self.goods if good.stands_on(shelf)]
        return sorted(there, key=lambda good: (good.popularity, good.id), reverse=True)

    def counted(self, shelf: Shelf) -> list[Good]:
        return [good for good in self.shelf(shelf)[: self.most] if good.fitting(shelf)]

    def more(self, shelf: Shelf) -> bool:
        return len(self.shelf(shelf)) > self.most

    def wanted(self, shelf: Shelf) -> list[Good]:
        return [good for good in self.counted(shelf) if good.offers(shelf)]

    def slugs(self, shelf: Shelf, sort: Sort) -> list[str]:
        """All pages one after the other."""
        ranked = sort == "relevance" or shelf.options
        there = self.wanted(shelf) if ranked else [g for g in self.shelf(shelf) if g.offers(shelf)]
        keys = {
            "newest": self.goods.index,
            "price_up": lambda good: good.price(shelf),
            "price_down": lambda good: good.price(shelf),
        }
        key = keys.get(sort, lambda good: good.popularity)
        ordered = sorted(there, key=lambda g: (key(g), g.id), reverse=sort != "price_up")
        return [good.slug for good in ordered]

    def in_stock(self, shelf: Shelf) -> int:
        return len(self._offering(shelf, replace(shelf, in_stock=True)))

    def prices(self, shelf: Shelf) -> set[int]:
        return {good.price(shelf) for good in self.counted(shelf)}

    def categories(self, shelf: Shelf) -> dict[str, int]:
        there = self.wanted(replace(shelf, category=None)) if shelf.query else []
        return dict(Counter(good.category for good in there if good.category))

    def options(self, shelf: Shelf) -> dict[str, dict[str, int]]:
        chosen = {english(name): values for name, values in shelf.options}
        found: dict[str, dict[str, int]] = {}
        for name in OPTIONS:
            others = tuple(one for one in shelf.options if english(one[0]) != name)
            wider = replace(shelf, options=others)
            counts = Counter(
                value
                for good in self.wanted(wider)
                for value in {form.options.get(name) for form in good.fitting(wider)}
                if value
            )
            values = dict(counts) | {v: 0 for v in chosen.get(name, ()) if v not in counts}
            if values:
                found[name] = values
        return found

    def _offering(self, shelf: Shelf, wanted: Shelf) -> list[Good]:
        return [good for good in self.counted(shelf) if good.offers(wanted)]


def english(name: str) -> str:
    """An option's name, in whichever language it was asked for."""
    return next((en for en, (zh, _values) in OPTIONS.items() if name == zh), name)
