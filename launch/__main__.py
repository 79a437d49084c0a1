"""`python -m launch`: the whole house under one supervisor, from the database to the pages."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from commerce.settings import RUNNING, BadSetting, Settings, completed, objections, read
from launch.database import folder_of, migrate, open_database
from launch.errors import CannotStart
from launch.frontend import ensure_built, serving_environment
from launch.house import HOUSE, open_data_folder, private_file
from launch.jobs import APART, need_own_process, start_jobs
from launch.locks import FolderLock
from launch.operator import LogIns, first_words, look_at_shop, stock_demo
from launch.redis import OwnRedis, wanted_redis
from launch.sandbox import start_sandbox
from launch.supervisor import Stopped, Supervisor, refuse_taken_ports
from launch.terminal import say, warn
from launch.web import start_web

NOTED = ("ALLHOURS_", "DATABASE_URL", "REDIS_URL")


def main() -> int:
    os.chdir(HOUSE)
    os.environ.update(completed(os.environ, Path(".env")))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling anew doubles each start
    try:
        redis = wanted_redis(os.environ)
        told = read(os.environ | ({"REDIS_URL": redis.url} if redis else {}))
        check_settings(told)
        with Supervisor() as supervisor, ExitStack() as closing:
            run(told, redis, supervisor, closing)
    except Stopped:
        say("\nAllhours has stopped; everything committed is on disk.")
    except (CannotStart, BadSetting) as reason:
        print(f"\nAllhours: {reason}", file=sys.stderr)
        return 1
    return 0


def run(told: Settings, redis: OwnRedis | None, supervisor: Supervisor, closing: ExitStack) -> None:
    """Start all parts in order, say where they are, and watch them until somebody stops us."""
    say(f"Allhours, {told.mode} mode. Data in {told.data_dir}")
    open_data_folder(told.data_dir)
    lock = FolderLock(told.data_dir / "lock", f"The data folder {told.data_dir}")
    closing.callback(lock.release)
    refuse_taken_ports(told.host, [told.port], "PORT")
    environment = os.environ | {"ALLHOURS_DATA_DIR": os.fspath(told.data_dir)}
    environment |= open_database(told, supervisor)
    if redis:
        supervisor.keep(redis.start(told.data_dir), again=redis.again)
        environment |= {"REDIS_URL": redis.url}
    migrate(environment)
    if told.mode == "demo":
        environment |= start_sandbox(told, supervisor)
    notes = private_file(told.data_dir / RUNNING, _noted(environment))
    closing.callback(notes.unlink, missing_ok=True)
    if told.mode == "demo":
        stock_demo(environment, None if told.database_url else folder_of(told) / "stocked")
    said = look_at_shop(environment) if told.mode == "shop" else ""
    ensure_built(environment)
    log_ins = LogIns(environment, supervisor) if told.mode == "demo" else None
    serving = serving_environment(redis=told.redis_url is not None)
    apart = APART if need_own_process(told) else {}
    start_web(told, environment | serving | apart, supervisor)
    if apart:
        start_jobs(environment, supervisor)
    first_words(told, log_ins.read() if log_ins else said)
    supervisor.watch()


def check_settings(told: Settings) -> None:
    if found := objections(told):
        raise CannotStart("\n  ".join(["These settings are not for a real shop:", *found]))
    if told.mode == "shop" and not told.database_url:
        warn("DATABASE_URL is not set: the shop runs on the embedded database of this machine.")
    if not told.rate_limits:
        warn("ALLHOURS_RATE_LIMITS=off: anybody may ask as often as they like. Load tests only.")


def _noted(environment: dict[str, str]) -> str:
    names = sorted(name for name in environment if name.startswith(NOTED))
    return "".join(f"{name}={environment[name]}\n" for name in names)


if __name__ == "__main__":
    sys.exit(main())
