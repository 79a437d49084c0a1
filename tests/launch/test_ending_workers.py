"""The real web server is told to end with orders in its queue: each is answered truly."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from commerce.db.session import Session, transaction
from commerce.ids import new_id
from commerce.orders.models import IdempotencyKey
from launch.frontend import serving_environment
from launch.supervisor import answer_of
from tests.builders import BuiltShop, a_product, a_shop, an_order_body, stock_of
from tests.house import free_port
from tests.launch.processes import HOUSE, eventually

pytestmark = pytest.mark.usefixtures("shop_database")
ORDERS, PIECES = 40, 1_000


def start(database_url: str, folder: Path, port: int) -> "subprocess.Popen[bytes]":
    told = {
        "ALLHOURS_MODE": "test",
        "ALLHOURS_SECRET_KEY": "a key for tests",
        "ALLHOURS_DATA_DIR": os.fspath(folder),
        "ALLHOURS_JOBS": "apart",
        "ALLHOURS_RATE_LIMITS": "off",
        "DATABASE_URL": database_url,
        "WORKERS": "1",
        "PORT": str(port),
    }
    serving = serving_environment(redis=False) | {"__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false"}
    command = [sys.executable, "-m", "launch.serve"]
    return subprocess.Popen(command, cwd=HOUSE, env=os.environ | serving | told)


async def buy(client: httpx.AsyncClient, key: str) -> int:
    """The status; 0 when there was no answer."""
    headers = {"idempotency-key": key}
    try:
        answer = await client.post("/api/v1/orders", json=an_order_body(), headers=headers)
    except httpx.TransportError:
        return 0
    return answer.status_code


async def keys_in(shop: BuiltShop) -> set[str]:
    async with transaction(shop.id) as session:
        return set((await session.exec(select(col(IdempotencyKey.key)))).all())


async def test_orders_in_the_queue_are_acknowledged_and_stand_or_are_refused(
    shop_database: str, tmp_path: Path
) -> None:
    shop, port = await a_product(await a_shop(), stock=PIECES), free_port()
    main = start(shop_database, tmp_path, port)
    try:
        await asyncio.to_thread(
            eventually, lambda: "200" in answer_of(("127.0.0.1", port), "/health/ready"), seconds=60
        )
        base, host = f"http://127.0.0.1:{port}", {"host": f"{shop.host}:{port}"}
        async with httpx.AsyncClient(base_url=base, headers=host, timeout=30) as client:
            assert await buy(client, "before-the-end") == 201
            keys = [new_id().hex for _ in range(ORDERS)]
            async with transaction(shop.id) as session:  # nobody's order can be written
                await session.run(
                    text("SELECT FROM stock WHERE variant_id = :variant FOR UPDATE"),
                    {"variant": shop.variants["TEA"]},
                )
                buying = [asyncio.create_task(buy(client, key)) for key in keys]
                await until_the_writer_waits(session)
                main.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.5)  # it is ending by now, with the queue full
            answers = dict(zip(keys, await asyncio.gather(*buying), strict=True))
    finally:
        await asyncio.to_thread(main.wait, 30)
        shutil.rmtree(tmp_path, ignore_errors=True)
    standing = await keys_in(shop) - {"before-the-end"}
    acknowledged = {key for key, status in answers.items() if status == 201}
    refused = {key for key, status in answers.items() if status >= 400}
    assert acknowledged
    assert acknowledged <= standing
    assert not refused & standing
    assert await stock_of(shop) == PIECES - 1 - len(standing)


async def until_the_writer_waits(session: Session) -> None:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'allhours order writer' AND wait_event_type = 'Lock'"
    )
    while not (await session.run(waits)).scalar_one():
        await session.run(text("SELECT pg_stat_clear_snapshot()"))
        await asyncio.sleep(0.02)
