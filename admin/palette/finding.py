"""What the palette finds for somebody: a few of each sort, and only what they may see."""

from dataclasses import dataclass, field

from admin import paths
from admin.customers.rows import name_of
from admin.palette.actions import actions_for
from admin.products.lines import product_line
from commerce.catalog.product_rows import ProductFilter, product_rows
from commerce.orders.customers import CustomerFilter, customers_of_shop
from commerce.orders.queries import OrderFilter, orders_of_shop
from commerce.people.contacts import plain
from commerce.people.rights import Right
from ui.amounts import money_text
from ui.texts import _, localized, plural
from ui.visits import StaffVisit

MOST = 4
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One place to go."""

    href: str
    text: str
    note: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A few of one sort; `code` is 'orders', 'customers', 'products' or 'actions'."""

    code: str
    name: str
    items: list[Item] = field(default_factory=list[Item])


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for the words that were asked."""

    asked: str = ""
    groups: list[Group] = field(default_factory=list[Group])


async def found_for(at: StaffVisit, asked: str) -> Found:
    """Orders, customers, products and pages; without a word the pages alone."""
    groups = [Group("actions", _("Go to"), _actions(at, asked))]
    if asked and _readable(asked):
        groups.insert(0, Group("products", _("Products"), await _products(at, asked)))
        groups.insert(0, Group("customers", _("Customers"), await _customers(at, asked)))
        groups.insert(0, Group("orders", _("Orders"), await _orders(at, asked)))
    return Found(asked, [group for group in groups if group.items])


def _readable(asked: str) -> bool:
    try:
        return bool(plain(asked))
    except ValueError:
        return False


def _actions(at: StaffVisit, asked: str) -> list[Item]:
    return [Item(localized(one.path), one.words) for one in actions_for(asked, at.staff.rights)]


async def _orders(at: StaffVisit, asked: str) -> list[Item]:
    wanted = OrderFilter(search=asked)
    page = await orders_of_shop(at.session, wanted, at.locale, at.shop.country, limit=MOST)
    return [
        Item(
            localized(paths.order(order.number)),
            order.number,
            order.contact_name,
            money_text(order.total),
        )
        for order in page.orders
    ]


async def _customers(at: StaffVisit, asked: str) -> list[Item]:
    if not at.may(Right.CUSTOMERS_VIEW):
        return []
    shop, wanted = at.shop, CustomerFilter(asked)
    page = await customers_of_shop(at.session, wanted, shop.country, shop.currency, limit=MOST)
    return [
        Item(
            localized(paths.customer(str(row.customer.id))),
            name_of(row.customer),
            row.customer.phone or row.customer.email or "",
            plural("{count} order", "{count} orders", row.spending.orders),
        )
        for row in page.rows
    ]


async def _products(at: StaffVisit, asked: str) -> list[Item]:
    if not at.may(Right.PRODUCTS_VIEW):
        return []
    page = await product_rows(at.session, at.shop, at.locale, ProductFilter(asked), limit=MOST)
    lines = [product_line(row, at.locale) for row in page.rows]
    return [Item(line.href, line.name, line.skus, line.price) for line in lines]
