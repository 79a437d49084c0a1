"""`python -m commerce audit`: exit code 0 when the books are whole, 1 when not, 2 when it broke."""

from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.console import Console

from commerce.operations.auditing import report
from commerce.operations.auditing.acknowledgements import Unreadable
from commerce.operations.auditing.audit import SHOWN, Finding, audit

console = Console()
errors = Console(stderr=True)


def audit_books(
    acknowledged: Annotated[
        Path | None, typer.Option(help="JSON lines of orders that callers were told of.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    shown: Annotated[int, typer.Option(min=0, help="Violations of a rule to name.")] = SHOWN,
) -> None:
    """Look whether the books are whole, at any time; changes nothing."""
    try:
        findings = _watched(acknowledged, shown)
    except (psycopg.Error, OSError, Unreadable) as broken:
        errors.print(f"The audit could not be done: {broken}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(report.as_json(findings))
    else:
        report.show(findings, console)
    raise typer.Exit(1 if any(finding.violations for finding in findings) else 0)


def _watched(acknowledged: Path | None, shown: int) -> list[Finding]:
    with errors.status("Opening the books") as status:
        return audit(acknowledged, shown=shown, heard=lambda rule: status.update(rule.law))
