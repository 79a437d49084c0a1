"""What the address of a list asks for, and the address of every list one click away."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commerce.catalog.queries import Shelf
from commerce.catalog.views import Sort
from commerce.errors import InvalidInput, NotFound
from commerce.money import minor_digits
from commerce.people.contacts import Plain
from ui.texts import localized, plain_path

PAGE = 24
MOST_SHOWN = 96
_FIELDS = 60
_CATEGORY = re.compile(r"c/[\w-]{1,120}")
_MANY = frozenset({"o"})  # may come several times

Amount = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=13, decimal_places=3)]
Option = Annotated[str, Plain, Field(min_length=3, max_length=120, pattern=r"^[^:]+:.+$")]


class _Query(BaseModel):
    """The part of the address behind the question mark; what is not ours is left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: Annotated[str, Plain, Field(max_length=100)] = ""
    sort: Sort | None = None
    low: Annotated[Amount | None, Field(alias="from")] = None
    high: Annotated[Amount | None, Field(alias="to")] = None
    stock: bool = False
    o: Annotated[list[Option], Field(max_length=40)] = []
    shown: Annotated[int, Field(ge=1, le=MOST_SHOWN)] = PAGE


@dataclass(frozen=True, slots=True)
class AskedShelf:
    """A list as somebody asked for it. `options`: ("Size", "M") pairs, in their order."""

    category: str | None = None
    query: str = ""
    sort: Sort | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    in_stock: bool = False
    options: tuple[tuple[str, str], ...] = ()
    shown: int = PAGE

    @classmethod
    def at(cls, url: str) -> "AskedShelf":
        """What `url` asks for. Raises InvalidInput (field of the address), NotFound."""
        parts = urlsplit(url)
        asked = _parsed(parts.query)
        low, high = asked.low, asked.high
        if low is not None and high is not None and low > high:
            low, high = high, low
        pairs = dict.fromkeys(tuple(option.split(":", 1)) for option in asked.o)
        return cls(
            category=category_at(parts.path),
            query=" ".join(asked.q.split()),
            sort=asked.sort,
            low=low,
            high=high,
            in_stock=asked.stock,
            options=tuple((name, value) for name, value in pairs),
            shown=asked.shown,
        )

    @property
    def order(self) -> Sort:
        """What it is sorted by: a search by how well it fits, unless told otherwise."""
        return self.sort or ("relevance" if self.query else "popular")

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set; a search and the order are none."""
        return bool(self.options or self.in_stock or self.low is not None or self.high is not None)

    def shelf(self, currency: str) -> Shelf:
        """The same for the catalogue."""
        options: dict[str, tuple[str, ...]] = {}
        for name, value in self.options:
            options[name] = (*options.get(name, ()), value)
        return Shelf(
            category=self.category,
            query=self.query,
            price_min=_minor(self.low, currency),
            price_max=_minor(self.high, currency),
            in_stock=self.in_stock,
            options=tuple(options.items()),
        )

    def sent(self, low: str | None, high: str | None, sort: str | None) -> "AskedShelf":
        """With what a form sent; None keeps what is there. Raises InvalidInput."""
        given = {"from": low, "to": high, "sort": sort}
        fresh = _checked({name: text for name, text in given.items() if text})
        low_now = self.low if low is None else fresh.low
        high_now = self.high if high is None else fresh.high
        asked = fresh.sort if sort else self.sort
        return self.turned(low=low_now, high=high_now, sort=asked)

    def toggled(self, name: str, value: str) -> "AskedShelf":
        """With one more option, or one less."""
        pair = (name, value)
        kept = tuple(each for each in self.options if each != pair)
        return self.turned(options=kept if pair in self.options else (*kept, pair))

    def turned(self, **changes: Any) -> "AskedShelf":
        """With other filters, from the first page on."""
        return replace(self, shown=PAGE, **changes)

    def plain(self) -> "AskedShelf":
        """Without any filter; the category is one of a search, else it is the list itself."""
        category = None if self.query else self.category
        return self.turned(category=category, options=(), in_stock=False, low=None, high=None)

    @property
    def href(self) -> str:
        """Its address in the spoken language."""
        path = f"/c/{self.category}" if self.category else "/products"
        fields = [
            ("q", self.query),
            ("sort", self.order if self.order != replace(self, sort=None).order else ""),
            ("from", amount_text(self.low)),
            ("to", amount_text(self.high)),
            ("stock", "1" if self.in_stock else ""),
            *(("o", f"{name}:{value}") for name, value in self.options),
            ("shown", str(self.shown) if self.shown != PAGE else ""),
        ]
        query = urlencode([(name, text) for name, text in fields if text], safe=":")
        return localized(path) + ("?" + query if query else "")


def category_at(path: str) -> str | None:
    """The category that a path names, in whichever language; none for all goods."""
    bare = plain_path(unquote(path)).strip("/")
    if not bare.startswith("c/"):
        return None
    if _CATEGORY.fullmatch(bare) is None:
        raise NotFound("category")
    return bare.removeprefix("c/")


def amount_text(amount: Decimal | None) -> str:
    """An amount as one types it: 50, 12.5."""
    return "" if amount is None else f"{amount:f}"


def _parsed(query: str) -> _Query:
    given: dict[str, Any] = {}
    try:
        pairs = parse_qsl(query[:8_000], max_num_fields=_FIELDS)
    except ValueError:
        raise InvalidInput.of("q", "too_long", max_length=_FIELDS) from None
    for name, text in pairs:
        if name in _MANY:
            given.setdefault(name, []).append(text)
        else:
            given[name] = text
    return _checked(given)


def _checked(given: dict[str, Any]) -> _Query:
    try:
        return _Query.model_validate(given)
    except ValidationError as error:
        raise InvalidInput.from_pydantic(error) from None


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else int(amount.scaleb(minor_digits(currency)))
