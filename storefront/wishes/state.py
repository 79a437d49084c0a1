"""On a product's page: the heart, and 'tell me when it is back'."""

from typing import Any

import reflex as rx

from commerce.errors import InvalidInput
from commerce.limits import Limit, count
from commerce.people.contacts import masked
from commerce.people.queries import CustomerView
from commerce.wishes.queries import is_wished
from commerce.wishes.waiting import AskToBeTold, ask_to_be_told
from commerce.wishes.wishing import unwish, wish
from storefront import paths
from storefront.cart.owner import owner_of
from storefront.products.state import slug_at
from ui.acting import visiting
from ui.forms import texts_of
from ui.refusals import Refusal
from ui.texts import _, localized

Answer = rx.event.EventSpec | None


class WishState(rx.State):
    """`wished`: it is on the list. `told_sku`: of which SKU news will go to `told_at`, masked."""

    refusal: Refusal | None = None
    wished: bool = False
    reach: str = ""
    told_sku: str = ""
    told_at: str = ""
    attempt: int = 0

    @rx.event
    async def load(self) -> None:
        """Whether this product is on the visitor's list."""
        async with visiting(self) as at:
            self.wished = await is_wished(at.session, owner_of(at), slug_at(str(self.router.url)))
            self.reach = _own_reach(at.customer)
            self.told_sku = self.told_at = ""

    @rx.event
    async def keep(self, wanted: Any) -> Answer:
        """Put it on the list or take it off."""
        async with visiting(self) as at:
            if not isinstance(wanted, bool):
                raise InvalidInput.of("wanted", "bool_type")
            await count(Limit.CHANGE_IP, at.client_ip)
            change, slug = wish if wanted else unwish, slug_at(str(self.router.url))
            await change(at.session, owner_of(at), slug)
            self.wished = wanted
            if wanted:
                to_list = {
                    "label": _("To the wish list"),
                    "on_click": rx.redirect(localized(paths.WISHES)),
                }
                return rx.toast.success(_("It is on your wish list."), action=to_list)
        return None

    @rx.event
    async def tell_me(self, form: Any) -> None:
        """Have somebody told when what is sold out is back."""
        async with visiting(self) as at:
            given = texts_of(form)
            asked = AskToBeTold.parse({name: given.get(name, "") for name in ("sku", "reach")})
            reached = await ask_to_be_told(
                at.session,
                at.shop,
                at.customer,
                asked,
                locale=at.locale,
                client_ip=at.client_ip,
            )
            self.told_sku, self.told_at = asked.sku, masked(reached.reach)
        self.attempt += self.refusal is not None


def _own_reach(customer: CustomerView | None) -> str:
    """What the field begins with."""
    return (customer.email or customer.phone or "") if customer else ""
