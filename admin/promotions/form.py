"""Threshold discounts and coupons as forms of flat texts, and as rows of their lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin.parts.amounts import amount_text
from commerce import clock
from commerce.catalog.texts import LANGUAGES, localized
from commerce.errors import InvalidInput, Problem
from commerce.money import Money, minor_of
from commerce.promotions.editing import CouponEdit, PromotionEdit, running
from commerce.promotions.models import Coupon, CouponKind, Promotion
from commerce.shops.queries import ShopView
from ui.amounts import moment_text, money_text
from ui.texts import _, plural, spoken

BOTH = ("name.en", "name.zh", "from", "off", "begins", "ends", "enabled")
FIELDS = (*BOTH, "code", "kind", "percent", "customer_most", "total_most", "combines")
COUPON, THRESHOLD = "coupon", "threshold"
_AT = {
    "period_turned_round": "ends",
    "off_above_from": "off",
    "amount_missing": "off",
    "percent_missing": "percent",
}
_NAMES = {"name": "name.en", "from_minor": "from", "off_minor": "off"}
_NAMES |= {"valid_from": "begins", "valid_until": "ends"}


@dataclass(frozen=True, slots=True)
class PromotionLine:
    """A threshold discount or a coupon in its list, in words."""

    row_id: str
    what: str
    name: str
    title: str
    off: str
    period: str
    uses: str
    state: str


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {
        "code": _("Code"),
        "name.en": _("Name in English"),
        "name.zh": _("Name in Chinese"),
        "kind": _("Takes off"),
        "from": _("From goods worth"),
        "off": _("Amount off"),
        "percent": _("Percent off"),
        "begins": _("Begins"),
        "ends": _("Ends"),
        "customer_most": _("Uses per customer"),
        "total_most": _("Uses in all"),
        "combines": _("On top of threshold discounts (else in their place)"),
        "enabled": _("Switched on"),
    }


def line_of(row: Promotion | Coupon, shop: ShopView) -> PromotionLine:
    """The row's line in the spoken language."""
    coupon = row if isinstance(row, Coupon) else None
    least = money_text(Money(row.from_minor, shop.currency))
    return PromotionLine(
        row_id=str(row.id),
        what=COUPON if coupon else THRESHOLD,
        name=localized(row.name, spoken()),
        title=coupon.code if coupon else _("From {amount}", amount=least),
        off=_off(row, shop.currency, least if coupon and row.from_minor else ""),
        period=_period(row, shop.time_zone),
        uses=_uses(coupon) if coupon else "",
        state=running(row, clock.now()),
    )


def _off(row: Promotion | Coupon, currency: str, least: str) -> str:
    amount = "" if row.off_minor is None else money_text(Money(row.off_minor, currency))
    words = _("{amount} off", amount=amount)
    if isinstance(row, Coupon) and row.kind == CouponKind.PERCENT:
        words = _("{percent}% off", percent=row.percent or 0)
        words += " " + _("at most {amount}", amount=amount) if amount else ""
    elif isinstance(row, Coupon) and row.kind == CouponKind.DELIVERY:
        words = _("{amount} off delivery", amount=amount) if amount else _("Free delivery")
    return f"{words} · " + _("from {amount}", amount=least) if least else words


def _uses(coupon: Coupon) -> str:
    if coupon.total_most is None:
        return plural("{count} use", "{count} uses", coupon.uses)
    return _("{uses} of {most}", uses=coupon.uses, most=coupon.total_most)


def _period(row: Promotion | Coupon, zone: str) -> str:
    begins = moment_text(row.valid_from, zone)
    if row.valid_until is None:
        return _("since {moment}", moment=begins)
    return f"{begins} – {moment_text(row.valid_until, zone)}"


def flat_of(standing: Mapping[str, Any], shop: ShopView) -> dict[str, str]:
    """What stands (`editing.standing_*`), as the form shows it."""
    zone = clock.zone(shop.time_zone)

    def local(at: datetime | None) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""

    def number(name: str) -> str:
        return "" if standing.get(name) is None else str(standing[name])

    return {f"name.{language}": standing["name"].get(language, "") for language in LANGUAGES} | {
        "code": standing.get("code", ""),
        "kind": str(standing.get("kind", "")),
        "from": amount_text(standing["from_minor"], shop.currency),
        "off": amount_text(standing["off_minor"], shop.currency),
        "percent": number("percent"),
        "begins": local(standing["valid_from"]),
        "ends": local(standing["valid_until"]),
        "customer_most": number("customer_most"),
        "total_most": number("total_most"),
        "combines": "on" if standing.get("combines") else "",
        "enabled": "on" if standing["enabled"] else "",
    }


def empty_form(shop: ShopView) -> dict[str, str]:
    """What the form of a new one begins with."""
    now = clock.now().astimezone(clock.zone(shop.time_zone)).strftime("%Y-%m-%dT%H:%M")
    usual = {"kind": "amount", "combines": "on", "enabled": "on", "begins": now, "from": "0"}
    return dict.fromkeys(FIELDS, "") | usual


def edit_of(
    given: Mapping[str, str], what: str, version: int, code: str, shop: ShopView
) -> PromotionEdit | CouponEdit:
    """The edit that the form means; `code` where it is fixed. Raises InvalidInput."""
    problems: list[Problem] = []
    off = given["off"].strip()
    wanted: dict[str, Any] = {
        "version": version,
        "name": {language: given[f"name.{language}"] for language in LANGUAGES},
        "from_minor": _minor(given, "from", shop.currency, problems),
        "off_minor": _minor(given, "off", shop.currency, problems) if off else None,
        "valid_from": _moment(given, "begins", shop, problems),
        "valid_until": _moment(given, "ends", shop, problems) if given["ends"].strip() else None,
        "enabled": given["enabled"] == "on",
    }
    if what == COUPON:
        wanted |= {
            "code": code or given["code"],
            "kind": given["kind"],
            "combines": given["combines"] == "on",
        }
        for name in ("percent", "customer_most", "total_most"):
            wanted[name] = given[name].strip() or None
    try:
        edit = (CouponEdit if what == COUPON else PromotionEdit).parse(wanted)
    except InvalidInput as wrong:
        raise InvalidInput([*problems, *map(_at_field, wrong.problems)]) from None
    if problems:
        raise InvalidInput(problems)
    return edit


def _minor(given: Mapping[str, str], name: str, currency: str, problems: list[Problem]) -> int:
    try:
        return minor_of(given[name].strip(), currency)
    except ValueError as wrong:
        problems.append(Problem(name, str(wrong.args[0])))
        return 1


def _moment(
    given: Mapping[str, str], name: str, shop: ShopView, problems: list[Problem]
) -> datetime:
    """A moment as the browser's picker gives it, in the shop's zone."""
    try:
        local = datetime.fromisoformat(given[name].strip())
        return local.replace(tzinfo=clock.zone(shop.time_zone))
    except (ValueError, OverflowError):
        problems.append(Problem(name, "moment" if given[name].strip() else "missing"))
        return clock.now()


def _at_field(problem: Problem) -> Problem:
    name = _AT.get(problem.code) or _NAMES.get(problem.field, problem.field)
    return Problem(name, problem.code, problem.facts)
