"""`python -m proof.browsing URL PEOPLE SECONDS PACE`: shoppers in a process of their own.

Says "open" once all pages are, and at the end how many pages were turned.
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import cast

from proof.pages import Pages
from proof.product import Product
from tests.house import House


async def browse(url: str, people: int, seconds: float, pace: float) -> None:
    nobody = cast("subprocess.Popen[str]", None)  # the house is another process's to stop
    async with Pages(Product(House(url, Path(), nobody)), people) as pages:
        print("open", flush=True)  # noqa: T201 - the process that started us reads it
        print(await pages.browse(seconds, pace), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(browse(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
