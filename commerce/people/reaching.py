"""A phone or an e-mail, whichever somebody typed: its form, its index, and what carries to it."""

from dataclasses import dataclass
from typing import Literal

from commerce.errors import InvalidInput
from commerce.people.codes import read_phone
from commerce.people.contacts import email_form, email_index, phone_index

Way = Literal["phone", "email"]


@dataclass(frozen=True, slots=True)
class Reached:
    """A phone (E.164) or an e-mail (lower case), and its blind index."""

    way: Way
    reach: str

    @property
    def index(self) -> bytes:
        """What accounts, codes and requests are found by."""
        return phone_index(self.reach) if self.way == "phone" else email_index(self.reach)

    @property
    def channel(self) -> str:
        """Which channel of messages goes there."""
        return "sms" if self.way == "phone" else "email"


def read_reach(text: str, country: str, field: str) -> Reached:
    """What somebody typed as phone or e-mail. Raises InvalidInput at `field`."""
    if not text.strip():
        raise InvalidInput.of(field, "required")
    if not any(sign == "@" or sign.isdigit() for sign in text):
        raise InvalidInput.of(field, "phone_or_email")
    if "@" not in text:
        return Reached("phone", read_phone(text, country, field))
    try:
        return Reached("email", email_form(text[:254]))
    except ValueError:
        raise InvalidInput.of(field, "email") from None
