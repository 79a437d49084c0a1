"""The document is valid, complete, and its page needs nothing from elsewhere."""

import re

import pytest
from fastapi.routing import APIRoute

from api.documenting import PREFIX
from api.openapi import document
from api.routes import build
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def routes_of(app):
    return [route for route in app.routes if isinstance(route, APIRoute)]


def test_every_route_of_the_api_is_documented():
    app = build()
    told = document(app)
    expected = {
        (route.path, method.lower())
        for route in routes_of(app)
        if route.path.startswith(PREFIX)
        for method in route.methods or ()
    }
    assert expected
    assert expected <= {(path, method) for path, ms in told["paths"].items() for method in ms}


def test_every_reference_leads_somewhere():
    told = document(build())
    schemas = told["components"]["schemas"]
    for reference in references(told):
        assert reference.removeprefix("#/components/schemas/") in schemas


def test_every_operation_tells_its_answers_refusals_and_purpose():
    told = document(build())
    ids = []
    for path, methods in told["paths"].items():
        for operation in methods.values():
            ids.append(operation["operationId"])
            assert operation["description"], path
            assert operation["tags"], path
            if path.startswith(PREFIX):
                assert {"422", "429"} <= set(operation["responses"]), path
            assert any(status.startswith("2") for status in operation["responses"]), path
    assert len(ids) == len(set(ids))


async def test_the_document_is_served(client_of):
    answer = await client_of(await a_shop()).get("/api/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.json()["info"]["title"] == "Allhours"


async def test_the_page_shows_every_route_and_loads_nothing(client_of):
    answer = await client_of(await a_shop()).get("/api/docs")
    assert answer.status_code == 200
    for path in document(build())["paths"]:
        assert f"<code>{path}</code>" in answer.text
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href)="(?!#|/)', answer.text)
