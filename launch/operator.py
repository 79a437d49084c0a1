"""What the start asks of the operator's command line (`python -m commerce`), and tells the person."""

import subprocess
import sys
from collections.abc import Mapping

from commerce.settings import Settings
from launch.house import BUILD, HOUSE
from launch.terminal import run_step, say, warn


def prepare_shop(told: Settings, environment: Mapping[str, str]) -> str:
    """Stock the demo shop, once; see that a real one holds nothing of a demo and has an owner.

    Returns what the person should read when the doors are open.
    """
    demo = told.mode == "demo"
    said = run_step(
        "Stocking the demo shop" if demo else "Looking at the shop",
        [sys.executable, "-m", "commerce", "seed" if demo else "opening"],
        folder=HOUSE,
        environment=environment,
        log_file=BUILD / "prepare.log",
    )
    return "" if demo else said.strip()


def first_words(told: Settings, environment: Mapping[str, str], said: str) -> None:
    """Where everything is, and how to get in."""
    say()
    say(f"  Storefront   {told.public_url}/          中文 {told.public_url}/zh/")
    say(f"  Back office  {told.public_url}/admin/")
    say(f"  API          {told.public_url}/api/docs")
    if text := _log_ins(environment) if told.mode == "demo" else said:
        say(f"\n{text}")
    say("\n  Ctrl-C stops everything.")


def _log_ins(environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "commerce", "logins"],
        cwd=HOUSE,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        warn(f"python -m commerce logins: {done.stderr.strip()[-600:]}")
    return done.stdout.rstrip()
