"""The shapes and bounds of load; in a process of its own, for Locust changes Python's sockets."""

import json
import subprocess
import sys

import pytest

from tests.house import ROOT

DAY = """
import json
from loadtests.shapes import PLANS
day = PLANS["day"]
print(json.dumps({
    "levels": [day.level(hour / 24) for hour in (4, 12, 15, 20)],
    "rush": [day.rushes(hour / 24) for hour in (19.9, 20.0, 20.9, 21.1)],
    "over": max(level for _, level in PLANS["overload"].curve),
    "names": sorted(PLANS),
}))
"""


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_day_is_quiet_at_night_and_full_in_the_evening_with_a_rush_at_eight() -> None:
    told = json.loads(_python("-c", DAY).stdout)
    night, lunch, afternoon, evening = told["levels"]
    assert night < 0.05 < afternoon < lunch < evening == 1.0
    assert told["rush"] == [False, True, True, False]
    assert told["over"] == 3.0
    assert told["names"] == ["day", "flash", "overload", "soak"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--host", "http://192.0.2.1"), "not this machine"),
        (("--users", "2001"), "2 to 2000"),
        (("--minutes", "121"), "at most 120"),
        (("--shape", "stampede"), "invalid choice"),
    ],
)
def test_a_load_that_is_out_of_bounds_does_not_begin(given: tuple[str, str], said: str) -> None:
    done = _python("-m", "loadtests", *given)
    assert done.returncode == 2
    assert said in done.stderr
