"""The ground of every leg: one server with the house's own settings, and a database of its own
for each leg, copied from one that is filled once, so that all begin with the same tables.
"""

import asyncio
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from commerce.settings import settings
from launch.house import HOUSE
from launch.postgres import running_postgres

FILLED = "filled"
HOST = "bench.localhost"
SKUS = 10_000
PLENTY = 2_000_000  # of each SKU: a leg measures orders, not refusals
PRICE = 1_000
DROP_TRIES = 60  # a second apart

# The ids follow from n, so that a script of pgbench's can name a variant without asking for it.
PRODUCT = "('b0000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
VARIANT = "('b1000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
PRICE_ID = "('b2000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
SKU = "'BENCH-' || {n}"


class Ground:
    """The running server and the environment that the shop's processes need on it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.secret = secrets.token_hex(32)

    def url(self, database: str) -> str:
        """SQLAlchemy's address of one of its databases."""
        head, query = self._url.split("?", 1)
        return f"{head.rsplit('/', 1)[0]}/{database}?{query}"

    def plain_url(self, database: str) -> str:
        """The same as libpq reads it."""
        return self.url(database).replace("+psycopg", "", 1)

    def environment(self, database: str) -> dict[str, str]:
        """For a process of the shop's that works on that database."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
        kept.pop("REDIS_URL", None)
        return kept | {
            "ALLHOURS_MODE": "test",
            "ALLHOURS_SECRET_KEY": self.secret,
            "DATABASE_URL": self.url(database),
        }

    @contextmanager
    def database(self, name: str) -> Generator[str]:
        """A fresh copy of the filled database for the length of a block; yields its name."""
        self.create(name)
        try:
            yield name
        finally:
            self.drop(name)

    def create(self, name: str) -> None:
        """A fresh copy of the filled database that stays."""
        self.copy(FILLED, name)

    def fill(self) -> None:
        """Make the database that all others are copies of: migrated, one shop, its SKUs."""
        self.copy("template1", FILLED)
        environment = self.environment(FILLED)
        migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
        for command in (migrate, [sys.executable, "-m", "bench.ground"]):
            done = subprocess.run(  # noqa: S603 - our own modules
                command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise SystemExit(f"The bench's database cannot be filled: {done.stderr[-2000:]}")

    def copy(self, template: str, name: str) -> None:
        """A database `name` that is as `template` is; nobody may be at work in that one."""
        names = sql.Identifier(name), sql.Identifier(template)
        # By files: with a checkpoint, so that no leg writes the pages of its copy.
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._execute(create.format(*names))

    def drop(self, name: str) -> None:
        """Autovacuum, which is not ours to end, may still be at work there."""
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        for _ in range(DROP_TRIES):
            try:
                return self._execute(drop)
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
                time.sleep(1)
        return self._execute(drop)

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.plain_url("postgres"), autocommit=True) as server:
            server.execute(statement)


@contextmanager
def a_ground(folder: Path) -> Iterator[Ground]:
    """A server of the bench's own, with fsync and synchronous commits, as a house starts it."""
    with running_postgres(folder) as url:
        ground = Ground(url)
        ground.fill()
        yield ground


async def _open_shop() -> Any:
    """The bench's shop: prices with tax in them, one delivery method, the usual limits."""
    from commerce.db.session import dispose, transaction, transaction_over_all_shops
    from commerce.delivery.models import DeliveryMethod
    from commerce.shops.models import Shop, ShopHost, TaxRate

    shop = Shop(slug="bench", name="Bench", currency="CNY", time_zone="Asia/Shanghai", country="CN")
    async with transaction_over_all_shops() as session:
        session.add(shop)
        await session.flush()
        session.add(ShopHost(host=HOST, shop_id=shop.id))
    async with transaction(shop.id) as session:
        session.add(TaxRate(tax_class="standard", country="CN", rate_ppm=130_000, name="VAT"))
        name = {"en": "Post", "zh": "邮寄"}
        session.add(DeliveryMethod(code="post", name=name, summary=name, price_minor=800))
    await dispose()
    return shop.id


def _stock_it(connection: "psycopg.Connection[Any]", shop_id: object) -> None:
    """SKUs BENCH-1 to BENCH-10000, a product each."""
    product, variant = PRODUCT.format(n="n"), VARIANT.format(n="n")
    texts = """jsonb_build_object('en', 'Product ' || n, 'zh', '商品 ' || n),
        '{"en": "Short", "zh": "简介"}', '{"en": "Long", "zh": "详情"}'"""
    for table, columns, values in (
        (
            "products",
            """id, shop_id, slug, kind, state, name, summary, description, description_version,
            tax_class, popularity, created_at, version, updated_at""",
            f"""{product}, %(shop)s, 'bench-' || n, 'goods', 'active', {texts}, 1, 'standard',
            0, now(), 1, now()""",
        ),
        (
            "product_texts",
            "product_id, description_version, shop_id, name, summary, description, written_at",
            f"{product}, 1, %(shop)s, {texts}, now()",
        ),
        (
            "variants",
            """id, product_id, shop_id, sku, options, weight_grams, units, position, active,
            version, updated_at""",
            f"{variant}, {product}, %(shop)s, {SKU.format(n='n')}, '[]', 0, 1, 0, true, 1, now()",
        ),
        (
            "prices",
            "id, variant_id, shop_id, currency, amount_minor, valid_from, version",
            f"""{PRICE_ID.format(n="n")}, {variant}, %(shop)s, 'CNY', {PRICE},
            now() - interval '1 day', 1""",
        ),
        ("stock", "variant_id, shop_id, available, low_at", f"{variant}, %(shop)s, {PLENTY}, 5"),
        (
            "stock_ledger",
            "id, shop_id, variant_id, change, reason, note, at",
            f"uuidv7(), %(shop)s, {variant}, {PLENTY}, 'counted', 'Bench', now()",
        ),
    ):
        statement = f"INSERT INTO {table} ({columns}) SELECT {values}"
        statement += f" FROM generate_series(1, {SKUS}) AS n"
        connection.execute(statement.encode(), {"shop": shop_id})


async def _put_on_shelves() -> None:
    """What lists and search go by: the rows above were written past the catalogue's own verbs."""
    from commerce.catalog.search.reindexing import reindex
    from commerce.db.session import dispose

    await reindex(lambda _done, _total: None)
    await dispose()


def main() -> None:
    """Fill the database of the environment."""
    shop_id = asyncio.run(_open_shop())
    url = settings().database_url.replace("+psycopg", "", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        _stock_it(connection, shop_id)
        asyncio.run(_put_on_shelves())
        connection.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
