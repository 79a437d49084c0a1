"""The operator's command line: `python -m commerce --help`."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from commerce.catalog.search.reindexing import reindex as reindex_all
from commerce.db.session import dispose
from commerce.demo import logins as demo_logins
from commerce.demo.leftovers import leftovers
from commerce.demo.plenty import fill
from commerce.demo.progress import bar
from commerce.demo.seeding import seed as seed_demo
from commerce.jobs.worker import work
from commerce.logs import set_up_logs
from commerce.operations.auditing.command import audit_books
from commerce.operations.backups import command as backing_up
from commerce.operations.owners import make_owner_link, owner_awaited
from commerce.payments.registry import close_gateways
from commerce.settings import settings

app = typer.Typer(help="Run and look after an Allhours installation.", no_args_is_help=True)
console = Console()


app.command(name="audit")(audit_books)
app.command()(backing_up.backup)
app.command()(backing_up.backups)
app.command()(backing_up.restore)


@app.callback()
def before_all() -> None:
    """Run and look after an Allhours installation."""
    set_up_logs()


@app.command()
def seed(
    products: Annotated[
        int, typer.Option(min=0, max=5_000_000, help="Have so many made-up products besides.")
    ] = 0,
) -> None:
    """Fill the demo shop; what is there stays as it is."""

    async def run() -> int:
        try:
            with console.status("Filling the demo shop"):
                shop = await seed_demo()
            if not products:
                return 0
            with bar(console, "Making products") as progress:
                return await fill(shop, products, progress)
        finally:
            await dispose()

    if written := asyncio.run(run()):
        console.print(f"{written:,} products more")


@app.command()
def reindex() -> None:
    """Write what lists and search go by anew, after the cutting of words has changed."""

    async def run() -> int:
        try:
            with bar(console, "Indexing products") as progress:
                return await reindex_all(progress)
        finally:
            await dispose()

    console.print(f"{asyncio.run(run()):,} products indexed")


@app.command()
def logins() -> None:
    """Print the demo's addresses and log-ins."""
    demo_logins.show(console)


@app.command(name="owner-link")
def owner_link(
    email: Annotated[str, typer.Argument(help="The owner's e-mail.")],
    shop: Annotated[str, typer.Option(help="The new shop's name.")] = "My shop",
) -> None:
    """Print a one-time link with which the owner of a new shop sets a password."""

    async def run() -> str:
        try:
            return await make_owner_link(email, shop)
        finally:
            await dispose()

    console.print(asyncio.run(run()), soft_wrap=True)


@app.command()
def opening() -> None:
    """Before a shop opens in earnest: nothing of the demo is left, and somebody owns it."""

    async def run() -> str:
        try:
            if found := await leftovers():
                raise SystemExit("This database holds a demo:\n  " + "\n  ".join(found))
            if not await owner_awaited():
                return ""
            if email := settings().owner_email:
                return "The owner's one-time link: " + await make_owner_link(email, "My shop")
            return "Nobody owns this shop yet: python -m commerce owner-link you@example.com"
        finally:
            await dispose()

    console.print(asyncio.run(run()), soft_wrap=True)


@app.command()
def worker(
    concurrency: Annotated[int, typer.Option(help="Jobs at the same time.")] = 4,
) -> None:
    """Run jobs in a process of their own."""

    async def run() -> None:
        try:
            await work(concurrency=concurrency)
        finally:
            await close_gateways()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        console.print("stopped")


if __name__ == "__main__":
    app()
