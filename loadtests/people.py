"""What all of Locust's users share: cookies of their own, timed steps, acknowledgements."""

import json
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TextIO

from locust import FastHttpUser

from loadtests.tab import Refused, Tab

LEGITIMATE = ("out_of_stock", "busy", "too_many_requests", "too_many_unpaid", "price_changed")
_files: dict[str, TextIO] = {}


class Person(FastHttpUser):
    """Somebody with a browser or a program."""

    abstract = True
    network_timeout = 30.0
    connection_timeout = 30.0

    def new_tab(self) -> Tab:
        """A tab of a browser that has never been here."""
        self.client.cookiejar.clear()
        return Tab(Web(self))

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Time one step of a person's; a refusal that a shop may give is counted by its code."""
        began, trouble = time.perf_counter(), None
        try:
            yield
        except Refused as refused:
            if not str(refused).startswith(LEGITIMATE):
                trouble = refused
            name = f"{name}: {str(refused)[:40]}"
            raise
        except Exception as broke:
            trouble = broke
            raise
        finally:
            self.environment.events.request.fire(
                request_type="socket",
                name=name,
                response_time=(time.perf_counter() - began) * 1000,
                response_length=0,
                exception=trouble,
                context={},
            )

    def acknowledged(self, number: str, key: str, total: int | None, *, paid: bool) -> None:
        """Note what the shop promised; the auditor asks for it at the end."""
        line: dict[str, Any] = {"number": number, "key": key, "paid": paid}
        if total is not None:
            line["total"] = total
        path = os.environ.get("LOAD_ACKNOWLEDGED", os.devnull)
        if path not in _files:
            _files[path] = open(path, "a", buffering=1, encoding="utf-8")  # noqa: SIM115, PTH123
        _files[path].write(json.dumps(line) + "\n")

    def on_stop(self) -> None:
        """Nothing is left open."""


class Web:
    """A browser's HTTP, with Locust's client."""

    def __init__(self, person: Person) -> None:
        self._client = person.client
        self.host = (person.host or "").rstrip("/")

    def get(self, path: str, name: str) -> str:
        answer = self._client.get(path, name=name, headers={"accept": "text/html"})
        answer.raise_for_status()
        return answer.text or ""

    def script(self, path: str) -> str:
        return self._client.get(path, name="scripts").text or ""

    def cookies(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self._client.cookiejar)
