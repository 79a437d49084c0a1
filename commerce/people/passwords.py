"""Passwords: argon2 in threads of its own, rules that help, and one answer time for all."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from commerce.errors import InvalidInput, Problem

T = TypeVar("T")
SHORTEST = 10
LONGEST = 128
# What is tried first anywhere; longer than SHORTEST, the rest is refused by length.
_COMMON = frozenset(
    [
        "1234567890",
        "0123456789",
        "12345678910",
        "123456789a",
        "1q2w3e4r5t",
        "qwertyuiop",
        "qwerty12345",
        "password12",
        "password123",
        "passw0rd123",
        "password1234",
        "iloveyou12",
        "adminadmin",
        "administrator",
        "letmein123",
        "welcome123",
        "abcdefghij",
        "abcdefghijk",
        "a123456789",
        "aa12345678",
        "woaini1314",
        "woaini520520",
        "1qaz2wsx3edc",
        "qazwsxedcrfv",
        "q1w2e3r4t5",
        "asdfghjkl1",
        "zxcvbnm123",
        "1111111111",
        "0000000000",
        "5201314520",
        "1314520520",
        "147258369a",
        "football123",
        "baseball123",
        "superman123",
        "sunshine123",
        "princess123",
        "monkey12345",
        "dragon12345",
    ]
)
_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")  # 64 MiB each


def password_problem(password: str, *about: str | None) -> Problem | None:
    """What is wrong with a new password, if anything; `about`: the person's own e-mail, name ..."""
    field, lowered = "password", password.lower()
    if len(password) < SHORTEST:
        return Problem(field, "password_short", (("at_least", str(SHORTEST)),))
    if len(password) > LONGEST:
        return Problem(field, "password_long", (("at_most", str(LONGEST)),))
    if lowered in _COMMON or len(set(lowered)) < 4:
        return Problem(field, "password_common")
    own = {
        part for text in about if text for part in (text.lower(), text.lower().partition("@")[0])
    }
    if any(len(part) >= 4 and part in lowered and len(lowered) - len(part) < 6 for part in own):
        return Problem(field, "password_like_you")
    return None


async def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return await _in_thread(_hasher.hash, password)


async def checked_and_hashed(password: str, *about: str | None) -> str:
    """The hash of a new password. Raises InvalidInput when it breaks the rules."""
    if (found := password_problem(password, *about)) is not None:
        raise InvalidInput([found])
    return await hash_password(password)


async def is_password(kept: str | None, password: str) -> bool:
    """Whether `password` has the hash `kept`; without one it takes as long and is wrong."""
    right = await _in_thread(_verified, kept or _nobodys(), password[: LONGEST + 1])
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def _verified(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("no account has this password")


async def _in_thread(work: Callable[..., T], *arguments: str) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)
