"""Which order a page asks for, by its address, and what it shows of it."""

from urllib.parse import parse_qs, urlsplit

from commerce.errors import NotFound
from commerce.ids import is_order_number, tidy_number
from commerce.orders.access import order_for_customer
from commerce.orders.models import Order
from commerce.orders.queries import order_view
from storefront.orders.view import ShownOrder, shown_order
from ui.texts import plain_path
from ui.visits import Visit


def number_at(url: str) -> str:
    """The number in a page's address, '' when there is none that could be right."""
    parts = plain_path(urlsplit(url).path).strip("/").split("/")
    number = tidy_number(parts[1][:64]) if len(parts) > 1 else ""
    return number if is_order_number(number) else ""


def key_at(url: str) -> str | None:
    """The key in a page's address."""
    key = parse_qs(urlsplit(url).query).get("key", [""])[0]
    return key if key.isascii() else None


def came_from_till(url: str) -> bool:
    """Whether the till sent the browser here."""
    return "payment" in parse_qs(urlsplit(url).query)


async def asked_order(at: Visit, url: str, *, lock: bool = False) -> Order:
    """The order, for its customer or for who holds its key; else NotFound, whatever is wrong."""
    number = number_at(url)
    if not number:
        raise NotFound("order")
    return await order_for_customer(at.session, number, at.customer_id, key_at(url), lock=lock)


async def asked_page(at: Visit, url: str) -> ShownOrder | None:
    """What the page shows of the order that it asks for; None when that is not to be seen."""
    try:
        order = await asked_order(at, url)
    except NotFound:
        return None
    own = at.customer_id is not None and order.customer_id == at.customer_id
    return shown_order(await order_view(at.session, order, at.locale), at.shop, own=own)
