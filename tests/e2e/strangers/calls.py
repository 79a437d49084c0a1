"""Finding every event handler and every HTTP route by itself, with a payload that fits each."""

import inspect
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

# Forms that must be exact to have an effect: without them a missing guard would go unseen.
PLAUSIBLE: dict[str, dict[str, Any]] = {
    "admin.orders.one.cancelling.CancelState.cancel": {"form": {"reason": "customer_wish"}},
    "admin.staff.state.InviteState.invite": {
        "form": {"name": "Eve", "email": "eve@elsewhere.example", "role": "owner", "last_day": ""}
    },
}


@dataclass(frozen=True)
class Handler:
    """One event handler of ours."""

    state: type[rx.State]
    name: str

    @property
    def full_name(self) -> str:
        return f"{self.state.get_full_name()}.{self.name}"

    @property
    def short_name(self) -> str:
        return f"{self.state.__module__}.{self.state.__name__}.{self.name}"

    def parameters(self) -> dict[str, Any]:
        """The payload's names and annotated types."""
        function = self.state.event_handlers[self.name].fn
        hints = typing.get_type_hints(function)
        names = list(inspect.signature(function).parameters)[1:]
        return {name: hints.get(name, str) for name in names}

    def payload(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A payload that would do what the handler is for, with `values` by parameter name."""
        sampled = {name: _sample(name, hint, values) for name, hint in self.parameters().items()}
        return sampled | PLAUSIBLE.get(self.short_name, {})


def handlers() -> list[Handler]:
    """Every handler that a client can name; the framework's own base states are left to it."""
    found = [
        Handler(state, name)
        for state in _states(rx.State)
        if not state.__module__.startswith("reflex")
        for name in state.event_handlers
    ]
    return sorted(found, key=lambda handler: handler.short_name)


def _states(state: type[rx.State]) -> Iterator[type[rx.State]]:
    yield state
    for child in state.get_substates():
        yield from _states(child)  # pyright: ignore[reportArgumentType]


def _sample(name: str, hint: Any, values: Mapping[str, Any]) -> Any:
    if name in values:
        return values[name]
    options = (
        typing.get_args(hint)
        if typing.get_origin(hint) in (types.UnionType, typing.Union)
        else (hint,)
    )
    plain = typing.get_origin(options[0]) or options[0]
    by_type = {int: 1, float: 1.0, bool: True, dict: dict(values), list: []}
    return by_type.get(plain, "x") if isinstance(plain, type) else "x"


@dataclass(frozen=True)
class Route:
    """One HTTP route and method."""

    method: str
    path: str
    body: dict[str, Any] | None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, values: Mapping[str, Any]) -> str:
        path = self.path
        for name, value in values.items():
            path = path.replace("{" + name + "}", str(value))
        return path


def routes(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[Route]:
    """Every operation of an OpenAPI document, with a body sampled from its schema."""
    found: list[Route] = []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {}).get("schema")
            sample = None if body is None else _from_schema("", body, schema, values)
            found.append(Route(method.upper(), path, sample))
    return found


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
