"""What the person at the terminal sees of long steps."""

import sys
from pathlib import Path

import pytest

from launch import terminal


def test_a_silent_step_is_heard_of_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "BEAT_SECONDS", 1)
    terminal.run_step(
        "Waiting",
        [sys.executable, "-c", "import time; time.sleep(1.3)"],
        folder=tmp_path,
        environment={},
        log_file=tmp_path / "log",
    )
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["  Waiting ...", "  Waiting ... 1 s"]
