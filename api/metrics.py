"""Measures for Prometheus: requests, orders placed, and how the house stands."""

import secrets
from functools import lru_cache

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool
from starlette.types import Scope

from api.guards import bearer_of, client_ip
from commerce.db.session import engine
from commerce.errors import NotFound
from commerce.operations.backlog import backlog
from commerce.settings import settings

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()
HERE = frozenset({"127.0.0.1", "::1"})

REQUESTS = Counter("allhours_requests", "HTTP requests", ["method", "route", "status"])
SECONDS = Histogram(
    "allhours_request_seconds",
    "Time to answer, in seconds",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
JOBS = Gauge("allhours_jobs", "Jobs in the queue", ["status"])
OLDEST = Gauge("allhours_oldest_job_seconds", "How long the oldest due job waits")
CONNECTIONS = Gauge("allhours_database_connections", "Connections in use by this process")
NOTICES = Counter("allhours_notices", "What providers called back", ["provider", "outcome"])
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(scope: Scope, status: int, seconds: float) -> None:
    """Count one request under its route's pattern: what strangers make up adds no series."""
    route = getattr(scope.get("route"), "path", "") or "page"
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    requests, waits = _series(method, route, str(status))
    requests.inc()
    waits.observe(seconds)


@lru_cache(maxsize=2_000)  # to look one up by its labels takes longer than to count
def _series(method: str, route: str, status: str) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(route)


@router.get("/metrics")
async def show_metrics(request: Request) -> Response:
    """Local or with the token; to others it does not exist."""
    if not _may_see(request):
        raise NotFound("metrics")
    await _look()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _look() -> None:
    """Read what is measured only when somebody asks; without a database the rest still counts."""
    pool = engine().pool
    if isinstance(pool, QueuePool):
        CONNECTIONS.set(pool.checkedout())
    try:
        found = await backlog()
    except (SQLAlchemyError, OSError) as away:
        log.warning("metrics.database_away", error=type(away).__name__)
        return
    for status in ("todo", "doing", "failed"):
        JOBS.labels(status).set(found.jobs.get(status, 0))
    OLDEST.set(found.oldest_seconds)


def _may_see(request: Request) -> bool:
    token = settings().metrics_token
    given = bearer_of(request)
    if token and given and secrets.compare_digest(token.encode(), given.encode()):
        return True
    # A proxy on this machine speaks for strangers: it says so, and then only the token counts.
    behind_proxy = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return client_ip(request) in HERE and not behind_proxy and not settings().trusted_proxies
