"""Rate limits: counted by whom, shared through Redis, still there without it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from commerce.errors import TooMany
from commerce.ids import new_id
from commerce.limits import LIMITS, Limit, close_counts, count, forget_counts, forgive
from commerce.settings import settings
from tests.own_redis import own_redis


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ALLHOURS_MODE", "test")
    monkeypatch.delenv("REDIS_URL", raising=False)
    _anew()
    yield
    monkeypatch.undo()
    _anew()


def _anew() -> None:
    settings.cache_clear()
    forget_counts()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with own_redis(tmp_path) as started:
        yield started


async def used_up(limit: Limit, whom: str) -> int:
    """How many tries there are until it says no."""
    for n in range(1_000):
        try:
            await count(limit, whom)
        except TooMany:
            return n
    return 1_000


def test_every_limit_has_its_windows() -> None:
    assert set(LIMITS) == set(Limit)


async def test_each_is_counted_apart() -> None:
    assert await used_up(Limit.LOGIN_ACCOUNT, "a") == 10
    assert await used_up(Limit.LOGIN_ACCOUNT, "b") == 10
    assert await used_up(Limit.REGISTER_IP, "a") == 10


async def test_the_refusal_says_when_it_lifts() -> None:
    await used_up(Limit.CODE_PHONE, "a")
    with pytest.raises(TooMany) as refused:
        await count(Limit.CODE_PHONE, "a")
    assert refused.value.limit == "code_phone"
    assert 1 <= refused.value.retry_after <= 61


async def test_what_is_forgiven_begins_anew() -> None:
    await used_up(Limit.LOGIN_ACCOUNT, "a")
    await forgive(Limit.LOGIN_ACCOUNT, "a")
    assert await used_up(Limit.LOGIN_ACCOUNT, "a") == 10


async def test_limits_can_be_lifted_for_load_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLHOURS_RATE_LIMITS", "off")
    _anew()
    assert await used_up(Limit.CODE_PHONE, "a") == 1_000


async def test_counts_are_shared_through_redis_and_kept_here_while_it_is_away(
    monkeypatch: pytest.MonkeyPatch, redis_server: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    url, server = redis_server
    monkeypatch.setenv("REDIS_URL", url)
    _anew()
    whom = new_id().hex
    assert await used_up(Limit.LOGIN_ACCOUNT, whom) == 10
    await close_counts()  # as another process would begin
    assert await used_up(Limit.LOGIN_ACCOUNT, whom) == 0
    await forgive(Limit.LOGIN_ACCOUNT, whom)
    assert await used_up(Limit.LOGIN_ACCOUNT, whom) == 10
    server.terminate()
    server.wait(10)
    assert await used_up(Limit.LOGIN_ACCOUNT, whom) == 10
    await close_counts()
