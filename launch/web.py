"""The web server as the supervisor sees it."""

import sys
from collections.abc import Mapping
from typing import IO

from commerce.settings import Settings
from launch import children
from launch.house import HOUSE
from launch.supervisor import Supervisor
from launch.terminal import Step

READY = "/health/ready"
GRACE_SECONDS = 9  # more than the server gives its workers, so that it can report


def start_web(
    told: Settings,
    environment: Mapping[str, str],
    supervisor: Supervisor,
    output: IO[bytes] | None = None,
) -> None:
    """Start it and wait until it says that it is ready; its log goes to `output`, or to ours."""

    def start() -> children.Child:
        arguments = [sys.executable, "-m", "launch.serve"]
        child = children.start(
            "web server", arguments, environment=environment, output=output, cwd=HOUSE
        )
        child.grace_seconds = GRACE_SECONDS
        return child

    step = Step("Opening the doors")
    supervisor.keep(start(), again=start)
    host = "127.0.0.1" if told.host == "0.0.0.0" else told.host  # noqa: S104 - compared, not bound
    supervisor.wait_until_ready((host, told.port), READY)
    step.done()
