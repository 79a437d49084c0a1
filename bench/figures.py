"""What was measured, and how it is summed up: medians over the rounds, ratios within a round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

YARDSTICK, TRIVIAL = "pgbench", "trivial event"
YARDSTICKS = {"socket": TRIVIAL}  # shape -> beside what its legs stand, where that is not pgbench


@dataclass(frozen=True, slots=True)
class Figure:
    """One leg of one round. `shape`: hot, many, or what else was asked."""

    what: str
    shape: str
    round: int
    rate: float
    verdict: str = ""
    rows: Mapping[str, float] = field(default_factory=dict[str, float])
    details: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Summary:
    """All rounds of one leg. `ratio` is None where there is no yardstick beside it."""

    what: str
    shape: str
    rate: float
    lowest: float
    highest: float
    ratio: float | None
    aim: float | None
    least: float | None
    p50_ms: float | None
    p95_ms: float | None
    verdicts: tuple[str, ...]
    rows: Mapping[str, float]

    @property
    def judged(self) -> str:
        """'aim', 'least' or 'missed', where something was aimed at."""
        value = self.rate if self.what in AIMED_RATES else self.ratio
        if value is None or self.aim is None or self.least is None:
            return ""
        return "aim" if value >= self.aim else "least" if value >= self.least else "missed"


# (what, shape) -> aim, at least: times the yardstick, or orders a second.
AIMS: Mapping[tuple[str, str], tuple[float, float]] = {
    ("writer, 2 processes", "hot"): (20, 15),
    ("HTTP", "hot"): (8, 5),
    ("HTTP", "many"): (2, 1.5),
    ("placed and paid", "many"): (2000, 2000),
    ("place order", "socket"): (0.5, 0.5),
}
AIMED_RATES = frozenset({"placed and paid"})


def summed_up(figures: Sequence[Figure]) -> list[Summary]:
    """One summary a leg, in the order in which the legs first ran."""
    legs = dict.fromkeys((figure.what, figure.shape) for figure in figures)
    return [_summary(what, shape, figures) for what, shape in legs]


def _summary(what: str, shape: str, figures: Sequence[Figure]) -> Summary:
    ours = [figure for figure in figures if (figure.what, figure.shape) == (what, shape)]
    rates = [figure.rate for figure in ours]
    yardstick = {
        figure.round: figure.rate
        for figure in figures
        if (figure.what, figure.shape) == (YARDSTICKS.get(shape, YARDSTICK), shape)
    }
    ratios = [one.rate / yardstick[one.round] for one in ours if yardstick.get(one.round)]
    aim, least = AIMS.get((what, shape), (None, None))
    return Summary(
        what=what,
        shape=shape,
        rate=median(rates),
        lowest=min(rates),
        highest=max(rates),
        ratio=median(ratios) if ratios else None,
        aim=aim,
        least=least,
        p50_ms=_median_of(ours, "p50_ms"),
        p95_ms=_median_of(ours, "p95_ms"),
        verdicts=tuple(dict.fromkeys(figure.verdict for figure in ours if figure.verdict)),
        rows=ours[-1].rows,
    )


def _median_of(figures: Sequence[Figure], detail: str) -> float | None:
    found = [value for one in figures if isinstance(value := one.details.get(detail), int | float)]
    return median(found) if found else None
