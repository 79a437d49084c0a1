"""What the API answers about customers."""

from datetime import datetime
from uuid import UUID

from api.shapes import Shape


class CustomerAnswer(Shape):
    """A customer, for that customer."""

    name: str
    phone: str | None
    phone_verified: bool
    email: str | None
    email_verified: bool
    has_password: bool
    locale: str
    version: int


class SessionAnswer(Shape):
    """A new session. `token` is what the cookie holds: keep it as secret as a password."""

    token: str
    expires_at: datetime
    customer: CustomerAnswer


class CodeAnswer(Shape):
    """A code on its way; ask for another one after `resend_seconds`."""

    phone: str
    resend_seconds: int


class AddressItem(Shape):
    """An entry of the address book."""

    id: UUID
    name: str
    phone: str | None
    email: str | None
    country: str
    region: str
    city: str
    district: str
    line1: str
    line2: str
    postcode: str
    is_default: bool
    version: int


class AddressList(Shape):
    """The address book."""

    items: list[AddressItem]


class ResetAnswer(Shape):
    """Something is on its way, if there is such an account; ask again after `resend_seconds`."""

    way: str
    resend_seconds: int
