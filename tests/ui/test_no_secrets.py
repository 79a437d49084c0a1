"""What States send to browsers: no token, hash or password by name, no table and no bytes by type."""

import dataclasses
import importlib
import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx
from pydantic import BaseModel
from sqlmodel import SQLModel

from tests.e2e.strangers.calls import states_of

SECRET = re.compile(
    r"token|secret|hash|passw|ticket|sealed|cookie|credential|private|sms_code", re.IGNORECASE
)
# Whether there is a password, and at which form something is wrong: yes or no, no more.
FACTS = {"has_password", "at_password", "needs_password", "password_good"}
WORDS = {"storefront.register.state.RegisterState.password_hint"}  # what is asked of a new one


@pytest.fixture(scope="module")
def vars_of_ours() -> dict[str, Any]:
    """State.var -> its type, of all that the app registers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("__REFLEX_SKIP_COMPILE", "true")
        importlib.import_module("app")
    return {
        f"{state.__module__}.{state.__name__}.{name}": var._var_type
        for state in states_of(rx.State)
        if not state.__module__.startswith(("reflex", "tests"))
        for name, var in (state.base_vars | state.computed_vars).items()
        if name not in rx.State.vars  # the framework's own: router, is_hydrated
    }


def parts(name: str, hint: Any, seen: frozenset[Any] = frozenset()) -> Iterator[tuple[str, Any]]:
    """A var and all that its value holds: the members of views, lists and maps, with their types."""
    yield name, hint
    for argument in typing.get_args(hint):
        yield from parts(name, argument, seen)
    if not isinstance(hint, type) or hint in seen:
        return
    members: dict[str, Any] = {}
    if dataclasses.is_dataclass(hint):
        members = typing.get_type_hints(hint)
    elif issubclass(hint, BaseModel):
        members = {field: info.annotation for field, info in hint.model_fields.items()}
    for field, inner in members.items():
        yield from parts(f"{name}.{field}", inner, seen | {hint})


def wrongs(vars_of: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for var, hint in vars_of.items():
        for name, kind in parts(var, hint):
            last = name.rpartition(".")[2]
            plain = name in WORDS or (last in FACTS and kind is bool)
            if SECRET.search(last) and not plain:
                found.append(f"{name} is called like a secret")
            if isinstance(kind, type) and issubclass(kind, SQLModel | bytes | memoryview):
                found.append(f"{name} is a {kind.__name__}")
    return found


def test_no_var_is_called_like_a_secret_or_holds_a_table(vars_of_ours: dict[str, Any]) -> None:
    assert len(vars_of_ours) > 150, "the search finds too little"
    assert wrongs(vars_of_ours) == []


def test_the_search_would_find_them() -> None:
    class Row(SQLModel):
        name: str

    @dataclasses.dataclass
    class View:
        rows: list[Row]
        access_token: str

    assert wrongs({"S.view": View | None, "S.has_password": str, "S.kept": dict[str, bytes]}) == [
        "S.view.rows is a Row",
        "S.view.access_token is called like a secret",
        "S.has_password is called like a secret",
        "S.kept is a bytes",
    ]
