"""The auditor's report, for people and for machines."""

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from commerce.operations.auditing.audit import Finding


def show(findings: Sequence[Finding], console: Console) -> None:
    """A line a rule, then each violation that was kept."""
    table = Table("rule", "what holds", "", "s", box=None, pad_edge=False)
    for finding in findings:
        verdict = (
            f"[red]{finding.violations} broken[/]" if finding.violations else "[green]holds[/]"
        )
        table.add_row(finding.rule.name, finding.rule.law, verdict, f"{finding.seconds:.1f}")
    console.print(table)
    for finding in findings:
        for one in finding.shown:
            said = f"{finding.rule.name}: {one.subject}: expected {one.expected}, found {one.found}"
            console.print(said, markup=False, highlight=False, soft_wrap=True)
        if finding.violations > len(finding.shown):
            rest = finding.violations - len(finding.shown)
            console.print(f"{finding.rule.name}: and {rest} more", highlight=False)
    console.print(summary(findings), highlight=False)


def summary(findings: Sequence[Finding]) -> str:
    """All of it in a line."""
    broken = [finding for finding in findings if finding.violations]
    if not broken:
        return f"The books are whole: {len(findings)} rules hold."
    total = sum(finding.violations for finding in broken)
    return f"The books are not whole: {total} violations of {len(broken)} rules."


def as_json(findings: Sequence[Finding]) -> str:
    """The same for machines."""
    rules = [
        {
            "rule": finding.rule.name,
            "law": finding.rule.law,
            "violations": finding.violations,
            "shown": [
                {"subject": one.subject, "expected": one.expected, "found": one.found}
                for one in finding.shown
            ],
            "seconds": round(finding.seconds, 3),
        }
        for finding in findings
    ]
    violations = sum(finding.violations for finding in findings)
    return json.dumps({"clean": not violations, "violations": violations, "rules": rules})
