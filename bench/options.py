"""How long, how often and what: the command line of `make bench`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SHAPES = {"hot": 1, "many": 10_000}
LEGS = (*SHAPES, "paid", "reads", "sockets")
APART = ("search",)  # only when asked: it fills a shop with very many goods first


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was told."""

    rounds: int
    seconds: int
    legs: tuple[str, ...]
    reports: Path
    keep: bool


def read(arguments: Sequence[str]) -> Options:
    """Parse; what cannot be is refused with the reason."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=_positive, default=3)
    parser.add_argument("--seconds", type=_positive, default=6, help="of each measured leg")
    every = (*LEGS, *APART)
    parser.add_argument("--legs", default=",".join(LEGS), help=f"some of {','.join(every)}")
    parser.add_argument("--reports", type=Path, default=Path("reports/bench"))
    parser.add_argument("--keep", action="store_true", help="write docs/bench.md and its chart too")
    given = parser.parse_args(arguments)
    legs = tuple(leg for leg in given.legs.split(",") if leg)
    if unknown := [leg for leg in legs if leg not in every]:
        parser.error(f"LEGS: there is no leg {unknown[0]!r}; there are {', '.join(every)}")
    return Options(given.rounds, given.seconds, legs, given.reports, given.keep)


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number above 0")
    return int(text)
