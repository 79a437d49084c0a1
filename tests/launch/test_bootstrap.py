"""From nothing but Python: which one, and when everything stands already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch import bootstrap


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "requirements-dev.lock").write_text("one==1\ntwo==2\n")
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "HOUSE", os.fspath(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", os.fspath(venv))
    monkeypatch.setattr(bootstrap, "PYTHON", os.fspath(venv / "bin" / "python"))
    monkeypatch.setattr(bootstrap, "STAMP", os.fspath(venv / "allhours.json"))
    locks = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
    monkeypatch.setattr(
        bootstrap, "LOCKS", {kind: os.fspath(tmp_path / name) for kind, name in locks.items()}
    )
    return tmp_path


def test_nothing_is_done_while_the_lock_is_the_same(house: Path) -> None:
    assert not bootstrap.is_prepared("run")
    bootstrap.write_stamp("run")
    assert bootstrap.is_prepared("run")
    assert not bootstrap.is_prepared("dev")


def test_the_developers_tools_hold_what_the_house_needs(house: Path) -> None:
    bootstrap.write_stamp("dev")
    assert bootstrap.is_prepared("run")


def test_a_changed_lock_is_installed_again(house: Path) -> None:
    bootstrap.write_stamp("run")
    (house / "requirements.lock").write_text("one==2\n")
    assert not bootstrap.is_prepared("run")


def test_a_broken_or_moved_environment_is_made_again(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.write_stamp("run")
    monkeypatch.setattr(bootstrap, "VENV", "/elsewhere/.venv")
    assert not bootstrap.is_prepared("run")
    monkeypatch.undo()
    python = house / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert not bootstrap.works(os.fspath(python))


def fake_python(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    script = folder / name
    script.write_text(f"#!/bin/sh\necho {version}\n")
    script.chmod(0o755)
    return script


def test_a_newer_python_is_found_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(tmp_path / "bin", "python3.14", "3.9")  # a shim that lies
    newer = fake_python(tmp_path / "bin", "python3.12", "3.12")
    monkeypatch.setenv("PATH", os.fspath(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setattr(bootstrap.glob, "glob", lambda _pattern: [])
    assert bootstrap.newer_python() == os.fspath(newer)


def test_without_any_fitting_python_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        bootstrap.newer_python()


def test_it_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import launch.bootstrap"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def test_a_silent_installer_is_heard_of_in_between(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "BEAT_SECONDS", 1.05)
    silent = "import time; print('Installing collected packages: a', flush=True); time.sleep(0.7)"
    with subprocess.Popen(
        [sys.executable, "-c", silent], stdout=subprocess.PIPE, text=True
    ) as installer:
        assert bootstrap.follow(installer, 1) == ["Installing collected packages: a"]
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["  unpacking all of them ...", "  unpacking all of them ... 0 s"]
