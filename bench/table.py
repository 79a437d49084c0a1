"""The figures as people read them: a table in the terminal, JSON in a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bench.figures import Figure, Summary

HEADS = ("", "shape", "a second", "range", "ratio", "p50 ms", "p95 ms", "aim", "", "audit")
WORDS = {"aim": "reached", "least": "at least", "missed": "missed", "": ""}


def table(summaries: Sequence[Summary]) -> str:
    """The summaries, a line each."""
    return lined_up([HEADS, *(_cells(summary) for summary in summaries)])


def rows_table(summaries: Sequence[Summary]) -> str:
    """Rows an order in each table: what shows that all wrote the same."""
    wrote = [summary for summary in summaries if summary.rows]
    names = list(dict.fromkeys(name for summary in wrote for name in summary.rows))
    heads = ("rows an order", *(f"{summary.what}, {summary.shape}" for summary in wrote))
    lines = [(name, *(_number(summary.rows.get(name, 0)) for summary in wrote)) for name in names]
    return lined_up([heads, *lines])


def as_json(facts: Mapping[str, object], figures: Sequence[Figure], sums: Sequence[Summary]) -> str:
    """Everything, for machines: the run's facts, each leg of each round, the summaries."""
    content = {
        **facts,
        "summaries": [asdict(one) | {"judged": one.judged} for one in sums],
        "figures": [asdict(figure) for figure in figures],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def lined_up(lines: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; all but the first are flush right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(one: Summary) -> tuple[str, ...]:
    aim = "" if one.aim is None else f"{one.aim:,g} ({one.least:,g})"
    return (
        one.what,
        one.shape,
        f"{one.rate:,.0f}",
        f"{one.lowest:,.0f}-{one.highest:,.0f}",
        "" if one.ratio is None else f"{one.ratio:.2f}",
        "" if one.p50_ms is None else f"{one.p50_ms:,.1f}",
        "" if one.p95_ms is None else f"{one.p95_ms:,.1f}",
        aim,
        WORDS[one.judged],
        "; ".join(one.verdicts),
    )


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.4f}"
