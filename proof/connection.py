"""One HTTP connection that is kept open, without a library: what it costs must not be measured."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


class Broken(Exception):
    """No whole answer came: the connection was refused, reset, ended early or stayed silent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers that matter here, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """To 127.0.0.1; opened by the first request and again after each trouble."""

    def __init__(self, port: int, host: str = "localhost") -> None:
        self._port = port
        self._host = f"{host}:{port}"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        *,
        within: float = 10,
    ) -> Answer:
        """The whole answer. Raises Broken when none comes within so many seconds."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"host: {self._host}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if content:
            lines += ["content-type: application/json", f"content-length: {len(content)}"]
        message = "\r\n".join((*lines, "", "")).encode() + content
        try:
            async with asyncio.timeout(within):
                return await self._exchange(message)
        except (OSError, EOFError, TimeoutError, ValueError) as trouble:
            self.close()
            raise Broken(type(trouble).__name__) from trouble

    async def _exchange(self, message: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split(" ")[1]), headers, body)
