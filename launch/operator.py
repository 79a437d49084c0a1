"""What the start asks of the operator's command line (`python -m commerce`), and tells the person."""

import subprocess
import sys
from collections.abc import Mapping

from commerce.settings import Settings
from launch.house import BUILD, HOUSE
from launch.terminal import run_step, say, warn


def seed(told: Settings, environment: Mapping[str, str]) -> None:
    """The demo shop, made once; a real shop starts empty and must not hold the demo's log-ins."""
    if told.mode == "demo":
        run_step(
            "Stocking the demo shop",
            [sys.executable, "-m", "commerce", "seed"],
            folder=HOUSE,
            environment=environment,
            log_file=BUILD / "seed.log",
        )


def first_words(told: Settings, environment: Mapping[str, str]) -> None:
    """Where everything is, and how to get in."""
    say()
    say(f"  Storefront   {told.public_url}/          中文 {told.public_url}/zh/")
    say(f"  Back office  {told.public_url}/admin/")
    say(f"  API          {told.public_url}/api/docs")
    say()
    command = "logins" if told.mode == "demo" else "owner-link"
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "commerce", command],
        cwd=HOUSE,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        warn(f"python -m commerce {command}: {done.stderr.strip()[-600:]}")
    else:
        say(done.stdout.rstrip())
    say("\n  Ctrl-C stops everything.")
