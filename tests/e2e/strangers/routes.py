"""Finding every HTTP route by itself, with a body and a path that would do what it is for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi.routing import APIRoute

from api.routes import build
from tests.e2e.strangers.calls import fitted

API = "/api/v1"
CANCEL = f"POST {API}/orders/{{number}}/cancel"
PAY = f"POST {API}/orders/{{number}}/payments"
AGAIN = f"POST {API}/orders/{{number}}/again"
TAKE_BACK = f"DELETE {API}/products/{{slug}}/review"
REVIEW_IT = f"PUT {API}/products/{{slug}}/review"
KEYS = "POST /media/variants/{variant_id}/keys"
STATEMENT = "POST /media/transfers/statement"
FILE = "POST /media/variants/{variant_id}/file/{name}"
IMPORT = "POST /media/imports/{name}"
ENTRY = f"{API}/me/addresses/{{address_id}}"

_EVE = {"name": "Eve", "phone": "13911113333", "email": None}
_PLACE = {"country": "CN", "region": "Shanghai", "city": "Shanghai", "line1": "Eve Street 1"}
_FORGED = {"type": "payment.succeeded", "data": {"reference": "{payment_id}", "amount": 1}}

# Each acts on an order or row of its own, so that no other call can have been there before.
# "{name}" is what the cast told under that name.
PLACES: dict[str, dict[str, str]] = {
    CANCEL: {"number": "{number_to_cancel}"},
    PAY: {"number": "{number_to_pay}"},
    TAKE_BACK: {"slug": "{slug_to_take_back}"},
    f"PUT {ENTRY}": {"address_id": "{entry_to_edit}"},
    f"DELETE {ENTRY}": {"address_id": "{entry_to_delete}"},
    f"POST {API}/carriers/{{name}}/notify": {"name": "sandbox"},
    f"POST {API}/campaigns/{{provider}}/notify": {"provider": "sandbox"},
    KEYS: {"variant_id": "{variant_of_keys}"},
    FILE: {"variant_id": "{variant_of_file}", "name": "eve.txt"},
    IMPORT: {"name": "eve.csv"},
    "GET /media/exports/{exchange_id}": {"exchange_id": "{customers_export}"},
}
# What is no JSON; "{new}" is another word each time, as a key that is known already changes nothing.
CONTENTS = {
    KEYS: b"EVES-{new}",
    FILE: b"Eve was here {new}",
    STATEMENT: b"date,amount,reference\n2026-11-26,1.00,Eve {new}",
}
CONTENTS[IMPORT] = b"product,sku\nmug,MUG"
# Bodies that must be exact to have an effect: without them a missing guard would go unseen.
BODIES: dict[str, dict[str, Any]] = {
    f"POST {API}/me/addresses": _EVE | _PLACE,
    f"PUT {ENTRY}": _EVE | _PLACE | {"version": 1, "is_default": True},
    f"PATCH {API}/me": {"name": "Eve", "email": "{own_email}", "version": "{own_version}"},
    f"PUT {API}/me/password": {"old": "{old_password}", "new": "{old_password}"},
    REVIEW_IT: {"stars": 1, "text": "Eve was here"},
    f"POST {API}/payments/{{provider}}/notify": _FORGED,
    f"POST {API}/carriers/{{name}}/notify": _FORGED,
    f"POST {API}/campaigns/{{provider}}/notify": _FORGED,
    f"POST {API}/messages/sms/receipt": _FORGED,
    "POST /auth/session": {"ticket": "a-ticket-that-nobody-gave"},
    "POST /auth/owner": {"token": "a-ticket-that-nobody-gave"},
}
# Who they are for sees an effect: the control of what strangers are refused.
DEEDS: dict[str, str] = {
    CANCEL: "victim",
    PAY: "victim",
    AGAIN: "victim",
    f"PATCH {API}/me": "victim",
    f"PUT {API}/me/password": "victim",
    f"POST {API}/me/addresses": "victim",
    f"PUT {ENTRY}": "victim",
    f"DELETE {ENTRY}": "victim",
    REVIEW_IT: "victim",
    TAKE_BACK: "victim",
    "POST /media": "owner",
    KEYS: "owner",
    FILE: "owner",
    IMPORT: "owner",
    STATEMENT: "owner",
}
# What shows the victim's own secrets to the victim.
SHOWN = (f"GET {API}/orders/{{number}}", f"GET {API}/me", f"GET {API}/me/addresses")
LEAVING = ("/sessions/current", "/auth/logout", "/auth/staff/log-out")  # comes last


@dataclass(frozen=True)
class Route:
    """One HTTP route and method; what is no JSON is `content`."""

    method: str
    path: str
    body: dict[str, Any] | None
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, values: Mapping[str, Any]) -> str:
        path = self.path
        for name, value in (values | fitted(dict(self.places), values)).items():
            path = path.replace("{" + name + "}", str(value))
        return path

    def request(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What httpx is given."""
        told: dict[str, Any] = {"method": self.method, "url": self.filled(values)}
        if self.content is not None:
            return told | {"content": self.content.replace(b"{new}", uuid4().hex.encode())}
        return told if self.body is None else told | {"json": fitted(self.body, values)}


def routes(schema: Mapping[str, Any], values: Mapping[str, Any], picture: bytes) -> list[Route]:
    """Every operation of an OpenAPI document, its body sampled from its schema, and the rest."""
    found: list[Route] = []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {}).get("schema")
            sample = None if body is None else _from_schema("", body, schema, values)
            found.append(_route(method.upper(), path, sample))
    known = {route.name for route in found}
    found += [route for route in _hidden(picture) if route.name not in known]
    return sorted(found, key=lambda route: route.path.endswith(LEAVING))


def _route(method: str, path: str, sample: dict[str, Any] | None) -> Route:
    name = f"{method} {path}"
    body, places = BODIES.get(name, sample), PLACES.get(name, {})
    return Route(method, path, body, places, CONTENTS.get(name))


def _hidden(picture: bytes) -> Iterator[Route]:
    """Those that stand in no document: sessions of the browser, pictures, measures."""
    for route in build().routes:
        if not isinstance(route, APIRoute):
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            if (method, route.path) == ("POST", "/media"):
                yield Route(method, route.path, None, content=picture)
            else:
                yield _route(method, route.path, None)


def _from_schema(
    name: str, node: Mapping[str, Any], root: Mapping[str, Any], values: Mapping[str, Any]
) -> Any:
    if "$ref" in node:
        target: Any = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return _from_schema(name, target, root, values)
    if name in values and node.get("type") not in ("object", "array"):
        return values[name]
    for choice in ("anyOf", "oneOf", "allOf"):
        if node.get(choice):
            return _from_schema(name, node[choice][0], root, values)
    if node.get("type") == "object" or "properties" in node:
        properties = node.get("properties", {})
        return {key: _from_schema(key, child, root, values) for key, child in properties.items()}
    if node.get("type") == "array":
        return [_from_schema(name, node.get("items", {}), root, values)]
    plain = {"integer": 1, "number": 1, "boolean": True, "null": None}
    return node.get("default", plain.get(str(node.get("type")), "x"))
