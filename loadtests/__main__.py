"""`make load SHAPE=day MINUTES=5 USERS=200`: load a shop, audit it, write a report."""

import signal
import sys

from rich.console import Console

from loadtests.options import asked
from loadtests.report import keep, show
from loadtests.run import load, new_folder, target


def main() -> int:
    """Non-zero where the audit, or one answer in a hundred, is not as it must be."""
    run = asked(sys.argv[1:])
    console = Console()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what we started must end with us
    with console.status("Starting the shop"), target(run) as (url, product):
        console.print(f"{run.shape}: {run.minutes:g} minutes, {run.users} users, {url}")
        result = load(run, url, product, folder := new_folder(run))
    show(result, console)
    console.print(f"The report: {keep(result, folder)}", soft_wrap=True)
    complaints = result.complaints(failures_matter=run.shape != "overload")
    for complaint in complaints:
        console.print(f"FAILED {complaint}", style="red", markup=False)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
