"""`python -m commerce backup | backups | restore`: 0 done, 1 not whole, 2 not done, 3 another runs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console
from sqlalchemy.engine import make_url

from commerce.db.session import dispose
from commerce.operations.auditing import report
from commerce.operations.backups import telling
from commerce.operations.backups.errors import BackupBusy
from commerce.operations.backups.restoring import restore as restore_into
from commerce.operations.backups.running import TROUBLES, back_up, prove, said
from commerce.operations.backups.stores import chosen, store_at, stores
from commerce.operations.backups.targets import sister
from commerce.operations.backups.tasks import BROKEN, BUSY, TROUBLE
from commerce.settings import settings

console = Console()
errors = Console(stderr=True)
Done = TypeVar("Done")
ByClock = Annotated[bool, typer.Option("--by-clock", hidden=True, help="Tell owners of failures.")]
Name = Annotated[str, typer.Argument(help="Which one; `backups` lists them.")]


def backup(
    with_key: Annotated[
        bool,
        typer.Option("--with-key", help="Put secret.key in as well: who has it reads everything."),
    ] = False,
    by_clock: ByClock = False,
) -> None:
    """Back up the whole database while orders come in: to the folder, and the bucket if one is set."""
    began = time.monotonic()
    row = _done("backup", lambda told: back_up(told, with_key=with_key), tell=by_clock)
    console.print(
        f"{row.name}: {row.row_count:,} rows, {row.size / 1e6:,.1f} MB in {', '.join(row.places)}, "
        f"{time.monotonic() - began:.1f} s",
        highlight=False,
        soft_wrap=True,
    )


def backups() -> None:
    """List what is there, in each place."""
    try:
        for store in stores(settings()):
            for one in store.manifests():
                taken = f"{one.taken_at:%Y-%m-%d %H:%M:%S}"
                size = f"{one.size / 1e6:,.1f} MB"
                line = (store.name, one.name, taken, f"{one.rows:,} rows", size, one.migration)
                console.print("  ".join(line), highlight=False, soft_wrap=True)
    except TROUBLES as trouble:
        _end(said(trouble), TROUBLE)


def restore(
    name: Name = "newest",
    place: Annotated[
        str, typer.Option("--from", help="folder, s3, or the path of a folder with backups.")
    ] = "folder",
    into: Annotated[
        str, typer.Option(help="A database's name on the same server, or a URL; else the shop's.")
    ] = "",
    other_key: Annotated[
        bool, typer.Option("--other-key", help="Although what it sealed cannot be read here.")
    ] = False,
    proof: Annotated[
        bool,
        typer.Option("--prove", help="Only prove it: in a scratch database, dropped at the end."),
    ] = False,
    by_clock: ByClock = False,
) -> None:
    """Restore a backup into an empty database, bring it up to date, audit it."""
    began = time.monotonic()
    if proof:
        row = _done("proof", prove, tell=by_clock)
        seconds = time.monotonic() - began
        console.print(
            f"{row.backup_name} was restored: {row.row_count:,} rows as they were, {row.rules} rules "
            f"hold, {seconds:.1f} s",
            highlight=False,
            soft_wrap=True,
        )
        return
    _restore(name, place, into, other_key=other_key)


def _restore(name: str, place: str, into: str, *, other_key: bool) -> None:
    began = time.monotonic()
    try:
        with errors.status("Looking") as status:
            store = store_at(settings(), place)
            manifest = chosen(store, name)
            url = _target(into)
            done = restore_into(store, manifest, url, status.update, other_key=other_key)
    except TROUBLES as trouble:
        _end(said(trouble), TROUBLE)
    report.show(done.findings, console)
    where = make_url(url).render_as_string(hide_password=True)
    seconds = time.monotonic() - began
    console.print(
        f"{manifest.name} of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC: {manifest.rows:,} rows as they "
        f"were, in {where}, {seconds:.1f} s",
        highlight=False,
        soft_wrap=True,
    )
    if done.broken:
        raise typer.Exit(BROKEN)


def _target(into: str) -> str:
    if not into:
        return settings().database_url
    if "://" in into:
        return into.replace("postgres://", "postgresql://", 1).replace(
            "postgresql://", "postgresql+psycopg://", 1
        )
    return sister(into)


def _done(
    what: str, work: Callable[[Callable[[str], None]], Awaitable[Done]], *, tell: bool
) -> Done:
    async def run(told: Callable[[str], None]) -> Done:
        try:
            return await work(told)
        except BackupBusy:
            raise
        except TROUBLES as trouble:
            if tell:
                await telling.tell_owners(what, said(trouble))
            raise
        finally:
            await dispose()

    try:
        with errors.status("Beginning") as status:
            return asyncio.run(run(status.update))
    except BackupBusy as busy:
        _end(str(busy), BUSY)
    except TROUBLES as trouble:
        _end(said(trouble), TROUBLE)


def _end(why: str, code: int) -> NoReturn:
    errors.print(why, markup=False, soft_wrap=True)
    raise typer.Exit(code)
