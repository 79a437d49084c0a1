"""The shapes of load: a day, a flash sale, a soak, an overload; pressed into so many minutes."""

import os
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from locust import LoadTestShape


@dataclass(frozen=True, slots=True)
class Plan:
    """A curve: at which part of the time how many of the users; and when all want one thing."""

    curve: tuple[tuple[float, float], ...]
    rush: tuple[float, float] | None = None

    def level(self, at: float) -> float:
        """The part of the users that is there at that part of the time."""
        for (begin, low), (end, high) in pairwise(self.curve):
            if begin <= at <= end:
                return low + (high - low) * (at - begin) / (end - begin)
        return self.curve[-1][1]

    def rushes(self, at: float) -> bool:
        """Whether all want the same thing now."""
        return self.rush is not None and self.rush[0] <= at < self.rush[1]


def _hours(*points: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple((hour / 24, level) for hour, level in points)


PLANS = {
    # Quiet night, morning, lunch, evening peak; at 20:00 something is let out that all want.
    "day": Plan(
        _hours(
            *((0, 0.10), (2, 0.04), (5, 0.03), (7, 0.15), (9, 0.35), (11, 0.45), (12, 0.75)),
            *((13, 0.70), (15, 0.40), (17, 0.50), (19, 0.85), (20, 1.0), (21, 0.95), (23, 0.35)),
            (24, 0.12),
        ),
        rush=(20 / 24, 21 / 24),
    ),
    "flash": Plan(
        ((0, 0.1), (0.3, 0.1), (0.32, 1.0), (0.7, 1.0), (0.75, 0.1), (1, 0.1)), (0.3, 0.7)
    ),
    "soak": Plan(((0, 0.5), (1, 0.5))),
    "overload": Plan(((0, 0.3), (0.3, 1.0), (0.4, 3.0), (0.7, 3.0), (0.75, 0.5), (1, 0.5))),
}


class Curve(LoadTestShape):
    """The plan that SHAPE names, for LOAD_SECONDS and at most LOAD_USERS users (overload: 3 x)."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = PLANS[os.environ.get("LOAD_SHAPE", "day")]
        self.seconds = float(os.environ.get("LOAD_SECONDS", "300"))
        self.users = int(os.environ.get("LOAD_USERS", "200"))

    def tick(self) -> tuple[int, float] | None:
        """How many there are now; None when it is over."""
        at = self.get_run_time() / self.seconds
        if at >= 1:
            return None
        wanted = max(2, round(self.plan.level(at) * self.users))
        return wanted, max(1.0, self.users / 10)


def rush_slug(environment: Any) -> str:
    """What all want now; '' at other times."""
    curve = environment.shape_class
    if isinstance(curve, Curve) and curve.plan.rushes(curve.get_run_time() / curve.seconds):
        return os.environ.get("LOAD_RUSH", "")
    return ""
