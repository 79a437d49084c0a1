"""The whole house, started as a newcomer starts it, and a browser in front of it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]


@dataclass
class House:
    """A running house: its address, its data folder and what it has printed."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        return "".join(self.said)

    def environment(self) -> dict[str, str]:
        """What a command of the operator's needs to reach this house's database."""
        lines = (self.data / "running.env").read_text().splitlines()
        return os.environ | dict(line.split("=", 1) for line in lines)

    def command(self, *arguments: str) -> str:
        """Run `python -m commerce` against this house, as another process."""
        done = subprocess.run(
            [sys.executable, "-m", "commerce", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def python(self, program: str) -> str:
        """Run a program in a process of its own, with this house's settings."""
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_house(data: Path, **settings: str) -> House:
    """Start the house and wait until it has printed that Ctrl-C stops it."""
    port = free_port()
    env = os.environ | {"PORT": str(port), "ALLHOURS_DATA_DIR": str(data)}
    env |= {"ALLHOURS_RATE_LIMITS": "off", "ALLHOURS_MODE": "demo"} | settings
    env.pop("DATABASE_URL", None) if "DATABASE_URL" not in settings else None
    process = subprocess.Popen(
        [sys.executable, "-m", "launch"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    house = House(f"http://localhost:{port}", data, process)
    threading.Thread(target=_listen, args=(house,), daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C stops everything" not in house.text:
        assert process.poll() is None, f"the house did not start:\n{house.text}"
        assert time.monotonic() < deadline, f"the house takes too long:\n{house.text}"
        time.sleep(0.1)
    return house


def _listen(house: House) -> None:
    assert house.process.stdout
    for line in house.process.stdout:
        house.said.append(line)


def stop_house(house: House) -> None:
    if house.process.poll() is None:
        house.process.send_signal(signal.SIGINT)
        house.process.wait(30)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo shop, freshly stocked, on a free port."""
    data = tmp_path_factory.mktemp("house") / "data"
    running = start_house(data)
    yield running
    stop_house(running)
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *QUIET])
        yield opened
        opened.close()


@dataclass
class Visitor:
    """One person's browser."""

    context: BrowserContext
    page: Page
    errors: list[str]


@pytest.fixture
def visit(house: House, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own: visit('/zh/', phone=True, dark=True); errors fail the test."""
    people: list[Visitor] = []

    def open_page(path: str = "/", *, phone: bool = False, dark: bool = False) -> Page:
        chinese = path.startswith("/zh")
        context = browser.new_context(
            base_url=house.url,
            viewport={"width": 360, "height": 760} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            locale="zh-CN" if chinese else "en-GB",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        people.append(Visitor(context, page, errors))
        page.goto(path)
        return page

    yield open_page
    found = [error for person in people for error in person.errors]
    for person in people:
        person.context.close()
    assert not found, f"errors in the browser: {found}"


@pytest.fixture(scope="session")
def logins(house: House) -> dict[str, tuple[str, str]]:
    """The demo's log-ins: role or 'customer' -> (e-mail, password), as the house printed them."""
    found = re.findall(r"^\s*(\w+)\s+(\S+@\S+)\s+(\S+)\s*$", house.command("logins"), re.MULTILINE)
    return {who.lower(): (email, password) for who, email, password in found}
