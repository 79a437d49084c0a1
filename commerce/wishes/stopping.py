"""The link in a message by which its reader stops such messages: no log-in, nothing stored."""

import base64
import binascii
from uuid import UUID

from commerce.errors import InvalidInput
from commerce.secrecy import derived_token, is_derived_token
from commerce.settings import settings

_PURPOSE = "notices"


def stop_link(shop_id: UUID, contact_index: bytes, locale: str) -> str:
    """Where that contact stops them. It names the contact by its index alone."""
    prefix = "" if locale == "en" else f"/{locale}"
    name = base64.urlsafe_b64encode(contact_index).decode().rstrip("=")
    key = derived_token(_PURPOSE, f"{shop_id}:{name}")
    return f"{settings().public_url}{prefix}/stop/?to={name}.{key}"


def contact_of(shop_id: UUID, told: str) -> bytes:
    """The index of the contact that such a link is for. Raises InvalidInput at 'link'."""
    name, _, key = told[:200].partition(".")
    if not name or not is_derived_token(_PURPOSE, f"{shop_id}:{name}", key):
        raise InvalidInput.of("link", "stop_link")
    try:
        return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (ValueError, binascii.Error):
        raise InvalidInput.of("link", "stop_link") from None
