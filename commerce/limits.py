"""How often somebody may try something: one table, counted in Redis or in this process."""

import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import Redis

from commerce.errors import TooMany
from commerce.settings import settings

log = structlog.get_logger()


class Limit(StrEnum):
    """What is counted. The part after the last underscore says by what."""

    LOGIN_IP = "login_ip"
    LOGIN_ACCOUNT = "login_account"
    CODE_IP = "code_ip"
    CODE_PHONE = "code_phone"
    REGISTER_IP = "register_ip"
    LOOKUP_IP = "lookup_ip"  # find my order
    QUOTE_IP = "quote_ip"
    PLACE_ORDER_IP = "place_order_ip"
    PAY_ORDER = "pay_order"
    CHANGE_IP = "change_ip"  # carts, drafts, addresses: what a person does often
    UPLOAD_STAFF = "upload_staff"
    TICKET_IP = "ticket_ip"


LIMITS: dict[Limit, str] = {
    Limit.LOGIN_IP: "20 per 5 minutes; 100 per 1 day",
    Limit.LOGIN_ACCOUNT: "10 per 15 minutes; 50 per 1 day",
    Limit.CODE_IP: "10 per 10 minutes; 50 per 1 day",
    Limit.CODE_PHONE: "1 per 1 minute; 5 per 1 hour; 10 per 1 day",
    Limit.REGISTER_IP: "10 per 1 hour; 30 per 1 day",
    Limit.LOOKUP_IP: "10 per 1 minute; 60 per 1 hour",
    Limit.QUOTE_IP: "120 per 1 minute",
    Limit.PLACE_ORDER_IP: "30 per 1 minute; 300 per 1 hour",
    Limit.PAY_ORDER: "10 per 1 minute; 60 per 1 hour",
    Limit.CHANGE_IP: "240 per 1 minute",
    Limit.UPLOAD_STAFF: "60 per 1 minute",
    Limit.TICKET_IP: "60 per 1 minute",
}


@dataclass(frozen=True, slots=True)
class _Counters:
    """Where counts are kept: shared if there is a Redis, else (or while it is away) here."""

    shared: MovingWindowRateLimiter | None
    here: MovingWindowRateLimiter
    client: Redis | None


async def count(limit: Limit, whom: str) -> None:
    """Count one try of `whom`. Raises TooMany once a window of the limit is full."""
    if not settings().rate_limits:
        return
    for window in _windows(limit):
        if not await _hit(window, limit, whom or "unknown"):
            raise TooMany(limit, await _seconds_left(window, limit, whom or "unknown"))


async def forgive(limit: Limit, whom: str) -> None:
    """Forget what `whom` tried: a log-in that succeeded clears the wrong ones before it."""
    for window in _windows(limit):
        await _counters().here.clear(window, limit, whom or "unknown")
        if (shared := _counters().shared) is not None:
            try:
                await shared.clear(window, limit, whom or "unknown")
            except StorageError as away:
                log.warning("limits.redis_away", error=type(away.storage_error).__name__)


def forget_counts() -> None:
    """Begin anew, from the settings: for tests."""
    _counters.cache_clear()


async def close_counts() -> None:
    """Give the connections to Redis back."""
    client = _counters().client
    forget_counts()
    if client is not None:
        await client.aclose()


async def _hit(window: RateLimitItem, limit: Limit, whom: str) -> bool:
    counters = _counters()
    if counters.shared is not None:
        try:
            return await counters.shared.hit(window, limit, whom)
        except StorageError as away:
            log.warning("limits.redis_away", error=type(away.storage_error).__name__)
    return await counters.here.hit(window, limit, whom)


async def _seconds_left(window: RateLimitItem, limit: Limit, whom: str) -> int:
    counters = _counters()
    try:
        stats = await (counters.shared or counters.here).get_window_stats(window, limit, whom)
    except StorageError:
        return window.get_expiry()
    return max(1, int(stats.reset_time - time.time()) + 1)


@cache
def _windows(limit: Limit) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(LIMITS[limit]))


@cache
def _counters() -> _Counters:
    url = settings().redis_url
    here = MovingWindowRateLimiter(MemoryStorage())
    if not url:
        return _Counters(None, here, None)
    found = url.replace("redis+unix", "unix", 1)
    client = Redis.from_url(found)  # pyright: ignore[reportUnknownMemberType]
    storage = RedisStorage(
        "async+" + url,
        wrap_exceptions=True,
        implementation="redispy",
        connection_pool=client.connection_pool,  # pyright: ignore[reportArgumentType]
    )
    return _Counters(MovingWindowRateLimiter(storage), here, client)
