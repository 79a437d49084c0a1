"""The audit log in text: who did what to what, and each field before and after."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from admin import paths
from admin.log.words import act_words, did_words, field_words, table_words
from admin.orders.one.words import reasons
from admin.parts.moments import Moment, moment
from admin.parts.roles import role_words
from commerce.money import Money
from commerce.operations.audit_log.queries import ActView
from commerce.shops.queries import ShopView
from ui.amounts import moment_text, money_text
from ui.parts.badges import fulfilment_states, order_states, payment_states, words_of
from ui.texts import _, localized, plural, spoken

_MINOR = "_minor"
_MOMENTS = ("_at", "valid_from", "valid_until")
_VALUES: Mapping[str, Callable[[str], str]] = {
    "close_reason": lambda code: reasons().get(code, code),
    "fulfilment_status": lambda state: words_of(fulfilment_states, state),
    "payment_status": lambda state: words_of(payment_states, state),
    "role": role_words,
    "status": lambda state: words_of(order_states, state),
}
_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of one row; `before` is empty for what is new."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One act. `href` is empty where the thing has no page of its own."""

    id: str
    at: Moment
    staff: str
    act: str
    about: str
    name: str
    href: str
    request: str
    summary: str
    fields: list[ChangedField] = field(default_factory=list[ChangedField])


def log_row(view: ActView, of: ShopView, names: Mapping[UUID, str]) -> LogRow:
    """The row of `view` for the shop; `names`: of staff, by their ids."""
    fields = [line for change in view.changes for line in _lines(change, of, view.about_name)]
    named = names.get(view.about_id, "") if view.about == "staff" and view.about_id else ""
    return LogRow(
        id=str(view.id),
        at=moment(view.at, of.time_zone),
        staff=names.get(view.staff_id, view.staff_name),
        act=act_words(view.act),
        about=table_words(view.about),
        name=view.about_name or named,
        href=_href(view),
        request=view.request_id,
        summary=plural("{count} field", "{count} fields", len(fields)) if fields else "",
        fields=fields[:_MOST_LINES],
    )


def _href(view: ActView) -> str:
    pages = {
        "categories": paths.CATEGORIES,
        "coupons": paths.PROMOTIONS,
        "delivery_methods": paths.DELIVERY,
        "delivery_zones": paths.DELIVERY,
        "messages": paths.MESSAGES,
        "promotions": paths.PROMOTIONS,
        "shop_terms": paths.TERMS,
        "shops": paths.SETTINGS,
        "staff": paths.STAFF,
        "tax_rates": paths.TAXES,
    }
    if view.about == "orders" and view.about_name:
        return localized(paths.order(view.about_name))
    if view.about == "customers" and view.about_id:
        return localized(paths.customer(str(view.about_id)))
    if view.about == "products" and view.about_id:
        return localized(paths.product(str(view.about_id)))
    return localized(f"{pages[view.about]}/") if view.about in pages else ""


def _lines(change: Mapping[str, Any], of: ShopView, about: str) -> list[ChangedField]:
    before, after = change.get("before", {}), change.get("after", {})
    did, name = did_words(change["did"]), change.get("name", "")
    thing = " ".join(word for word in (table_words(change["table"]), name) if word != about)
    thing = f"{thing} ({did})" if did else thing
    names = list(dict.fromkeys((*before, *after)))
    shown = {"made": after, "removed": before}.get(change["did"])
    if shown is not None:
        lines = [(one, "", said) for one in names if (said := _said(one, shown[one], of))]
    else:
        lines = [
            (one, _said(one, before.get(one), of) or "–", _said(one, after.get(one), of) or "–")
            for one in names
        ]
    return [ChangedField(f"{thing} · {field_words(one)}", old, new) for one, old, new in lines] or [
        ChangedField(thing, "", "")
    ]


def _said(name: str, value: Any, of: ShopView) -> str:
    if value is None or value == "":
        return ""
    if words := _VALUES.get(name):
        return words(str(value))
    if name.endswith(_MOMENTS) and isinstance(value, str):
        with suppress(ValueError):
            return moment_text(datetime.fromisoformat(value), of.time_zone)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith(_MINOR) and isinstance(value, int):
        return money_text(Money(value, of.currency))
    if isinstance(value, dict):
        own = value.get(spoken())
        if isinstance(own, str) and own:
            return own
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)
