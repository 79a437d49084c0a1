"""What the auditor says of a leg's database."""

from collections.abc import Mapping
from pathlib import Path


def judge(environment: Mapping[str, str], acknowledged: Path | None) -> str:
    """In a word or two, for the table. (The auditor itself is not there yet.)"""
    del environment, acknowledged
    return ""
