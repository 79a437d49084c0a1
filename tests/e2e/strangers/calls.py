"""Finding every event handler by itself, with a payload that fits each."""

import inspect
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

# Called before the handler that acts, in this order: they open the panel or read the form.
OPENERS = ("load", "open_panel", "open_for", "edit", "begin", "choose_everything")

_EVE = {"name": "Eve", "phone": "13911113333", "email": "thief@other.example"}
_PLACE = {"country": "CN", "region": "Shanghai", "city": "Shanghai", "line1": "Eve Street 1"}
_SHELF = {"slug": "taken-over", "position": "1", "name.en": "Taken over", "name.zh": "Taken over"}
_SHOP = {
    "name": "Taken over",
    "country": "CN",
    "locale": "en",
    "hold_minutes": "15",
    "unpaid_most": "9",
}
_WAY = {"name.en": "Taken over", "price": "0", "days_min": "1", "days_max": "1"}
_ZONE = {"name.en": "Taken over", "code": "taken-over", "places": "CN"}
_COUPON = {
    "code": "EVE",
    "name.en": "Taken over",
    "kind": "amount",
    "from": "0",
    "off": "1",
    "begins": "2026-01-01T00:00",
    "enabled": "on",
}
_TAX = {"tax_class": "strangers", "country": "CN", "rate": "99", "name": "Taken over"}

# Forms that must be exact to have an effect: without them a missing guard would go unseen.
# "{name}" is what the cast, or the socket before, told under that name.
PLAUSIBLE: dict[str, dict[str, Any]] = {
    "admin.categories.state.CategoriesState.save": {"form": _SHELF},
    "admin.customers.one.state.NotesState.write": {"form": {"text": "Eve was here"}},
    "admin.delivery.state.DeliveryState.save": {"form": _WAY},
    "admin.delivery.zone_state.ZonesState.save": {"form": _ZONE},
    "admin.me.state.MeState.save": {"form": {"old": "", "password": "seven green kettles sing"}},
    "admin.orders.many.cancelling.ManyCancelState.cancel": {
        "form": {"reason": "customer_wish", "numbers": "{number_of_many}"}
    },
    "admin.orders.many.shipping.ManyShipState.ship": {
        "form": {"carrier": "EVE", "numbers": "{paid_of_many}", "tracking.0": "EVE-3"}
    },
    "admin.orders.one.cancelling.CancelState.cancel": {"form": {"reason": "customer_wish"}},
    "admin.orders.one.campaigns.CampaignState.steer": {
        "campaign_id": "{campaign_id}",
        "wish": "pause",
    },
    "admin.orders.one.correcting.ParcelState.correct": {
        "form": {"carrier": "EVE", "tracking_number": "EVE-1"}
    },
    "admin.orders.one.refund_state.RefundState.refund": {"form": {"reason": "other", "note": ""}},
    "admin.orders.one.state.SheetState.pay_out": {"refund_id": "{refund_by_hand}"},
    "admin.orders.one.shipping.ShipState.ship": {
        "form": {"carrier": "EVE", "tracking_number": "EVE-2", "lines.1": "1"}
    },
    "admin.payments.state.PaymentMethodsState.edit": {"code": "card"},
    "admin.payments.state.PaymentMethodsState.try_out": {"code": "card"},
    "admin.payments.state.PaymentMethodsState.save": {"form": {"enabled": "on", "position": "7"}},
    "admin.exchange.export_state.ExportState.ask": {"kind": "customers"},
    "admin.exchange.state.ImportState.start": {"exchange_id": "{tried_import}"},
    "admin.orders.views.state.ViewsState.save": {"form": {"name": "Eve was here"}},
    "admin.products.editor_state.EditorState.save": {"form": "{product_form}"},
    "admin.products.editor_state.EditorState.put_in_state": {"state": "draft"},
    "admin.promotions.state.PromotionsState.edit": {"what": "coupon", "row_id": ""},
    "admin.promotions.state.PromotionsState.save": {"form": _COUPON},
    "admin.reviews.state.AnswerState.save": {"form": {"answer": "Eve was here"}},
    "admin.reviews.state.ReviewsState.put": {"state": "hidden"},
    "admin.settings.state.SettingsState.save": {
        "form": _SHOP | {"currency": "{currency}", "time_zone": "{time_zone}"}
    },
    "admin.terms.state.TermsState.publish": {"form": {"text.en": "Taken over"}},
    "admin.staff.state.InviteState.invite": {
        "form": {"name": "Eve", "email": "eve@elsewhere.example", "role": "owner", "last_day": ""}
    },
    "admin.staff.state.MemberState.change": {"form": {"role": "manager", "last_day": ""}},
    "admin.stock.panel_state.StockPanelState.adjust": {
        "form": {"way": "by", "quantity": "3", "note": "Eve was here", "key": "{panel_key}"}
    },
    "admin.stock.panel_state.StockPanelState.mark_low": {"form": {"low_at": "77"}},
    "admin.stock.keys_state.KeysState.add": {
        "form": {"keys": "EVE-1", "variant_id": "{variant_of_keys}"}
    },
    "admin.stock_take.state.StockTakeState.start": {"form": {"name": "Eve's shelf"}},
    "admin.stock_take.state.StockTakeState.count": {
        "form": {"take_id": "{take_id}", "sku": "{sku}", "quantity": "3"}
    },
    "admin.stock_take.state.StockTakeState.book": {"take_id": "{take_to_book}"},
    "admin.stock_take.state.StockTakeState.drop": {"take_id": "{take_to_drop}"},
    "admin.taxes.state.TaxesState.save": {"form": _TAX},
    "storefront.account.address_state.AddressState.save": {"form": _EVE | _PLACE},
    "storefront.reviews.state.ProductReviewsState.write": {"form": {"stars": "1", "text": "Eve"}},
    "storefront.reviews.state.ProductReviewsState.choose": {"stars": "3"},
    "storefront.wishes.state.WishState.keep": {"wanted": True},
    "storefront.wishes.state.WishState.tell_me": {
        "form": {"sku": "{sold_out_sku}", "reach": "eve@other.example"}
    },
    "storefront.account.profile_state.ProfileState.save": {"form": {"name": "Eve", "email": ""}},
    "storefront.account.profile_state.ProfileState.set_password": {
        "form": {"old": "{old_password}", "password": "seven green kettles sing"}
    },
}
# The sampled payload is exact enough for these: with PLAUSIBLE, all that staff and customers do.
# Anybody may, for oneself alone; the second time nothing changes.
FREE = {
    "admin.payments.state.PaymentMethodsState.edit",
    "admin.payments.state.PaymentMethodsState.try_out",
    "admin.promotions.state.PromotionsState.edit",
    "storefront.reviews.state.ProductReviewsState.choose",
    "storefront.wishes.state.WishState.keep",
    "storefront.wishes.state.WishState.tell_me",
}
ACTS = frozenset(PLAUSIBLE) - FREE | {
    "admin.categories.state.CategoriesState.remove",
    "admin.customers.one.state.NotesState.remove",
    "admin.messages.state.MessageState.send_again",
    "admin.orders.one.handed.HandedState.send_again",
    "admin.orders.one.state.SheetState.deliver",
    "admin.orders.one.state.SheetState.pay_out",
    "admin.orders.one.state.SheetState.retry",
    "admin.orders.views.state.ViewsState.remove",
    "admin.staff.state.InviteState.renew",
    "admin.staff.state.StaffState.set_disabled_member",
    "admin.taxes.state.TaxesState.remove",
    "admin.transfers.state.TransfersState.solve",
    "storefront.account.address_state.AddressState.make_default",
    "storefront.account.address_state.AddressState.remove",
    "storefront.orders.state.OrderState.again",
    "storefront.orders.state.OrderState.cancel",
    "storefront.orders.state.OrderState.pay",
    "storefront.wishes.list_state.WishListState.give_up",
    "storefront.wishes.list_state.WishListState.remove",
}
_HEARD = {"panel_key": re.compile(r'"key": ?"([0-9a-f]{32})"')}
_LAST = ("close", "clear")  # what puts a panel away comes after all that is done in it


