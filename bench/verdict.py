"""What the auditor says of a leg's database."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from launch.house import HOUSE


def judge(environment: Mapping[str, str], acknowledged: Path | None) -> str:
    """In a word or two, for the table: 'whole', or which rules are broken and how often."""
    command = [sys.executable, "-m", "commerce", "audit", "--json", "--shown", "1"]
    command += ["--acknowledged", str(acknowledged)] if acknowledged else []
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=HOUSE, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        return "no audit: " + done.stderr.strip()[-200:]
    broken = [rule for rule in json.loads(done.stdout)["rules"] if rule["violations"]]
    told = (f"{rule['rule']} {rule['violations']} ({rule['shown'][0]})" for rule in broken)
    return "; ".join(told) or "whole"
