"""Taking another phone: the number, then the code that was texted to it."""

from typing import Any

import reflex as rx

from commerce.limits import Limit, count
from commerce.orders.attaching import attach_guest_orders
from commerce.people.codes import Purpose, send_code
from commerce.people.contacts import masked
from commerce.people.profile import change_phone
from commerce.people.registering import AskCode
from storefront.account.profile_state import ProfileState
from ui.acting import customer_at
from ui.forms import texts_of
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _

Answer = list[Any] | None


class OwnPhoneState(rx.State):
    """`sent_to`: the masked phone that a code is on its way to; `open`: the form is shown."""

    refusal: Refusal | None = None
    open: bool = False
    sent_to: str = ""
    attempt: int = 0
    _number: str = ""

    @rx.event
    async def begin(self) -> None:
        """Open or close the form."""
        async with customer_at(self):
            self.open = not self.open
            self.sent_to = self._number = ""

    @rx.event
    async def ask_code(self, form: Any) -> None:
        """Text a code to the new phone."""
        async with customer_at(self) as at:
            asked = AskCode.parse({"phone": texts_of(form).get("phone", "")})
            sent = await send_code(
                at.session,
                at.shop,
                Purpose.VERIFY_PHONE,
                asked.phone,
                locale=at.locale,
                client_ip=at.client_ip,
            )
            self._number, self.sent_to = sent.phone, masked(sent.phone)
        self.attempt += self.refusal is not None

    @rx.event
    async def take(self, form: Any) -> Answer:
        """Check the code and keep the phone; guest orders placed with it join the account."""
        async with customer_at(self) as at:
            await count(Limit.LOGIN_IP, at.client_ip)
            code = texts_of(form).get("code", "")
            saved = await change_phone(at.session, at.shop, at.customer, self._number, code)
            await attach_guest_orders(at.session, saved)
            self.open, self.sent_to = False, ""
            return [ProfileState.load, toast_done(_("Your phone is verified."))]
        self.attempt += 1
        return None
