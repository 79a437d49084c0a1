"""How often somebody may try something: one table, counted in Redis or in this process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import structlog
from redis.exceptions import RedisError

from commerce.counters import CounterHere, CounterShared, Try, Window
from commerce.db.batches import GroupCommit
from commerce.errors import TooMany
from commerce.settings import settings

log = structlog.get_logger()
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


class Limit(StrEnum):
    """What is counted. The part after the last underscore says by what."""

    LOGIN_IP = "login_ip"
    LOGIN_ACCOUNT = "login_account"
    CODE_IP = "code_ip"
    CODE_PHONE = "code_phone"
    RESET_ACCOUNT = "reset_account"  # asking for a new password
    REGISTER_IP = "register_ip"
    LOOKUP_IP = "lookup_ip"  # find my order
    QUOTE_IP = "quote_ip"
    PLACE_ORDER_IP = "place_order_ip"
    PAY_ORDER = "pay_order"
    CHANGE_IP = "change_ip"  # carts, drafts, addresses: what a person does often
    UPLOAD_STAFF = "upload_staff"
    TICKET_IP = "ticket_ip"
    TELL_ME_IP = "tell_me_ip"  # of what is back in stock
    SUGGEST_IP = "suggest_ip"  # asked at nearly every letter


LIMITS: dict[Limit, tuple[Window, ...]] = {
    Limit.LOGIN_IP: (Window(20, 5 * MINUTE), Window(100, DAY)),
    Limit.LOGIN_ACCOUNT: (Window(10, 15 * MINUTE), Window(50, DAY)),
    Limit.CODE_IP: (Window(10, 10 * MINUTE), Window(50, DAY)),
    Limit.CODE_PHONE: (Window(1, MINUTE), Window(5, HOUR), Window(10, DAY)),
    Limit.RESET_ACCOUNT: (Window(1, MINUTE), Window(5, HOUR), Window(10, DAY)),
    Limit.REGISTER_IP: (Window(10, HOUR), Window(30, DAY)),
    Limit.LOOKUP_IP: (Window(10, MINUTE), Window(60, HOUR)),
    Limit.QUOTE_IP: (Window(120, MINUTE),),
    Limit.PLACE_ORDER_IP: (Window(30, MINUTE), Window(300, HOUR)),
    Limit.PAY_ORDER: (Window(10, MINUTE), Window(60, HOUR)),
    Limit.CHANGE_IP: (Window(240, MINUTE),),
    Limit.UPLOAD_STAFF: (Window(60, MINUTE),),
    Limit.TICKET_IP: (Window(60, MINUTE),),
    Limit.TELL_ME_IP: (Window(20, 10 * MINUTE), Window(100, DAY)),
    Limit.SUGGEST_IP: (Window(600, MINUTE),),
}


async def count(limit: Limit, whom: str) -> None:
    """Count one try of `whom`. Raises TooMany once a window of the limit is full."""
    if not settings().rate_limits:
        return
    counters = _counters()
    tried = _try(limit, whom)
    if counters.shared is None:
        (wait,) = await counters.here.count([tried])
    else:
        wait = await counters.batches.submit(tried)
    if wait:
        raise TooMany(limit, wait)


async def forgive(limit: Limit, whom: str) -> None:
    """Forget what `whom` tried: a log-in that succeeded clears the wrong ones before it."""
    counters, tried = _counters(), _try(limit, whom)
    await counters.here.forget(tried)
    if counters.shared is not None:
        try:
            await counters.shared.forget(tried)
        except RedisError as away:
            log.warning("limits.redis_away", error=type(away).__name__)


def forget_counts() -> None:
    """Begin anew, from the settings: for tests."""
    _counters.cache_clear()


async def close_counts() -> None:
    """Give the connections to Redis back."""
    shared = _counters().shared
    forget_counts()
    if shared is not None:
        await shared.close()


@dataclass(slots=True)
class _Counters:
    """Where counts are kept: shared if there is a Redis, else (or while it is away) here."""

    shared: CounterShared | None
    here: CounterHere = field(default_factory=CounterHere)
    batches: GroupCommit[Try, int] = field(init=False)

    def __post_init__(self) -> None:
        self.batches = GroupCommit("limits", self._count, longest=100_000)

    async def _count(self, tries: Sequence[Try]) -> list[int]:
        if self.shared is not None:
            try:
                return await self.shared.count(tries)
            except RedisError as away:
                log.warning("limits.redis_away", error=type(away).__name__)
        return await self.here.count(tries)


def _try(limit: Limit, whom: str) -> Try:
    return Try(f"{limit}:{whom or 'unknown'}", LIMITS[limit])


@cache
def _counters() -> _Counters:
    url = settings().redis_url
    return _Counters(CounterShared(url) if url else None)
