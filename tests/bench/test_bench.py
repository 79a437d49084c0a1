"""The bench itself: what it sums up, what it draws, and that a very short run still runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report
from bench.chart import chart
from bench.figures import Figure, summed_up
from bench.options import Options, read
from bench.search_legs import PRODUCTS, SHAPE
from bench.table import table
from launch.house import HOUSE


def a_round(n: int, pgbench: float, http: float) -> list[Figure]:
    return [Figure("pgbench", "hot", n, pgbench), Figure("HTTP", "hot", n, http)]


def test_ratios_are_taken_within_a_round_and_then_their_median() -> None:
    yardstick, http = summed_up(
        [*a_round(1, 100, 800), *a_round(2, 200, 800), *a_round(3, 50, 1000)]
    )
    assert (yardstick.rate, yardstick.ratio) == (100, 1)
    assert (http.rate, http.ratio, http.lowest, http.highest) == (800, 8, 800, 1000)
    assert http.judged == "aim"


@pytest.mark.parametrize(("http", "judged"), [(800, "aim"), (500, "least"), (499, "missed")])
def test_a_ratio_is_judged_by_its_aim(http: float, judged: str) -> None:
    assert summed_up(a_round(1, 100, http))[1].judged == judged


@pytest.mark.parametrize(("placed", "judged"), [(500, "aim"), (499, "missed")])
def test_what_a_socket_sells_is_judged_by_what_it_could_say(placed: float, judged: str) -> None:
    trivial, place = (
        Figure("trivial event", "socket", 1, 1000),
        Figure("place order", "socket", 1, placed),
    )
    one, other = summed_up([*a_round(1, 100, 800), trivial, place])[2:]
    assert (one.ratio, other.ratio, other.judged) == (1, placed / 1000, judged)


def test_verdicts_stand_beside_their_figures() -> None:
    [one] = summed_up([Figure("HTTP", "hot", 1, 9, "whole"), Figure("HTTP", "hot", 2, 9, "whole")])
    assert table([one]).endswith("whole")


def test_the_chart_names_each_bar() -> None:
    drawn = chart(summed_up(a_round(1, 100, 800)))
    assert drawn.count("<rect") == 2
    assert "800  (8.0x)" in drawn


def a_search(p95: float) -> Figure:
    told = {"p50_ms": 9.0, "p95_ms": p95, "made_seconds": 61.0, "slowest": {"tea": 40.2}}
    return Figure("search", SHAPE, 1, 100, details=told)


def kept(folder: Path, *figures: Figure) -> str:
    """What stands in docs/ after a run that measured these."""
    asked = Options(1, 6, (), folder / "reports", keep=True)
    report.write(asked, report.facts_of(asked, 1), figures, summed_up(figures))
    return (folder / "docs" / "bench.md").read_text()


def test_each_run_keeps_what_the_page_says_of_legs_that_it_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "HOUSE", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bench.md").write_text("# Before\n")
    assert "Before" in (searched := kept(tmp_path, a_search(40.5)))
    assert f"--products {PRODUCTS}" in searched
    assert " 40.5 " in searched
    assert "reached" in searched
    page = kept(tmp_path, *a_round(1, 100, 800))
    assert "Before" not in page
    assert page.endswith(searched.partition("## ")[2])
    assert page.count("## Finding things") == 1
    assert "missed" in kept(tmp_path, a_search(50.5))


def test_an_unknown_leg_is_refused() -> None:
    with pytest.raises(SystemExit):
        read(["--legs", "hot,warm"])


def test_a_short_run_measures_and_reports(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--rounds", "1", "--seconds", "1"]
    done = subprocess.run(
        [*command, "--legs", "hot", "--reports", str(tmp_path)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "bench.json").read_text())
    assert [one["what"] for one in told["figures"]] == [
        "pgbench",
        "writer, 1 process",
        "writer, 2 processes",
        "HTTP",
    ]
    once = {"orders", "order_lines", "order_events", "order_numbers", "idempotency_keys"}
    for figure in told["figures"]:
        assert figure["rate"] > 0
        assert {figure["rows"][name] for name in once | {"stock_ledger", "units taken"}} == {1.0}
