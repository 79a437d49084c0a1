"""The command line: `python -m sandbox --port P --state-dir D`, `... keys`, `... drive ...`."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from sandbox.keys import environment, keys_of

DEFAULT_PORT = 3080


def parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    told = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    told.add_argument("command", nargs="?", choices=["serve", "keys"], default="serve")
    told.add_argument("--state-dir", type=Path, required=True, help="keys and memory live here")
    told.add_argument("--host", default="127.0.0.1", help="address to listen on")
    told.add_argument("--port", type=int, default=DEFAULT_PORT, help="till and SMS")
    told.add_argument("--smtp-port", type=int, help="mail; the port after --port by default")
    told.add_argument(
        "--public-url", help="where browsers reach the till; by default host and port"
    )
    told.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="URL",
        help="call back to this origin too; this machine's own addresses are always allowed",
    )
    told.add_argument(
        "--first-retry-seconds", type=float, default=1.0, help="pause before the first repeat"
    )
    told.add_argument(
        "--parcel-step-seconds",
        type=float,
        default=60.0,
        help="how long a parcel stays in each state; 0: it moves only as it is driven",
    )
    told.add_argument(
        "--stripe-endpoint",
        default="",
        metavar="URL",
        help="where Stripe's twin sends its webhooks; without it `keys` leaves Stripe out",
    )
    told.add_argument(
        "--wechat", action="store_true", help="`keys` tells those of WeChat Pay's twin, too"
    )
    told.add_argument(
        "--alipay", action="store_true", help="`keys` tells those of Alipay's twin, too"
    )
    told.add_argument(
        "--promotion-seconds", type=float, default=60.0, help="how long a campaign takes"
    )
    return told


def main() -> int:
    """Print the keys, or serve until stopped."""
    given = parser().parse_args()
    os.umask(0o077)
    smtp_port: int = given.smtp_port or given.port + 1
    try:
        keys = keys_of(given.state_dir)
    except (OSError, ValueError, TypeError) as unusable:
        return complain(f"{given.state_dir} is unusable: {unusable}")
    if given.command == "keys":
        stripe = bool(given.stripe_endpoint)
        told = environment(
            keys,
            given.host,
            given.port,
            smtp_port,
            stripe=stripe,
            wechat=given.wechat,
            alipay=given.alipay,
        )
        print("\n".join(f"{name}={value}" for name, value in told.items()))  # noqa: T201
        return 0
    # The server's imports cost memory and time that `keys` does without.
    from sandbox.server import AlreadyRunning, Settings, run

    settings = Settings(
        state_dir=given.state_dir,
        host=given.host,
        port=given.port,
        smtp_port=smtp_port,
        public_url=(given.public_url or f"http://{given.host}:{given.port}").rstrip("/"),
        allowed_origins=frozenset(url.rstrip("/") for url in given.allow_origin),
        first_retry_seconds=given.first_retry_seconds,
        step_seconds=given.parcel_step_seconds,
        promotion_seconds=given.promotion_seconds,
        stripe_endpoint=given.stripe_endpoint,
    )
    try:
        asyncio.run(run(settings))
    except AlreadyRunning:
        return complain(f"{given.state_dir} is in use by another sandbox")
    except OSError as taken:
        return complain(f"cannot listen or write: {taken}")
    return 0


def complain(cause: str) -> int:
    """Say why it does not run; the exit code."""
    print(f"sandbox: {cause}", file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
