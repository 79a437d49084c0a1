"""`make check`: everything about the sources that a machine can judge; all of it, then a verdict."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from launch.house import HOUSE
from launch.postgres import running_postgres
from launch.terminal import say


def main() -> int:
    os.chdir(HOUSE)
    failed = [what for what, passed in results() if not passed]
    for what in failed:
        say(f"FAILED: {what}")
    say("All checks passed." if not failed else f"{len(failed)} checks failed.")
    return 1 if failed else 0


def results() -> Iterator[tuple[str, bool]]:
    python = [sys.executable, "-m"]
    yield checked("lint", [*python, "ruff", "check", "--quiet", "."])
    yield checked("format", [*python, "ruff", "format", "--check", "--quiet", "."])
    yield checked("types", [*python, "pyright"])
    yield checked("floors", [os.fspath(Path(sys.executable).parent / "lint-imports")])
    yield checked("dependencies", [*python, "deptry", "."])
    with (
        tempfile.TemporaryDirectory(prefix="allhours-check-") as folder,
        running_postgres(Path(folder) / "postgres", durable=False) as url,
    ):
        database = {"DATABASE_URL": url}
        yield checked("migrations run", [*python, "alembic", "upgrade", "head"], database)
        yield checked("models as migrated", [*python, "alembic", "check"], database)
    yield checked("catalogues", [*python, "ui.texts", "check"])


def checked(
    what: str, command: list[str], environment: Mapping[str, str] | None = None
) -> tuple[str, bool]:
    say(f"== {what}")
    done = subprocess.run(  # noqa: S603
        command,
        env={**os.environ, "ALLHOURS_MODE": "test", **(environment or {})},
        check=False,
    )
    return what, done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
