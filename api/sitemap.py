"""What search engines may read, from the database: robots.txt and the site map."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from html import escape

from fastapi import APIRouter, Request, Response

from api.first_html import UNLISTED
from api.languages import HTML_LANG, LOCALES
from api.origins import origin_at
from api.page_heads import in_locale
from commerce.catalog.listing import ListedPage, listed_categories, listed_products
from commerce.db.session import transaction
from commerce.errors import NotFound
from commerce.shops.queries import ShopView, shop_at

router = APIRouter(include_in_schema=False)
FRESH_SECONDS = 600
A_FILE = 20_000  # products; in two languages 40,000 addresses, of 50,000 that a file may hold
KEPT_FILES = 32
_XML = "application/xml"
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)

_files: OrderedDict[tuple[str, str, int], tuple[float, str]] = OrderedDict()


@router.head("/robots.txt", include_in_schema=False)
@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """What to leave alone, and where the map is."""
    kept_out = [in_locale(path, locale) for locale in LOCALES for path in UNLISTED]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/api/", *kept_out))]
    origin = origin_at(request.headers.get("host", ""))
    text = "\n".join([*lines, f"Sitemap: {origin}/sitemap.xml", ""])
    return Response(text, media_type="text/plain", headers={"cache-control": "max-age=3600"})


@router.head("/sitemap.xml", include_in_schema=False)
@router.get("/sitemap.xml")
async def site_map(request: Request) -> Response:
    """Home, categories and products; an index of files once they no longer fit into one."""
    return await _file(request, 0)


@router.get("/sitemap-{n}.xml")
async def site_map_part(request: Request, n: int) -> Response:
    """One file of a large shop's map."""
    if not 1 <= n <= 1_000:
        raise NotFound("sitemap")
    return await _file(request, n)


async def _file(request: Request, n: int) -> Response:
    host = request.headers.get("host", "")
    shop, origin = await shop_at(host), origin_at(host)
    key = (str(shop.id), origin, n)
    made_at, text = _files.get(key, (0.0, ""))
    if not text or time.monotonic() - made_at > FRESH_SECONDS:
        text = await _made(shop, origin, n)
        _files[key] = (time.monotonic(), text)
        while len(_files) > KEPT_FILES:
            _files.popitem(last=False)
    return Response(text, media_type=_XML, headers={"cache-control": "max-age=600"})


async def _made(shop: ShopView, origin: str, n: int) -> str:
    """File `n`; 0 is the first address of the map: all of it, or the index."""
    async with transaction(shop.id) as session:
        parts: list[list[ListedPage]] = [[]]
        after = None
        while chunk := await listed_products(session, A_FILE, after):
            parts.append(chunk)
            after = chunk[-1].id
        shelves = await listed_categories(session)
    if n >= max(2, len(parts)) and n:
        raise NotFound("sitemap")
    if n == 0 and len(parts) > 2:
        return _index(origin, len(parts) - 1)
    paths = [(f"/p/{page.slug}/", page) for page in parts[-1 if n == 0 else n]]
    if n <= 1:
        paths = [("/", None), *((f"/c/{page.slug}/", page) for page in shelves), *paths]
    return _urls(origin, paths)


def _index(origin: str, count: int) -> str:
    files = "".join(
        f"<sitemap><loc>{escape(origin)}/sitemap-{n}.xml</loc></sitemap>"
        for n in range(1, count + 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {_NAMESPACES}>{files}</sitemapindex>'
    )


def _urls(origin: str, paths: Iterable[tuple[str, ListedPage | None]]) -> str:
    entries: list[str] = []
    for path, page in paths:
        changed = f"<lastmod>{page.changed_at.date()}</lastmod>" if page else ""
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{HTML_LANG[other]}"'
            f' href="{escape(origin + in_locale(path, other))}"/>'
            for other in LOCALES
        )
        entries += [
            f"<url><loc>{escape(origin + in_locale(path, locale))}</loc>{changed}{others}</url>"
            for locale in LOCALES
        ]
    text = "\n".join(entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACES}>\n{text}\n</urlset>\n'
