"""The script for pgbench: the sample order's transaction, one statement after another.

What differs between orders is made new in each transaction; all else is what the writer wrote.
As in the writer the level is taken first, since that decides whether there is an order at all.
`level_last` writes all else before: kinder to many clients at one level, but no shop that may
run out could do it, unless it undoes its inserts then.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from bench.ground import PRODUCT, SKU, VARIANT
from bench.sample import Column, SampleRow

JOB_EVERY = 256  # orders: the writer defers one job a batch, so pgbench is let off as lightly
NUMBER = "lpad(upper(to_hex(:serial::bigint)), 12, '0')"
RANDOM_BYTES = frozenset({"request_hash", "phone_index", "email_index"})
JOBS = "procrastinate_jobs"
JOBS_LOG = "procrastinate_events"  # written by triggers of the former
LEVEL = "stock"
FIRST = "order_numbers"  # its INSERT makes the id that the other rows carry
MOMENTS = re.compile(r"timestamp")


class NoRecipe(Exception):
    """The writer wrote a row that this script does not know how to vary."""


class _Script:
    """Values of the sample order, and what stands in their place in the script."""

    def __init__(self, sample: Sequence[SampleRow]) -> None:
        by_table = {row.table: row for row in sample}
        order, line = by_table["orders"], by_table["order_lines"]
        self.placed_at = datetime.fromisoformat(order.text("placed_at"))
        self.order_id = order.text("id")
        self.known = {
            self.order_id: ":order_id",
            order.text("number"): ":number",
            line.text("variant_id"): VARIANT.format(n=":sku::int"),
            line.text("product_id"): PRODUCT.format(n=":sku::int"),
            line.text("sku"): SKU.format(n=":sku::text"),
        }
        key = by_table["idempotency_keys"].text("key")
        self.known[key] = "replace(gen_random_uuid()::text, '-', '')"
        self.taken = int(line.text("quantity"))

    def insert(self, row: SampleRow) -> str:
        columns = [column for column in row.columns if column.text is not None]
        names = ", ".join(column.name for column in columns)
        values = ", ".join(self.value(row.table, column) for column in columns)
        returning = " RETURNING order_id, number \\gset" if row.table == FIRST else ";"
        return f"INSERT INTO {row.table} ({names}) VALUES ({values}){returning}"  # noqa: S608

    def value(self, table: str, column: Column) -> str:
        text = column.text or ""
        if table == FIRST and column.name in ("order_id", "number"):
            return "uuidv7()" if column.name == "order_id" else NUMBER
        if text in self.known:
            return self.known[text]
        if column.name in RANDOM_BYTES:
            salted = f"sha256((:serial::bigint || '{column.name}')::text::bytea)"
            return f"substr({salted}, 1, {len(text.removeprefix(chr(92) + 'x')) // 2})"
        if column.kind == "uuid" and column.name == "id":
            return "uuidv7()"
        if MOMENTS.match(column.kind):
            after = round((datetime.fromisoformat(text) - self.placed_at).total_seconds())
            return f"now() + interval '{after} seconds'" if after else "now()"
        if self.order_id in text:
            raise NoRecipe(f"{table}.{column.name}")
        return quoted(text)

    def level(self) -> str:
        variant = VARIANT.format(n=":sku::int")
        return (
            f"UPDATE {LEVEL} SET available = available - {self.taken} WHERE variant_id = {variant};"  # noqa: S608
        )

    def job(self, row: SampleRow) -> list[str]:
        """The job, in one transaction of many; its arguments name this order alone."""
        columns = {column.name: column for column in row.columns}
        arguments = quoted(row.text("args"))
        for known in (self.order_id,):
            arguments = f"replace({arguments}, {quoted(known)}, :order_id::text)"
        names = ("queue_name", "task_name", "priority", "status")
        values = ", ".join(quoted(columns[name].text or "") for name in names)
        insert = f"INSERT INTO {JOBS} ({', '.join(names)}, args)"
        return [
            f"\\set turn random(1, {JOB_EVERY})",
            "\\if :turn = 1",
            f"{insert} VALUES ({values}, {arguments}::jsonb);",
            "\\endif",
        ]


def script_of(sample: Sequence[SampleRow], *, level_last: bool = False) -> str:
    """The whole script. `skus` is given on the command line: 1 is one hot SKU."""
    made = _Script(sample)
    inserted = sorted(
        (row for row in sample if row.table not in (LEVEL, JOBS, JOBS_LOG)),
        key=lambda row: row.table != FIRST,
    )
    jobs = [line for row in sample if row.table == JOBS for line in made.job(row)]
    return "\n".join(
        [
            "\\set sku random(1, :skus)",
            "\\set serial random(1, 281474976710655)",
            "BEGIN;",
            *([] if level_last else [made.level()]),
            *(made.insert(row) for row in inserted),
            *jobs,
            *([made.level()] if level_last else []),
            "COMMIT;",
            "",
        ]
    )


def quoted(text: str) -> str:
    """A literal in which pgbench sees no variable: it takes ':name' for one anywhere."""
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3A")
    return f"E'{escaped}'"
