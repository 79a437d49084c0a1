"""A product's line in the list: texts alone, ready to be shown."""

from dataclasses import dataclass

from admin import paths
from commerce.catalog.product_rows import ProductRow
from ui.amounts import money_text, number_text
from ui.texts import Locale, plural, prefixed

_SKUS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class ProductLine:
    """`level`: '', 'low' or 'out'; `note` says how many variants are."""

    href: str
    name: str
    image: str
    state: str
    category: str
    skus: str
    price: str
    left: str
    level: str
    note: str


def product_line(row: ProductRow, locale: Locale) -> ProductLine:
    """The line of `row` in `locale`."""
    level, note = _level(row)
    return ProductLine(
        href=prefixed(locale, paths.product(str(row.id))) + "/",
        name=row.name,
        image=picture_source(row.picture_id),
        state=row.state,
        category=row.category,
        skus=_skus(row.skus),
        price=_price(row, locale),
        left="∞" if row.left is None else number_text(row.left, locale),
        level=level,
        note=note,
    )


def picture_source(picture_id: object, size: str = "small") -> str:
    """Where a picture is served, or nothing."""
    return f"/media/{picture_id}.webp?size={size}" if picture_id else ""


def _skus(skus: tuple[str, ...]) -> str:
    more = len(skus) - _SKUS_SHOWN
    shown = ", ".join(skus[:_SKUS_SHOWN])
    return f"{shown} +{more}" if more > 0 else shown


def _price(row: ProductRow, locale: Locale) -> str:
    if row.cheapest is None or row.dearest is None:
        return "–"
    if row.cheapest == row.dearest:
        return money_text(row.cheapest, locale)
    return f"{money_text(row.cheapest, locale)} – {money_text(row.dearest, locale)}"


def _level(row: ProductRow) -> tuple[str, str]:
    if row.left is None:
        return "", ""
    if row.out:
        return "out", plural("{count} sold out", "{count} sold out", row.out)
    if row.low:
        return "low", plural("{count} low", "{count} low", row.low)
    return "", ""
