"""The report: Locust's own page with its charts, and on top of it the verdict and percentiles."""

import csv
import json
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Action:
    """One row: an action, how often, and how long (ms)."""

    name: str
    count: int
    failures: int
    p50: float
    p95: float
    p99: float
    rate: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to."""

    title: str
    actions: list[Action]
    acknowledged: int
    verdict: list[str]

    @property
    def total(self) -> Action:
        """All actions together."""
        return next(one for one in self.actions if one.name == "Aggregated")

    def complaints(self, *, failures_matter: bool) -> list[str]:
        """What is not as it must be."""
        found = list(self.verdict)
        if not self.acknowledged:
            found.append("not one order was acknowledged")
        if failures_matter and self.total.failures > self.total.count / 100:
            found.append(f"{self.total.failures} of {self.total.count} requests failed")
        return found


def actions_in(file: Path) -> list[Action]:
    """The rows of Locust's statistics."""
    with file.open(newline="") as lines:
        return [
            Action(
                row["Name"],
                int(row["Request Count"]),
                int(row["Failure Count"]),
                *(_number(row[name]) for name in ("50%", "95%", "99%", "Requests/s")),
            )
            for row in csv.DictReader(lines)
        ]


def show(result: Result, console: Console) -> None:
    """At the terminal."""
    table = Table("action", "count", "failed", "p50 ms", "p95 ms", "p99 ms", "a second")
    for one in result.actions:
        figures = (one.count, one.failures, one.p50, one.p95, one.p99)
        table.add_row(one.name, *(f"{figure:.0f}" for figure in figures), f"{one.rate:.1f}")
    console.print(table)
    console.print(f"{result.acknowledged} orders acknowledged; {verdict_of(result)}", markup=False)


def keep(result: Result, folder: Path) -> Path:
    """Write the summary, and the verdict into the page."""
    (folder / "summary.json").write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False))
    page = folder / "report.html"
    text = page.read_text() if page.exists() else "<!doctype html><html><body></body></html>"
    head, body, rest = text.partition("<body>")
    page.write_text(head + body + _section(result) + rest)
    return page


def verdict_of(result: Result) -> str:
    """In a line."""
    return "the audit: " + ("; ".join(result.verdict) or "all is well")


def _section(result: Result) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.name)}</td><td>{one.count}</td><td>{one.failures}</td>"
        f"<td>{one.p50:.0f}</td><td>{one.p95:.0f}</td><td>{one.p99:.0f}</td></tr>"
        for one in result.actions
    )
    return (
        '<section style="font:15px/1.5 system-ui;max-width:1100px;margin:24px auto;padding:0 16px">'
        f"<h1>{escape(result.title)}</h1><p><strong>{escape(verdict_of(result))}</strong>"
        f" · {result.acknowledged} orders acknowledged</p>"
        '<table style="width:100%;text-align:right;border-collapse:collapse"><tr>'
        '<th style="text-align:left">Action</th><th>Count</th><th>Failed</th><th>p50 ms</th>'
        f"<th>p95 ms</th><th>p99 ms</th></tr>{rows}</table></section>"
    )


def _number(text: str) -> float:
    return float(text) if text not in ("", "N/A") else 0.0
