"""The legs that write orders without HTTP: pgbench, and the writer in its own processes."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench import rows, sample, script, yardstick
from bench.figures import YARDSTICK, Figure
from bench.ground import Ground
from bench.inprocess import CALLERS
from bench.verdict import judge
from launch.house import HOUSE


@dataclass
class Written:
    """What stands in a leg's database afterwards."""

    orders: int = 0
    rows: dict[str, float] = field(default_factory=dict[str, float])
    verdict: str = ""


class Legs:
    """Runs legs, each on a database of its own."""

    def __init__(self, ground: Ground, folder: Path, seconds: int) -> None:
        self.ground = ground
        self.folder = folder
        self.seconds = seconds
        self.script = folder / "order.sql"
        self.script.write_text(script.script_of(self._sample()))

    def pgbench(self, round_: int, shape: str, skus: int) -> list[Figure]:
        """The yardstick: the best of all widths."""
        with self.database("pgbench") as (name, written):
            url = self.ground.plain_url(name)
            widths = yardstick.sweep(url, self.script, skus, max(1, self.seconds // 3))
        if written.orders != sum(width.orders for width in widths):
            raise SystemExit("pgbench says that it wrote other orders than there are")
        best = yardstick.best(widths)
        tried = {str(width.clients): width.rate for width in widths}
        details = {"clients": best.clients, "by_clients": tried}
        return [Figure(YARDSTICK, shape, round_, best.rate, written.verdict, written.rows, details)]

    def writer(self, round_: int, shape: str, skus: int, processes: int) -> list[Figure]:
        """The shop's writer, `processes` times, each with its own connection and callers."""
        acknowledged = self.fresh_file("acknowledged.jsonl")
        with self.database("writer", acknowledged) as (name, written):
            results = self._write(name, skus, processes, acknowledged)
        rate = sum(result["orders"] / result["seconds"] for result in results)
        cpu = sum(r["cpu_seconds"] for r in results) / sum(r["orders"] for r in results)
        details = {"callers": CALLERS * processes, "python_us_an_order": round(cpu * 1e6, 1)}
        what = f"writer, {processes} process" + ("es" if processes > 1 else "")
        return [Figure(what, shape, round_, rate, written.verdict, written.rows, details)]

    def _write(
        self, database: str, skus: int, processes: int, acknowledged: Path
    ) -> list[dict[str, float]]:
        command = [sys.executable, "-m", "bench.inprocess", str(self.seconds), str(skus)]
        environment = self.ground.environment(database)
        running = [
            subprocess.Popen(  # noqa: S603 - our own module
                [*command, f"{acknowledged}"],
                cwd=HOUSE,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
        for word in ("ready", ""):
            for process in running:
                self._hear(process, word)
        results = [json.loads(self._line(process)) for process in running]
        for process in running:
            process.wait(30)
        return results

    def _hear(self, process: "subprocess.Popen[str]", word: str) -> None:
        """First wait for each to be ready, then let all begin."""
        if word and self._line(process).strip() != word:
            raise SystemExit("A writing process did not come to begin")
        if not word and process.stdin:
            process.stdin.write("begin\n")
            process.stdin.flush()

    def _line(self, process: "subprocess.Popen[str]") -> str:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise SystemExit("A writing process ended before its time")
        return line

    @contextmanager
    def database(
        self, name: str, acknowledged: Path | None = None
    ) -> Generator[tuple[str, Written]]:
        """A fresh database; afterwards what was written into it is counted and audited."""
        written = Written()
        with (
            self.ground.database(name),
            psycopg.connect(self.ground.plain_url(name), autocommit=True) as connection,
        ):
            before = rows.count(connection)
            yield name, written
            after = rows.count(connection)
            written.orders = after.rows["orders"] - before.rows["orders"]
            written.rows = rows.written(before, after)
            written.verdict = judge(self.ground.environment(name), acknowledged)

    def fresh_file(self, name: str) -> Path:
        """An empty file for acknowledgements."""
        file = self.folder / name
        file.unlink(missing_ok=True)
        file.touch()
        return file

    def _sample(self) -> list[sample.SampleRow]:
        with self.ground.database("sample") as name:
            done = subprocess.run(
                [sys.executable, "-m", "bench.sample"],
                cwd=HOUSE,
                env=self.ground.environment(name),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise SystemExit(f"The writer wrote no sample order: {done.stderr[-2000:]}")
        return sample.read(done.stdout)
