"""The database of this start: the one we are told of, or the embedded one; migrated."""

import sys
from collections.abc import Mapping
from pathlib import Path

from commerce.settings import Settings
from launch.house import BUILD, HOUSE
from launch.postgres import EmbeddedPostgres
from launch.supervisor import Supervisor
from launch.terminal import Step, run_step


def folder_of(told: Settings) -> Path:
    """Where the embedded database lives."""
    return told.data_dir / "postgres"


def open_database(told: Settings, supervisor: Supervisor) -> dict[str, str]:
    """What the shop's processes must know to reach it."""
    if told.database_url:
        return {"DATABASE_URL": told.database_url}
    server = EmbeddedPostgres(folder_of(told), workers=told.workers)
    first = not server.cluster.exists()
    step = Step("Creating the database" if first else "Starting the database")
    supervisor.keep(server.start(), again=server.again)
    step.done()
    return {"DATABASE_URL": server.url()}


def migrate(environment: Mapping[str, str]) -> None:
    run_step(
        "Bringing the database up to date",
        [sys.executable, "-m", "launch.migrate"],
        folder=HOUSE,
        environment=environment,
        log_file=BUILD / "migrate.log",
    )
