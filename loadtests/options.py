"""What `make load` may be told, and its bounds."""

import argparse
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from loadtests.shapes import PLANS

MOST_MINUTES, MOST_USERS = 120.0, 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One run."""

    shape: str
    minutes: float
    users: int
    host: str


def asked(arguments: Sequence[str]) -> Asked:
    """Parse and check; ends the program where it may not be."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--shape", choices=sorted(PLANS), default="day")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--host", default="", help="a running shop; by default one is started")
    parser.add_argument("--anywhere", action="store_true", help="the host may be another machine")
    given = parser.parse_args(arguments)
    if not 0 < given.minutes <= MOST_MINUTES:
        parser.error(f"--minutes: more than 0, at most {MOST_MINUTES:g}")
    if not 2 <= given.users <= MOST_USERS:
        parser.error(f"--users: 2 to {MOST_USERS}")
    if given.host and not given.anywhere and not is_loopback(given.host):
        parser.error(f"{given.host} is not this machine; --anywhere if you mean it and may")
    return Asked(given.shape, given.minutes, given.users, given.host.rstrip("/"))


def is_loopback(url: str) -> bool:
    """Whether every address of that host is this machine's own."""
    name = urlsplit(url).hostname
    if not name:
        return False
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)
