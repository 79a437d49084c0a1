"""Lives, is ready, and what it measures."""

import pytest
from sqlalchemy.exc import OperationalError

from api import health
from commerce.settings import settings
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_a_house_at_the_newest_migration_is_ready(client_of):
    answer = await client_of(await a_shop()).get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_a_missing_migration_is_a_reason(client_of, monkeypatch):
    monkeypatch.setattr(health, "head", lambda: {"9999"})
    answer = await client_of(await a_shop()).get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not_ready", "reasons": ["migrations_not_at_head"]}


async def test_a_database_that_is_away_is_a_reason_but_the_process_lives(client_of, monkeypatch):
    def away():
        raise OperationalError("SELECT 1", {}, Exception("secret connection string"))

    client = client_of(await a_shop())
    monkeypatch.setattr(health, "transaction_over_all_shops", away)
    answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not_ready", "reasons": ["database_away"]}
    assert (await client.get("/health/live")).json() == {"status": "live"}
    assert (await client.head("/health/live")).status_code == 200


async def test_measures_are_for_this_machine_or_the_token(client_of, monkeypatch):
    client = client_of(await a_shop())
    await client.get("/api/v1/products")
    here = await client.get("/metrics")
    assert here.status_code == 200
    assert 'route="/api/v1/products",status="200"' in here.text
    assert 'allhours_jobs{status="failed"}' in here.text
    assert "allhours_oldest_job_seconds" in here.text
    forwarded = await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})
    assert forwarded.status_code == 404


async def test_the_measures_token_opens_them_from_afar(client_of, monkeypatch):
    monkeypatch.setenv("ALLHOURS_METRICS_TOKEN", "a token for the collector")
    settings.cache_clear()
    try:
        afar = {"x-forwarded-for": "203.0.113.9"}
        right = client_of(await a_shop(), "a token for the collector")
        assert (await right.get("/metrics", headers=afar)).status_code == 200
        wrong = client_of(await a_shop(), "another")
        assert (await wrong.get("/metrics", headers=afar)).status_code == 404
    finally:
        monkeypatch.undo()
        settings.cache_clear()
