"""Whether this process lives, and whether it can serve: the database answers, at our migration."""

from functools import cache
from pathlib import Path

import structlog
from alembic.config import Config
from alembic.script import ScriptDirectory
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from starlette.responses import JSONResponse

from commerce.db.session import transaction_over_all_shops

router = APIRouter(tags=["Operation"])
HOUSE = Path(__file__).resolve().parent.parent
NO_STORE = {"cache-control": "no-store"}
log = structlog.get_logger()


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live")
async def live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "live"}, headers=NO_STORE)


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready", responses={503: {"description": "Not ready: `reasons` tells why"}})
async def ready() -> JSONResponse:
    """The process can serve: database there, migrations at head."""
    reasons = await _reasons()
    if not reasons:
        return JSONResponse({"status": "ready"}, headers=NO_STORE)
    waiting = {"status": "not_ready", "reasons": reasons}
    return JSONResponse(waiting, 503, NO_STORE | {"retry-after": "2"})


async def _reasons() -> list[str]:
    try:
        async with transaction_over_all_shops() as session:
            found = await session.run(text("SELECT version_num FROM alembic_version"))
            versions = set(found.scalars())
    except ProgrammingError:
        return ["migrations_missing"]
    except (SQLAlchemyError, OSError) as away:
        log.warning("health.database_away", error=type(away).__name__)
        return ["database_away"]
    return [] if versions == head() else ["migrations_not_at_head"]


@cache
def head() -> set[str]:
    """The newest migration that this code knows."""
    config = Config()
    config.set_main_option("script_location", str(HOUSE / "alembic"))
    return set(ScriptDirectory.from_config(config).get_heads())
