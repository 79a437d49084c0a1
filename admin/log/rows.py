"""The audit log in text: who did what to what, and each field before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from admin import paths
from admin.log.words import act_words, did_words, field_words, table_words
from admin.parts.moments import Moment, moment
from commerce.money import Money
from commerce.operations.audit_log.queries import ActView
from ui.amounts import money_text
from ui.texts import _, localized, plural, spoken

_MINOR = "_minor"
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


def log_row(view: ActView, zone: str, currency: str, names: Mapping[UUID, str]) -> LogRow:
    """The row of `view`; `names`: of staff, by their ids."""
    fields = [line for change in view.changes for line in _lines(change, currency, view.about_name)]
    named = names.get(view.about_id, "") if view.about == "staff" and view.about_id else ""
    return LogRow(
        id=str(view.id),
        at=moment(view.at, zone),
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
    if view.about == "products" and view.about_id:
        return localized(paths.product(str(view.about_id)))
    return localized(f"{pages[view.about]}/") if view.about in pages else ""


def _lines(change: Mapping[str, Any], currency: str, about: str) -> list[ChangedField]:
    before, after = change.get("before", {}), change.get("after", {})
    did, name = did_words(change["did"]), change.get("name", "")
    thing = " ".join(word for word in (table_words(change["table"]), name) if word != about)
    thing = f"{thing} ({did})" if did else thing
    names = list(dict.fromkeys((*before, *after)))
    return [
        ChangedField(
            f"{thing} · {field_words(one)}",
            _said(one, before.get(one), currency),
            _said(one, after.get(one), currency) if change["did"] != "removed" else "–",
        )
        for one in names
    ] or [ChangedField(thing, "", "")]


def _said(name: str, value: Any, currency: str) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith(_MINOR) and isinstance(value, int):
        return money_text(Money(value, currency))
    if isinstance(value, dict):
        own = value.get(spoken())
        if isinstance(own, str) and own:
            return own
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)
