"""How passwords are kept: argon2id, with parameters that cost an attacker memory and time."""

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from commerce.people.passwords import hash_password, is_outdated, is_password

PASSWORD = "lanterns over the night market"


async def test_a_password_is_kept_as_argon2id_with_todays_parameters() -> None:
    kept = await hash_password(PASSWORD)
    told = extract_parameters(kept)
    assert (told.type, told.memory_cost, told.time_cost, told.parallelism) == (
        Type.ID,
        64 * 1024,  # KiB; RFC 9106's second choice
        3,
        4,
    )
    assert (told.salt_len, told.hash_len) == (16, 32)
    assert PASSWORD not in kept


async def test_the_same_password_is_kept_differently_each_time() -> None:
    one, other = await hash_password(PASSWORD), await hash_password(PASSWORD)
    assert one != other
    assert await is_password(one, PASSWORD)
    assert await is_password(other, PASSWORD)
    assert not await is_password(one, PASSWORD + " ")


async def test_nobody_has_no_password() -> None:
    assert not await is_password(None, "no account has this password")
    assert not await is_password("not a hash", PASSWORD)


async def test_a_weaker_hash_is_outdated() -> None:
    assert is_outdated(PasswordHasher(memory_cost=8 * 1024).hash(PASSWORD))
    assert not is_outdated(await hash_password(PASSWORD))
