"""What the proof found: a table at the terminal, and the last one kept under docs/proof/."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from proof.legs import Leg
from proof.trial import Outcome
from tests.house import ROOT

KEPT = ROOT / "docs" / "proof" / "faults.md"
HEAD = """# The last proof

`make proof` starts the product with two web workers, loads it, breaks a part of it, and audits. \
{when}, 2 cores.

| leg | what was seen | verdict |
| --- | --- | --- |
"""
APART = """# The last proof of {name}

{title}. `make proof LEG={name}`, {when}, 2 cores: {verdict}.

| what | figure |
| --- | --- |
"""


def show(results: list[tuple[Leg, Outcome]], console: Console) -> None:
    """One row a leg."""
    table = Table("leg", "what was seen", "verdict", show_lines=True)
    for leg, outcome in results:
        seen = "\n".join(f"{name}: {figure}" for name, figure in outcome.figures.items())
        table.add_row(leg.title, seen, _verdict(outcome))
    console.print(table)


def keep(results: list[tuple[Leg, Outcome]], file: Path = KEPT) -> None:
    """Write the table where the next reader looks for it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = (
        f"| {leg.title} | {'; '.join(f'{n}: {f}' for n, f in outcome.figures.items())} "
        f"| {_verdict(outcome)} |\n"
        for leg, outcome in results
    )
    file.write_text(HEAD.format(when=datetime.now(UTC).date().isoformat()) + "".join(rows))


def keep_apart(leg: Leg, outcome: Outcome, folder: Path = KEPT.parent) -> None:
    """The same for a leg with a file of its own: a row a figure."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [f"| {name} | {figure} |\n" for name, figure in outcome.figures.items()]
    when = datetime.now(UTC).date().isoformat()
    head = APART.format(title=leg.title, name=leg.name, when=when, verdict=_verdict(outcome))
    (folder / f"{leg.name}.md").write_text(head + "".join(rows))


def _verdict(outcome: Outcome) -> str:
    return "failed: " + "; ".join(outcome.failures) if outcome.failures else "holds"
