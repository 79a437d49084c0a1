"""Reading a JSON body strictly: what is odd is refused with its cause, before anything reads it."""

import json
import re
from typing import Any

from starlette.requests import ClientDisconnect, Request

from commerce.errors import CommerceError, InvalidInput

LARGEST_BODY = 64 * 1024
DEEPEST = 20
LONGEST_NUMBER = 18  # digits: what a BIGINT holds, and float() never turns into infinity

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPES = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_BRACKET = re.compile(r"[\[\]{}]")


class BodyTooLarge(CommerceError):
    """More bytes than any request of ours needs."""

    code = "body_too_large"


class NotJson(CommerceError):
    """The Content-Type says that this is no JSON."""

    code = "not_json"


async def read_bytes(request: Request, largest: int = LARGEST_BODY) -> bytes:
    """The raw body. Raises BodyTooLarge as soon as that is known."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and len(told) < 20 and int(told) > largest:
        raise BodyTooLarge
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                raise BodyTooLarge
    except ClientDisconnect:
        raise InvalidInput.of("", "incomplete") from None
    return bytes(body)


async def read_json(request: Request) -> dict[str, Any]:
    """The body as a JSON object.

    Raises BodyTooLarge, NotJson, or InvalidInput: not UTF-8, no JSON, no object, a name twice,
    NaN or Infinity, a number that is too long, NUL, half a surrogate pair, too deep.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json" and not declared.endswith("+json"):
        raise NotJson
    return parse_object(await read_bytes(request))


def parse_object(body: bytes) -> dict[str, Any]:
    """`body` as a JSON object; see read_json."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput.of("", "not_utf8") from None
    _check_depth(text)
    try:
        parsed = _STRICT.decode(text)
    except (json.JSONDecodeError, RecursionError):
        raise InvalidInput.of("", "json") from None
    if not isinstance(parsed, dict):
        raise InvalidInput.of("", "json_object")
    if _ESCAPES.search(text):  # the parser lets such signs pass in no other form
        _check_texts(parsed, "")
    return parsed


def _check_depth(text: str) -> None:
    """Refuse deep nesting before a parser descends into it."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for bracket in _BRACKET.findall(_TEXT.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            raise InvalidInput.of("", "json_depth", max=DEEPEST)


def _no_constant(name: str) -> Any:
    raise InvalidInput.of("", "json_number", number=name)


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        raise InvalidInput.of("", "json_number", number=digits[:24])
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    if len(digits) > 2 * LONGEST_NUMBER or number in (float("inf"), float("-inf")):
        raise InvalidInput.of("", "json_number", number=digits[:24])
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise InvalidInput.of(shown(name), "json_name_twice")
        made[name] = value
    return made


def _check_texts(value: Any, field: str) -> None:
    """Refuse NUL and halves of surrogate pairs: no database and no UTF-8 takes them."""
    match value:
        case str():
            if "\0" in value or any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
                raise InvalidInput.of(field, "control_characters")
        case dict():
            for name, inner in value.items():
                _check_texts(name, field)
                _check_texts(inner, f"{field}.{shown(name)}".lstrip("."))
        case list():
            for i, inner in enumerate(value):
                _check_texts(inner, f"{field}.{i}".lstrip("."))
        case _:
            pass


_STRICT = json.JSONDecoder(
    parse_constant=_no_constant,
    parse_int=_integer,
    parse_float=_decimal,
    object_pairs_hook=_object,
)


def shown(name: str) -> str:
    """A name that a stranger made up, fit to be shown back."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:60])
