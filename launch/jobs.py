"""The jobs' own process, where several web workers leave them no place beside themselves."""

import signal
import sys
from collections.abc import Mapping
from typing import IO

from commerce.settings import Settings
from launch import children
from launch.house import HOUSE
from launch.supervisor import Supervisor

APART = {"ALLHOURS_JOBS": "apart"}
NICE = 10  # orders come first: a message may wait a moment, a buyer may not


def need_own_process(told: Settings) -> bool:
    """Not when somebody runs them elsewhere already (ALLHOURS_JOBS=apart)."""
    return told.workers > 1 and not told.jobs_apart


def start_jobs(
    environment: Mapping[str, str], supervisor: Supervisor, output: IO[bytes] | None = None
) -> None:
    """Start it; what it logs goes to `output`, or where ours does."""

    def start() -> children.Child:
        return children.start(
            "job worker",
            [sys.executable, "-m", "commerce", "worker"],
            environment=environment,
            output=output,
            stop_signal=signal.SIGINT,  # running jobs may end first
            nice=NICE,
            cwd=HOUSE,
        )

    supervisor.keep(start(), again=start)
