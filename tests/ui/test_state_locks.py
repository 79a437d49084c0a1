"""No State waits for its lock while it holds a connection of the pool.

Who holds the lock may be waiting for a connection: with all of them held so, the shop stands still.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT

GUARDS = {"visiting", "customer_at", "staff_at", "transaction"}
INSIDE = """
async def follow(self):
    async with visiting(self) as at:
        page = await read(at)
        async with self:
            self.page = page
"""
AFTER = """
async def follow(self):
    async with visiting(self) as at:
        page = await read(at)
    async with self:
        self.page = page
"""


def _entered(block: ast.AsyncWith) -> set[str]:
    return {ast.unparse(item.context_expr).partition("(")[0] for item in block.items}


def locked_inside(source: str) -> Iterator[int]:
    """Lines that lock the state within a transaction."""
    for block in ast.walk(ast.parse(source)):
        if isinstance(block, ast.AsyncWith) and _entered(block) & GUARDS:
            for inner in ast.walk(block):
                if isinstance(inner, ast.AsyncWith) and "self" in _entered(inner):
                    yield inner.lineno


def test_a_lock_inside_a_transaction_is_found() -> None:
    assert list(locked_inside(INSIDE)) == [5]
    assert list(locked_inside(AFTER)) == []


def test_no_state_locks_itself_inside_a_transaction() -> None:
    files = [file for face in ("storefront", "admin") for file in Path(ROOT / face).rglob("*.py")]
    assert len(files) > 50
    found = {
        str(f.relative_to(ROOT)): lines for f in files if (lines := [*locked_inside(f.read_text())])
    }
    assert found == {}
