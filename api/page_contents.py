"""What crawlers find on each public page, read from the catalogue: home, category, product."""

import re
from html import escape
from typing import Any

from babel.numbers import format_currency

from api.languages import HTML_LANG, Locale
from api.page_heads import Content, Place, in_locale, shortened
from commerce.catalog import queries
from commerce.catalog.queries import CategoryView, ProductCard, ProductPage, Shelf
from commerce.catalog.views import VariantView
from commerce.db.session import Session, transaction
from commerce.errors import NotFound
from commerce.money import Money
from commerce.shops.queries import ShopView

PRODUCT = re.compile(r"/p/([^/]+)/")
CATEGORY = re.compile(r"/c/([^/]+)/")
_SLUG = re.compile(r"[\w-]{1,120}")
_CARDS = 24
_SCHEMA = "https://schema.org"

WORDS: dict[str, dict[Locale, str]] = {
    "home": {
        "en": "{shop}: order online at any hour, day or night.",
        "zh": "{shop}：24 小时在线下单，随时为您服务。",
    },
    "category": {
        "en": "{category} at {shop}: {count} products, to order at any hour.",
        "zh": "{shop} 的{category}：{count} 件商品，24 小时在线下单。",
    },
    "missing": {"en": "This page does not exist.", "zh": "此页面不存在。"},
    "to_home": {"en": "To the shop", "zh": "返回首页"},
    "in_stock": {"en": "in stock", "zh": "有货"},
    "sold_out": {"en": "sold out", "zh": "售罄"},
    "from": {"en": "from {price}", "zh": "{price} 起"},
}


async def content_of(shop: ShopView, place: Place) -> Content:
    """The words of the page at `place`; none for pages that only scripts can fill."""
    try:
        if place.plain == "/":
            return await _home(shop, place)
        if (found := CATEGORY.fullmatch(place.plain)) is not None:
            return await _category(shop, place, found[1])
        if (found := PRODUCT.fullmatch(place.plain)) is not None:
            return await _product(shop, place, found[1])
    except NotFound:
        return missing(shop, place)
    return Content()


def missing(shop: ShopView, place: Place) -> Content:
    """A page that does not exist."""
    words = WORDS["missing"][place.locale]
    home = f'<a href="{in_locale("/", place.locale)}">{WORDS["to_home"][place.locale]}</a>'
    title = f"{words.rstrip('.。')} · {shop.name}"
    return Content(title=title, body=f"<h1>{words}</h1><p>{home}</p>", status=404)


async def _home(shop: ShopView, place: Place) -> Content:
    async with transaction(shop.id) as session:
        shelves = await queries.categories(session, place.locale)
        cards = await _cards(session, shop, place.locale, Shelf())
    description = WORDS["home"][place.locale].format(shop=shop.name)
    store = {
        "@context": _SCHEMA,
        "@type": "OnlineStore",
        "name": shop.name,
        "url": place.url(place.locale),
        "openingHoursSpecification": {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "23:59",
        },
    }
    body = (
        f"<h1>{escape(shop.name)}</h1><p>{escape(description)}</p>"
        f"{_shelf_links(shelves, place.locale)}{_card_links(cards, place.locale)}"
    )
    return Content(title=shop.name, description=description, json_ld=(store,), body=body)


async def _category(shop: ShopView, place: Place, slug: str) -> Content:
    async with transaction(shop.id) as session:
        shelves = await queries.categories(session, place.locale)
        shelf = next((each for each in shelves if each.slug == slug), None)
        if shelf is None:
            raise NotFound("category")
        cards = await _cards(session, shop, place.locale, Shelf(category=slug))
    facts = {"shop": shop.name, "category": shelf.name, "count": shelf.product_count}
    description = WORDS["category"][place.locale].format(**facts)
    trail = _trail(place, (shop.name, "/"), (shelf.name, place.plain))
    body = (
        f"<h1>{escape(shelf.name)}</h1><p>{escape(description)}</p>"
        f"{_card_links(cards, place.locale)}{_shelf_links(shelves, place.locale)}"
    )
    return Content(
        title=f"{shelf.name} · {shop.name}",
        description=description,
        picture=f"{place.origin}/media/{shelf.picture_id}.webp" if shelf.picture_id else "",
        json_ld=(trail,),
        body=body,
    )


