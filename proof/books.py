"""The audit after each leg: our own count of lost and doubled orders, and the house's auditor."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from proof.buyers import acknowledged_in
from proof.product import Product
from tests.house import ROOT

LOST = """
SELECT count(*) FROM unnest(%(numbers)s::text[]) AS told (number)
LEFT JOIN order_numbers AS kept ON kept.number = told.number
LEFT JOIN orders ON orders.id = kept.order_id
WHERE orders.id IS NULL
"""
DOUBLED = """
SELECT count(*) FROM (
    SELECT contact_name FROM orders WHERE contact_name LIKE 'Proof %%'
    GROUP BY contact_name HAVING count(*) > 1
) AS twice
"""


@dataclass(frozen=True)
class Verdict:
    """What stands in the books, beside what the buyers were told."""

    acknowledged: int
    lost: int
    doubled: int
    complaints: list[str] = field(default_factory=list[str])

    def failures(self) -> list[str]:
        found = [f"{self.lost} acknowledged orders lost"] if self.lost else []
        found += [f"{self.doubled} orders doubled"] if self.doubled else []
        return found + self.complaints


def audit(product: Product) -> Verdict:
    """Compare all that was ever acknowledged with the database."""
    told = acknowledged_in(product.acknowledgements)
    numbers = [str(line["number"]) for line in told]
    with psycopg.connect(product.database_url) as connection:
        lost = _one(connection, LOST, {"numbers": numbers})
        doubled = _one(connection, DOUBLED, {})
    told_twice = len({(line["key"], line["number"]) for line in told}) - len(
        {line["key"] for line in told}
    )
    return Verdict(
        len(numbers),
        lost,
        doubled + told_twice,
        ask_auditor(product.house.environment(), product.acknowledgements),
    )


def _one(
    connection: "psycopg.Connection[tuple[int]]", question: str, given: dict[str, object]
) -> int:
    row = connection.execute(question, given).fetchone()  # pyright: ignore[reportArgumentType]
    return row[0] if row else 0


def ask_auditor(environment: Mapping[str, str], acknowledged: Path) -> list[str]:
    """`python -m commerce audit`; nothing when all is well, else what it printed."""
    command = [sys.executable, "-m", "commerce", "audit", "--acknowledged"]
    done = subprocess.run(
        [*command, acknowledged],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return []
    said = (done.stdout + done.stderr).strip().splitlines()
    return [f"the audit: {line}" for line in said[-12:]]
