"""The API's documentation as one page of plain HTML: no script, nothing from elsewhere."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse

from api.openapi import document

router = APIRouter(include_in_schema=False)
_METHODS = ("get", "post", "put", "patch", "delete")
_REF = "#/components/schemas/"
_STYLE = Path(__file__).with_name("docs_page.css")

Schema = Mapping[str, Any]


@router.get("/api/docs")
async def show_docs(request: Request) -> HTMLResponse:
    """The page."""
    return HTMLResponse(_page_of(request.app), headers={"cache-control": "public, max-age=300"})


@cache
def _page_of(app: FastAPI) -> str:
    told = document(app)
    operations = list(_operations(told))
    groups = [
        (tag["name"], [each for each in operations if tag["name"] in each[2].get("tags", ())])
        for tag in told["tags"]
    ]
    shapes = sorted(told["components"]["schemas"].items())
    routes = "".join(
        f'<section aria-labelledby="{escape(name)}"><h2 id="{escape(name)}">{escape(name)}</h2>'
        f"{''.join(_operation(*each) for each in found)}</section>"
        for name, found in groups
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(told['info']['title'])} API</title>"
        f"<style>{_STYLE.read_text()}</style></head><body>"
        f'<a class="skip" href="#content">Skip to content</a>{_contents(groups)}<main id="content">'
        f"<h1>{escape(told['info']['title'])} API {escape(told['info']['version'])}</h1>"
        f'<p><a href="/api/openapi.json">openapi.json</a></p>{_text(told["info"]["description"])}'
        f'{routes}<section><h2 id="shapes">Shapes</h2>'
        f"{''.join(_shape(name, schema) for name, schema in shapes)}</section></main></body></html>"
    )


def _operations(told: Schema) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for path, methods in told["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield method, path, methods[method]


def _contents(groups: list[tuple[str, list[tuple[str, str, dict[str, Any]]]]]) -> str:
    parts: list[str] = []
    for name, found in groups:
        rows = "".join(
            f'<li><a href="#{_anchor(method, path)}"><b class="{method}">{method.upper()}</b> '
            f"{escape(_short(path))}</a></li>"
            for method, path, _ in found
        )
        parts.append(f'<li><a href="#{escape(name)}">{escape(name)}</a><ul>{rows}</ul></li>')
    parts.append('<li><a href="#shapes">Shapes</a></li>')
    return f'<nav aria-label="Contents"><ul>{"".join(parts)}</ul></nav>'


def _operation(method: str, path: str, told: Schema) -> str:
    anchor = _anchor(method, path)
    parts = [
        (
            f'<article id="{anchor}"><h3><b class="{method}">{method.upper()}</b> '
            f"<code>{escape(path)}</code></h3>{_text(told.get('description', ''))}"
        )
    ]
    if told.get("parameters"):
        rows = (
            (p["name"], p["in"], _type(p["schema"]), bool(p.get("required")), p.get("description"))
            for p in told["parameters"]
        )
        parts.append(_table("Parameters", rows))
    if "requestBody" in told:
        media = told["requestBody"]["content"]["application/json"]
        parts.append(f"<h4>Body</h4><p>{_type(media['schema'])}</p>")
        if "example" in media:
            sample = json.dumps(media["example"], indent=2, ensure_ascii=False)
            parts.append(f'<pre tabindex="0">{escape(sample)}</pre>')
    parts.append(f"<h4>Answers</h4><ul>{_answers(told['responses'])}</ul></article>")
    return "".join(parts)


def _answers(responses: Mapping[str, Any]) -> str:
    rows: list[str] = []
    for status, response in responses.items():
        media = next(iter(response.get("content", {}).values()), {})
        schema = media.get("schema") or {}
        shown = f": {_type(schema)}" if schema else ""
        described = "" if status.startswith("2") else f" {escape(response['description'])}"
        rows.append(f"<li><code>{escape(status)}</code>{described}{shown}</li>")
    return "".join(rows)


def _shape(name: str, schema: Schema) -> str:
    needed = schema.get("required", ())
    rows = (
        (field, None, _type(inner), field in needed, inner.get("description"))
        for field, inner in schema.get("properties", {}).items()
    )
    about = _text(schema.get("description", ""))
    return f'<article id="shape-{escape(name)}"><h3>{escape(name)}</h3>{about}{_table("", rows)}</article>'


def _table(title: str, rows: Iterable[tuple[str, str | None, str, bool, str | None]]) -> str:
    body = "".join(
        f"<tr><td><code>{escape(name)}</code>{'' if needed else ' <i>optional</i>'}</td>"
        f"<td>{f'{escape(where)}, ' if where else ''}{kind}</td><td>{escape(about or '')}</td></tr>"
        for name, where, kind, needed, about in rows
    )
    head = f"<h4>{title}</h4>" if title else ""
    return (
        f"{head}<table><thead><tr><th>Name</th><th>Type</th><th>About</th></tr></thead>"
        f"<tbody>{body}</tbody></table>"
        if body
        else ""
    )


def _type(schema: Schema) -> str:
    """A schema's type in a few words, with links to the shapes that it names; HTML."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(_REF))
        return f'<a href="#shape-{name}">{name}</a>'
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(_type(choice) for choice in choices)
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type", "anything")
    limits = [
        f"{word} {schema[key]}"
        for key, word in (
            ("minimum", "from"),
            ("maximum", "to"),
            ("minLength", "at least"),
            ("maxLength", "at most"),
        )
        if key in schema
    ]
    return escape(" ".join([str(kind), *limits]))


def _text(text: str) -> str:
    """Paragraphs with **bold** and `code`."""
    shown = escape(text.strip())
    shown = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", shown)
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", shown)
    return "".join(f"<p>{part}</p>" for part in shown.split("\n\n") if part)


def _anchor(method: str, path: str) -> str:
    return f"{method}-{re.sub(r'[^a-z0-9]+', '-', path.lower()).strip('-')}"


def _short(path: str) -> str:
    return path.removeprefix("/api/v1")