async def _product(shop: ShopView, place: Place, slug: str) -> Content:
    if not _SLUG.fullmatch(slug):
        raise NotFound("product")
    async with transaction(shop.id) as session:
        page = await queries.product_page(session, shop, slug, place.locale)
    pictures = [f"{place.origin}/media/{picture}.webp" for picture in page.picture_ids]
    trail = [(shop.name, "/"), (page.name, place.plain)]
    if page.category_slug:
        trail.insert(1, (page.category_name, f"/c/{page.category_slug}/"))
    lowest = min((variant.price for variant in page.variants), key=_minor, default=None)
    price = (
        (
            ("product:price:amount", str(lowest.major)),
            ("product:price:currency", lowest.currency),
        )
        if lowest
        else ()
    )
    return Content(
        title=f"{page.name} · {shop.name}",
        description=shortened(page.summary or page.description),
        picture=pictures[0] if pictures else "",
        kind="product",
        metas=price,
        json_ld=(_product_ld(page, place, pictures), _trail(place, *trail)),
        body=_product_body(page, place, pictures),
    )


def _product_ld(page: ProductPage, place: Place, pictures: list[str]) -> dict[str, Any]:
    offers = [
        {
            "@type": "Offer",
            "sku": variant.sku,
            "price": str(variant.price.major),
            "priceCurrency": variant.price.currency,
            "availability": f"{_SCHEMA}/{'OutOfStock' if variant.available == 0 else 'InStock'}",
            "url": place.url(place.locale),
        }
        for variant in page.variants
    ]
    described: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "Product",
        "name": page.name,
        "description": page.description or page.summary,
        "inLanguage": HTML_LANG[place.locale],
        "image": pictures,
        "category": page.category_name,
        "offers": offers[0] if len(offers) == 1 else offers,
        "aggregateRating": _rating_ld(page),
    }
    return {name: value for name, value in described.items() if value}


def _rating_ld(page: ProductPage) -> dict[str, Any]:
    if not page.rating.reviews:
        return {}
    return {
        "@type": "AggregateRating",
        "ratingValue": str(page.rating.tenths / 10),
        "reviewCount": page.rating.reviews,
    }


def _product_body(page: ProductPage, place: Place, pictures: list[str]) -> str:
    shown = [f"<h1>{escape(page.name)}</h1>"]
    shown += [
        f'<img src="{escape(src)}" alt="{escape(page.name)}" width="480">' for src in pictures
    ]
    shown.append(f"<p>{escape(page.summary)}</p>")
    rows = "".join(f"<li>{escape(_variant(v, place.locale))}</li>" for v in page.variants)
    shown.append(f"<ul>{rows}</ul>")
    parts = (part.strip() for part in page.description.split("\n\n"))
    shown += [f"<p>{escape(part)}</p>" for part in parts if part]
    if page.category_slug:
        href = in_locale(f"/c/{page.category_slug}/", place.locale)
        shown.append(f'<p><a href="{escape(href)}">{escape(page.category_name)}</a></p>')
    return "".join(shown)


def _variant(variant: VariantView, locale: Locale) -> str:
    form = " · ".join(option.value for option in variant.options) or variant.sku
    stock = WORDS["sold_out" if variant.available == 0 else "in_stock"][locale]
    return f"{form}: {_price(variant.price, locale)}, {stock}"


async def _cards(
    session: Session, shop: ShopView, locale: Locale, shelf: Shelf
) -> tuple[ProductCard, ...]:
    page = await queries.product_cards(
        session, shop, locale, shelf, limit=_CARDS, with_facets=False
    )
    return page.items


def _card_links(cards: tuple[ProductCard, ...], locale: Locale) -> str:
    rows: list[str] = []
    for card in cards:
        price = _price(card.price, locale)
        if not card.one_price:
            price = WORDS["from"][locale].format(price=price)
        href = escape(in_locale(f"/p/{card.slug}/", locale))
        rows.append(f'<li><a href="{href}">{escape(card.name)}</a> {escape(price)}</li>')
    return f"<ul>{''.join(rows)}</ul>"


def _shelf_links(shelves: tuple[CategoryView, ...], locale: Locale) -> str:
    rows = (
        f'<li><a href="{escape(in_locale(f"/c/{shelf.slug}/", locale))}">{escape(shelf.name)}</a></li>'
        for shelf in shelves
    )
    return f"<nav><ul>{''.join(rows)}</ul></nav>"


def _trail(place: Place, *steps: tuple[str, str]) -> dict[str, Any]:
    return {
        "@context": _SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": n,
                "name": name,
                "item": place.origin + in_locale(plain, place.locale),
            }
            for n, (name, plain) in enumerate(steps, start=1)
        ],
    }


def _price(money: Money, locale: Locale) -> str:
    return format_currency(money.major, money.currency, locale={"en": "en", "zh": "zh_CN"}[locale])


def _minor(money: Money) -> int:
    return money.minor
