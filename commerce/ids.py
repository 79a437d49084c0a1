"""Identifiers: time-ordered ids, order numbers with a check digit, random tokens."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import uuid_utils

from commerce.randomness import random_bits

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs; no 0 O, 1 I
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_DOUBLED = {sign: value * 2 // 32 + value * 2 % 32 for sign, value in _VALUES.items()}
_FREE_BITS = (0xFFF << 64) | ((1 << 62) - 1)  # what RFC 9562 leaves random in a UUIDv7
_RANDOM_SIGNS = 9  # 32**9 = 3.5e13 numbers: not guessable within any rate limit


def new_id() -> UUID:
    """A UUIDv7: sorts by the time it was made."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def new_id_bytes() -> bytes:
    """The same as 16 bytes, for what is only written."""
    return uuid_utils.uuid7().bytes


def new_id_text() -> str:
    """The same, as text."""
    return str(uuid_utils.uuid7())


def id_at(moment: datetime) -> UUID:
    """A UUIDv7 as if made at `moment`: for history that is written afterwards."""
    return UUID(int=first_id_of(moment).int | (secrets.randbits(76) & _FREE_BITS))


def first_id_of(moment: datetime) -> UUID:
    """The smallest UUIDv7 of that millisecond: bounds of partitions and of pages by time."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | (0x7 << 76) | (0x2 << 62))


def joined_ids(ids: Iterable[UUID]) -> str:
    """Ids as one text, which a job's arguments carry at a fraction of a list's cost."""
    return " ".join([one.hex for one in ids])


def split_ids(text: str | list[str]) -> list[UUID]:
    """The ids of such a text, or of a list of texts, each once and in their order."""
    told = text.split() if isinstance(text, str) else text
    return list(dict.fromkeys(map(UUID, told)))


def new_token() -> str:
    """A secret for a cookie, ticket or link: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token; a token is random, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).digest()


def new_order_number() -> str:
    """A short number that people can read out: nine random signs and a check sign."""
    drawn = random_bits(5 * _RANDOM_SIGNS)
    body = "".join([ALPHABET[drawn >> shift & 31] for shift in range(0, 5 * _RANDOM_SIGNS, 5)])
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """Luhn mod N over ALPHABET (ISO/IEC 7812-1 Annex B, generalised to base 32).

    Finds every single wrong sign and all neighbours swapped but one pair.
    """
    total = sum([_DOUBLED[sign] for sign in body[::-2]]) + sum([_VALUES[s] for s in body[-2::-2]])
    return ALPHABET[-total % 32]


def tidy_number(text: str) -> str:
    """What a person typed or pasted, as an order number would be written."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    return kept.removeprefix("NO") if len(kept) == _RANDOM_SIGNS + 3 else kept


def is_order_number(text: str) -> bool:
    """Whether the tidied `text` has an order number's form and its check sign is right."""
    if len(text) != _RANDOM_SIGNS + 1 or any(sign not in ALPHABET for sign in text):
        return False
    return check_sign(text[:-1]) == text[-1]
