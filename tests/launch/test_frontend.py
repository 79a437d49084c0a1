"""When the pages are built anew, and that what was built is bound to no port."""

import gzip
import shutil
from pathlib import Path

import pytest

from launch import frontend
from launch.errors import CannotStart

BUILT = (
    "var e={PING:`http://localhost:3000/ping`,EVENT:`ws://localhost:3000/_event`,"
    'UPLOAD:"http://localhost:3000/_upload",TRANSPORT:`websocket`};'
)
FREE = (
    "var e={PING:`${location.origin}/ping`,EVENT:`${location.origin.replace(/^http/,'ws')}/_event`,"
    "UPLOAD:`${location.origin}/_upload`,TRANSPORT:`websocket`};"
)


@pytest.fixture
def client(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    script = tmp_path / "assets" / "reflex-env-abc.js"
    script.write_text(BUILT)
    script.with_name("reflex-env-abc.js.gz").write_bytes(gzip.compress(BUILT.encode()))
    return tmp_path


def test_the_browser_asks_the_address_that_it_came_from(client: Path) -> None:
    frontend.free_the_port(client)
    assert (client / "assets" / "reflex-env-abc.js").read_text() == FREE
    packed = (client / "assets" / "reflex-env-abc.js.gz").read_bytes()
    assert gzip.decompress(packed).decode() == FREE


def test_a_build_with_no_address_to_free_is_an_error_not_a_dead_page(client: Path) -> None:
    frontend.free_the_port(client)
    with pytest.raises(CannotStart, match="has Reflex changed"):
        frontend.free_the_port(client)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ui", "assets", "launch"):
        (tmp_path / name).mkdir()
    for name in ("app.py", "rxconfig.py", "requirements.lock", "launch/frontend.py", "ui/page.py"):
        (tmp_path / name).write_text(f"# {name}")
    monkeypatch.setattr(frontend, "HOUSE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["app.py", "ui/page.py", "requirements.lock", "assets/new.css"])
def test_a_changed_source_is_a_new_build(sources: Path, name: str) -> None:
    before = frontend.fingerprint({})
    (sources / name).write_text("changed")
    assert frontend.fingerprint({}) != before


def test_a_moved_file_is_a_new_build(sources: Path) -> None:
    before = frontend.fingerprint({})
    shutil.move(sources / "ui" / "page.py", sources / "ui" / "other.py")
    assert frontend.fingerprint({}) != before


def test_what_the_build_itself_makes_is_none(sources: Path) -> None:
    before = frontend.fingerprint({"PORT": "3000"})
    for name in ("ui/__pycache__", "assets/external"):
        (sources / name).mkdir()
        (sources / name / "made").write_text("by the build")
    assert frontend.fingerprint({"PORT": "4000"}) == before
