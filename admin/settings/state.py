"""The settings form: filled from the shop, saved by version."""

from typing import Any

import reflex as rx

from admin.parts.stale import Difference
from admin.settings.form import (
    ShopForm,
    countries,
    currencies,
    differences,
    given_in,
    zones,
)
from commerce.orders.queries import has_orders
from commerce.people.rights import Right
from commerce.shops.editing import EditShop, edit_shop
from commerce.shops.queries import forget_shops, shop_by_id
from ui.acting import staff_at
from ui.parts.fields import Option
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _


class SettingsState(rx.State):
    """The form. `filled` counts how often its fields were filled anew."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    form: ShopForm = ShopForm()
    version: int = 0
    filled: int = 0
    currency_fixed: bool = False
    differs: rx.Field[list[Difference]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Fill the form with what stands."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            shop = await shop_by_id(at.session, at.shop.id)
            self.form, self.version = ShopForm.of(shop), shop.version
            self.currency_fixed = await has_orders(at.session)
            self.differs = []
            self.filled += 1

    @rx.event
    async def save(self, form: dict[str, Any]) -> list[Any]:
        """Save; when somebody else was first both values are shown, and the next save wins."""
        done: list[Any] = []
        given = given_in(form)
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            if self.currency_fixed:
                given["currency"] = given["currency"] or at.shop.currency
            command = EditShop.parse(given | {"version": self.version})
            orders = await has_orders(at.session)
            saved = await edit_shop(at.session, command, has_orders=orders)
            self.form, self.version, self.differs = ShopForm.of(saved), saved.version, []
            self.filled += 1
            done += [toast_done(_("Saved.")), SettingsState.settle()]
        if self.refusal is not None and self.refusal.code == "stale_edit":
            await self._compare(given)
        return done

    @rx.event
    async def settle(self) -> None:
        """After the commit: this process reads the shop anew at once."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            forget_shops()

    async def _compare(self, given: dict[str, object]) -> None:
        """Show both values, and let the next save be over what stands now."""
        refused = self.refusal
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            self.version = (await shop_by_id(at.session, at.shop.id)).version
            self.differs = differences(given, refused.facts if refused else {})
        self.refusal = refused


class ChoicesState(rx.State):
    """What the form's lists offer; long, so loaded once beside the page."""

    countries: rx.Field[list[Option]] = rx.field(default_factory=list)
    currencies: rx.Field[list[Option]] = rx.field(default_factory=list)
    zones: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Offer every country, currency and zone, in the reader's language."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            self.countries, self.currencies = countries(at.locale), currencies(at.locale)
            self.zones = zones()