def heard_in(frames: list[str]) -> dict[str, str]:
    """What the server told that a later form must repeat."""
    said = "".join(frames)
    return {name: found[-1] for name, form in _HEARD.items() if (found := form.findall(said))}


def openers(among: list["Handler"]) -> list["Handler"]:
    """Those that open what the others act in."""
    found = [handler for handler in among if handler.name in OPENERS]
    return sorted(found, key=lambda handler: OPENERS.index(handler.name))


@dataclass(frozen=True)
class Handler:
    """One event handler of ours."""

    state: type[rx.State]
    name: str

    @property
    def full_name(self) -> str:
        return f"{self.state.get_full_name()}.{self.name}"

    @property
    def short_name(self) -> str:
        return f"{self.state.__module__}.{self.state.__name__}.{self.name}"

    def parameters(self) -> dict[str, Any]:
        """The payload's names and annotated types."""
        function = self.state.event_handlers[self.name].fn
        hints = typing.get_type_hints(function)
        names = list(inspect.signature(function).parameters)[1:]
        return {name: hints.get(name, str) for name in names}

    def payload(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A payload that would do what the handler is for, with `values` by parameter name."""
        sampled = {name: _sample(name, hint, values) for name, hint in self.parameters().items()}
        return sampled | fitted(PLAUSIBLE.get(self.short_name, {}), values)


def handlers() -> list[Handler]:
    """Every handler that a client can name; the framework's own base states are left to it."""
    found = [
        Handler(state, name)
        for state in states_of(rx.State)
        if not state.__module__.startswith("reflex")
        for name in state.event_handlers
    ]
    return sorted(found, key=lambda one: (one.name.startswith(_LAST), one.short_name))


def states_of(state: type[rx.State]) -> Iterator[type[rx.State]]:
    yield state
    for child in state.get_substates():
        yield from states_of(child)  # pyright: ignore[reportArgumentType]


def fitted(form: Any, values: Mapping[str, Any]) -> Any:
    """`form` with each "{name}" replaced by that value."""
    if isinstance(form, dict):
        return {name: fitted(value, values) for name, value in form.items()}
    if isinstance(form, str) and form.startswith("{"):
        return values.get(form.strip("{}"), "")
    return form


def _sample(name: str, hint: Any, values: Mapping[str, Any]) -> Any:
    if name in values:
        return values[name]
    options = (
        typing.get_args(hint)
        if typing.get_origin(hint) in (types.UnionType, typing.Union)
        else (hint,)
    )
    plain = typing.get_origin(options[0]) or options[0]
    by_type = {int: 1, float: 1.0, bool: True, dict: dict(values), list: []}
    return by_type.get(plain, "x") if isinstance(plain, type) else "x"
