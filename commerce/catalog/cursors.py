"""Cursors of keyset pages: where a page ended, opaque to whoever carries it."""

import base64
import binascii
import json
from uuid import UUID

from commerce.errors import InvalidInput

LARGEST = 2**63 - 1


def cursor_of(sort: str, key: int, last_id: UUID) -> str:
    """The place after the row with that sort key and id."""
    place = json.dumps([sort, key, last_id.hex], separators=(",", ":"))
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str, sort: str) -> tuple[int, UUID]:
    """Sort key and id behind a cursor of the same sort. Raises InvalidInput at 'cursor'."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        made_for, key, last_id = json.loads(base64.b64decode(padded, b"-_", validate=True))
        if made_for == sort and type(key) is int and abs(key) <= LARGEST:
            return key, UUID(hex=last_id)
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        pass
    raise InvalidInput.of("cursor", "invalid")
