"""What one can go to or begin from the palette: pages, and what is made new."""

from typing import NamedTuple

from admin import paths
from commerce.people.rights import Right
from ui.texts import LOCALES, _, speaking

MOST = 6


class Action(NamedTuple):
    """A page, for who has `right`."""

    path: str
    words: str
    right: Right


def actions() -> list[Action]:
    """Every one, in the spoken language and in the order of the back office."""
    see, edit = Right.SETTINGS_VIEW, Right.PRODUCTS_EDIT
    return [
        Action(f"{paths.HOME}/", _("To do"), Right.ORDERS_VIEW),
        Action(f"{paths.ORDERS}/?to_do=to_ship", _("Orders to ship"), Right.ORDERS_VIEW),
        Action(f"{paths.ORDERS}/?to_do=late", _("Late orders"), Right.ORDERS_VIEW),
        Action(f"{paths.product('new')}/", _("New product"), edit),
        Action(f"{paths.STOCK}/?stock=low", _("Low stock"), Right.PRODUCTS_VIEW),
        Action(f"{paths.ORDERS}/", _("Orders"), Right.ORDERS_VIEW),
        Action(f"{paths.PRODUCTS}/", _("Products"), Right.PRODUCTS_VIEW),
        Action(f"{paths.EXCHANGE}/", _("Import and export"), edit),
        Action(f"{paths.CATEGORIES}/", _("Categories"), Right.PRODUCTS_VIEW),
        Action(f"{paths.STOCK}/", _("Stock"), Right.PRODUCTS_VIEW),
        Action(f"{paths.CUSTOMERS}/", _("Customers"), Right.CUSTOMERS_VIEW),
        Action(f"{paths.MESSAGES}/", _("Messages"), Right.MESSAGES_VIEW),
        Action(f"{paths.REVIEWS}/", _("Reviews"), Right.REVIEWS_EDIT),
        Action(f"{paths.STAFF}/", _("Staff"), Right.STAFF_VIEW),
        Action(f"{paths.LOG}/", _("Audit log"), Right.LOG_VIEW),
        Action(f"{paths.SETTINGS}/", _("Settings"), see),
        Action(f"{paths.PAYMENTS}/", _("Payment methods"), see),
        Action(f"{paths.DELIVERY}/", _("Delivery"), see),
        Action(f"{paths.PROMOTIONS}/", _("Promotions"), see),
        Action(f"{paths.TAXES}/", _("Taxes"), see),
        Action(f"{paths.TERMS}/", _("Terms"), see),
        Action(f"{paths.BACKUPS}/", _("Backups"), see),
        Action(f"{paths.ME}/", _("My password"), Right.ORDERS_VIEW),
    ]


def actions_for(asked: str, rights: frozenset[Right]) -> list[Action]:
    """The first that `asked` names in any language; without a word the first of all."""
    named = _named(asked.lower())
    return [one for one in actions() if one.right in rights and one.path in named][:MOST]


def _named(asked: str) -> set[str]:
    """Paths whose words, in any language, hold `asked` at the beginning of a word."""
    found: set[str] = set()
    for locale in LOCALES:
        with speaking(locale):
            spaced = [(one.path, f" {one.words.lower()}") for one in actions()]
        chinese = locale == "zh"
        found |= {path for path, words in spaced if (asked if chinese else f" {asked}") in words}
    return found
