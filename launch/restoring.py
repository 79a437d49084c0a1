"""`make restore`: the database alone, still empty, filled from a backup; the house is started after."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from commerce.settings import BadSetting, completed, read
from launch.database import open_database
from launch.errors import CannotStart
from launch.house import HOUSE, open_data_folder
from launch.locks import FolderLock
from launch.supervisor import Stopped, Supervisor
from launch.terminal import say


def main(arguments: Sequence[str]) -> int:
    os.chdir(HOUSE)
    os.environ.update(completed(os.environ, Path(".env")))
    try:
        with Supervisor() as supervisor, ExitStack() as closing:
            status = _restored(arguments, supervisor, closing)
    except Stopped:
        say(
            "\nStopped; what was restored so far is not whole. Remove that database and begin again."
        )
        return 1
    except (CannotStart, BadSetting) as reason:
        print(f"\nAllhours: {reason}", file=sys.stderr)
        return 1
    if status == 0:
        say("\nThe shop is as it was. Start it with 'make run'.")
    return status


def _restored(arguments: Sequence[str], supervisor: Supervisor, closing: ExitStack) -> int:
    told = read(os.environ)
    open_data_folder(told.data_dir)
    # A house that runs on this folder is not to be written under.
    lock = FolderLock(told.data_dir / "lock", f"The data folder {told.data_dir}")
    closing.callback(lock.release)
    environment = os.environ | {"ALLHOURS_DATA_DIR": os.fspath(told.data_dir)}
    environment |= open_database(told, supervisor)
    command = [sys.executable, "-m", "commerce", "restore", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
