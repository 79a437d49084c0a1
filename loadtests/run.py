"""One run: Locust in a process of its own, then the audit."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from loadtests.options import Asked
from loadtests.report import Result, actions_in
from proof.books import ask_auditor, audit
from proof.product import Product, started
from proof.stocking import fill_stall
from tests.house import ROOT

REPORTS = ROOT / "reports"
EVERYTHING = 1_000
RUSH_PIECES = 300


@contextmanager
def target(asked: Asked) -> Iterator[tuple[str, Product | None]]:
    """The shop to be loaded: the one that was named, or one of our own with two web workers."""
    if asked.host:
        yield asked.host, None
    else:
        with started() as product:
            yield product.house.url, product


def load(asked: Asked, url: str, product: Product | None, folder: Path) -> Result:
    """Load it, and ask the auditor."""
    folder.mkdir(parents=True, exist_ok=True)
    notes = product.acknowledgements if product else folder / "acknowledged.jsonl"
    notes.touch()
    if product is not None:
        few = (_rush(url)[1], RUSH_PIECES)
        asyncio.run(fill_stall(product, most=EVERYTHING, few=few))
    _locust(asked, url, folder, _people(asked, url, product, notes))
    acknowledged = notes.read_text().count("\n")
    if product is not None:
        (folder / "acknowledged.jsonl").write_text(notes.read_text())
    title = f"{asked.shape}: {asked.minutes:g} minutes, {asked.users} users"
    actions = actions_in(folder / "load_stats.csv")
    return Result(title, actions, acknowledged, _verdict(product, notes))


def new_folder(asked: Asked) -> Path:
    """Where its report goes."""
    return REPORTS / f"{asked.shape}-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def _people(asked: Asked, url: str, product: Product | None, notes: Path) -> dict[str, str]:
    told = {
        "LOAD_SHAPE": asked.shape,
        "LOAD_SECONDS": str(asked.minutes * 60),
        "LOAD_USERS": str(asked.users),
        "LOAD_ACKNOWLEDGED": str(notes),
        "LOAD_RUSH": _rush(url)[0],
    }
    if product is not None:
        clerk = re.search(
            r"^\s*clerk\s+(\S+@\S+)\s+(\S+)\s*$",
            product.house.command("logins"),
            re.MULTILINE | re.IGNORECASE,
        )
        told["LOAD_STAFF"] = f"{clerk[1]} {clerk[2]}" if clerk else ""
    return told


def _rush(url: str) -> tuple[str, str]:
    """What all will want: the first of the goods; its address and its SKU."""
    with httpx.Client(base_url=url) as shop:
        for item in shop.get("/api/v1/products").json()["items"]:
            found = shop.get(f"/api/v1/products/{item['slug']}").json()
            if found["kind"] == "goods" and found["variants"][0]["available"]:
                return found["slug"], found["variants"][0]["sku"]
    sys.exit("This shop sells no goods.")


def _locust(asked: Asked, url: str, folder: Path, told: dict[str, str]) -> None:
    command = [sys.executable, "-m", "locust", "-f", "loadtests/locustfile.py", "--headless"]
    command += ["--host", url, "--html", str(folder / "report.html"), "--csv", str(folder / "load")]
    command += ["--stop-timeout", "20", "--only-summary", "--exit-code-on-error", "0"]
    with (folder / "locust.log").open("w") as log:
        most = asked.minutes * 60 + 180
        subprocess.run(  # noqa: S603
            command,
            cwd=ROOT,
            env=os.environ | told,
            stdout=log,
            stderr=log,
            check=True,
            timeout=most,
        )


def _verdict(product: Product | None, notes: Path) -> list[str]:
    if product is not None:
        return audit(product).failures()
    return ask_auditor(os.environ, notes)
