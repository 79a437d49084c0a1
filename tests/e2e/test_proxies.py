"""The proxies' configurations in deploy/, as Caddy and nginx of the system's packages read them."""

import gzip
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from launch.frontend import CLIENT
from tests.e2e.strangers.socket import ReflexSocket
from tests.house import ROOT, House, free_port
from tests.launch.processes import eventually

FOREVER = "public, max-age=31536000, immutable"
PACKED = {"accept-encoding": "gzip"}


@dataclass
class Proxy:
    """A running proxy in front of a shop."""

    url: str
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def start_caddy(folder: Path, upstream: int) -> Proxy:
    program = found("caddy")
    port = free_port()
    told = {
        "ALLHOURS_SITE": f"http://localhost:{port}",
        "ALLHOURS_HOUSE": str(ROOT),
        "ALLHOURS_UPSTREAM": f"127.0.0.1:{upstream}",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    arguments = [program, "run", "--adapter", "caddyfile", "--config", ROOT / "deploy/Caddyfile"]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(arguments, env=os.environ | told, stdout=log, stderr=log)
    return Proxy(f"http://localhost:{port}", process)


def start_nginx(folder: Path, upstream: int) -> Proxy:
    """The lines marked HERE are changed as an operator would, and TLS is left out."""
    program = found("nginx")
    port = free_port()
    site = (ROOT / "deploy/nginx.conf").read_text()
    kept = [line for line in site.splitlines() if "ssl_certificate" not in line]
    for before, after in (
        ("443 ssl http2;", f"127.0.0.1:{port};"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("127.0.0.1:3000", f"127.0.0.1:{upstream}"),
        ("/srv/allhours", str(ROOT)),
        ("/var/log/nginx", str(folder)),
        ("server_name shop.example", "server_name localhost"),
    ):
        assert any(before in line for line in kept), before
        kept = [line.replace(before, after) for line in kept]
    (folder / "site.conf").write_text("\n".join(kept))
    (folder / "nginx.conf").write_text(
        ("user root;\n" if os.geteuid() == 0 else "")
        + f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        + "events {}\nhttp {\n  include /etc/nginx/mime.types;\n"
        + "".join(
            f"  {kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + "  include site.conf;\n}\n"
    )
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    return Proxy(f"http://localhost:{port}", process)


def found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


STARTS = {"caddy": start_caddy, "nginx": start_nginx}


@pytest.fixture(scope="module", params=list(STARTS))
def proxy_to(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[int], Proxy]]:
    running: list[Proxy] = []

    def start(upstream: int) -> Proxy:
        folder = tmp_path_factory.mktemp(request.param)
        proxy = STARTS[request.param](folder, upstream)
        running.append(proxy)
        eventually(lambda: answers(proxy.url))
        return proxy

    yield start
    for proxy in running:
        proxy.stop()


@pytest.fixture(scope="module")
def shop(proxy_to: Callable[[int], Proxy], house: House) -> str:
    return proxy_to(int(house.url.rpartition(":")[2])).url


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/favicon.ico").status_code < 500
    except httpx.TransportError:
        return False


def test_a_built_script_is_served_packed_and_kept_for_ever(shop: str) -> None:
    script = max((CLIENT / "assets").glob("*.js"), key=lambda file: file.stat().st_size)
    with httpx.stream("GET", f"{shop}/assets/{script.name}", headers=PACKED) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "javascript" in answer.headers["content-type"]
    assert gzip.decompress(packed) == script.read_bytes()
    assert len(packed) < script.stat().st_size / 2


def test_a_style_that_keeps_its_name_is_asked_for_again_after_an_hour(shop: str) -> None:
    answer = httpx.get(f"{shop}/style/base.css", headers=PACKED)
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["content-encoding"] == "gzip"


def test_what_was_never_built_is_not_found(shop: str) -> None:
    assert httpx.get(f"{shop}/assets/none-00000000.js").status_code == 404


def test_a_page_comes_from_the_shop_with_its_policy_and_packed(shop: str) -> None:
    slug = httpx.get(f"{shop}/api/v1/products").json()["items"][0]["slug"]
    answer = httpx.get(f"{shop}/p/{slug}", headers=PACKED, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert "script-src" in answer.headers["content-security-policy"]
    assert "application/ld+json" in answer.text


def test_an_order_goes_through(shop: str) -> None:
    unheard_of = httpx.get(f"{shop}/api/v1/orders/none")
    assert unheard_of.headers["content-type"] == "application/problem+json"
    assert "content-encoding" not in unheard_of.headers


def test_a_page_lives_through_it(shop: str) -> None:
    live = ReflexSocket(shop)
    assert any("is_hydrated" in frame for frame in live.heard)
    live.close()


class _Echo(BaseHTTPRequestHandler):
    """Answers with the headers that it was asked with."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): text for name, text in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def test_a_visitor_cannot_forge_where_they_come_from(proxy_to: Callable[[int], Proxy]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        url = proxy_to(upstream.server_port).url
        heard = httpx.get(f"{url}/api/echo", headers={"x-forwarded-for": "6.6.6.6"}).json()
        upstream.shutdown()
    assert heard["x-forwarded-for"] in ("127.0.0.1", "::1")
    assert heard["host"] == url.removeprefix("http://")
