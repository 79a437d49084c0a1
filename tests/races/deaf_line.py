"""A line to the database that can go deaf: it carries the commit there and loses the answer.

It stands between psycopg and the server's socket and speaks no protocol of its own: the bytes are
those of the real server, which has committed when they come by.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

COMMITTED = b"C\0\0\0\x0bCOMMIT\0"  # the server's CommandComplete
MOST = 65_536


@dataclass
class DeafLine:
    """`deaf`: the next answer to a commit is lost, and nobody gets through until it hears again."""

    server: Path
    deaf: bool = False
    lost: int = 0
    _carrying: set["asyncio.Task[None]"] = field(default_factory=set["asyncio.Task[None]"])

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.deaf and self.lost:  # the line is down until it hears again
            writer.close()
            return
        upstream, downstream = await asyncio.open_unix_connection(str(self.server))
        there = asyncio.create_task(_pass_on(reader, downstream))
        self._carrying.add(there)
        there.add_done_callback(self._carrying.discard)
        try:
            while got := await upstream.read(MOST):
                if self.deaf and COMMITTED in got:
                    self.lost += 1
                    break
                writer.write(got)
                await writer.drain()
        finally:
            there.cancel()
            writer.close()
            downstream.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while got := await reader.read(MOST):
            writer.write(got)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def deaf_line(database_url: str, folder: Path) -> AsyncIterator[tuple[DeafLine, str]]:
    """The line, and the URL that leads through it."""
    asked = parse_qs(urlsplit(database_url).query)
    host, port = asked["host"][0], asked.get("port", ["5432"])[0]
    name = f".s.PGSQL.{port}"
    line = DeafLine(Path(host) / name)
    server = await asyncio.start_unix_server(line.carry, folder / name)
    try:
        yield line, database_url.replace(quote(host, safe=""), quote(str(folder), safe=""))
    finally:
        server.close()
