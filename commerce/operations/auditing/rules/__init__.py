"""The rules: each module here holds some in `RULES`, and is found by being there."""

from importlib import import_module
from pkgutil import iter_modules

from commerce.operations.auditing.rule import Rule


def all_rules() -> list[Rule]:
    """Every rule, file by file."""
    found: list[Rule] = []
    for module in iter_modules(__path__):
        found.extend(import_module(f"{__name__}.{module.name}").RULES)
    return found
