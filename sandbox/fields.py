"""Reading fields out of a JSON body; what does not fit is refused, naming the field."""

import ipaddress
import json
import math
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from sandbox.refusals import Refusal

BODY_LIMIT = 64 * 1024


async def read_body(request: Request) -> bytes:
    """The body, refused once it grows past the limit."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Refusal(413, "body_too_large", f"The body may have {BODY_LIMIT} bytes.")
    return body


class Fields:
    """The members of one JSON object."""

    def __init__(self, body: bytes) -> None:
        try:
            members = json.loads(body or b"{}")
        except (ValueError, RecursionError) as broken:
            raise Refusal(400, "body_not_json", "The body is not JSON.") from broken
        if not isinstance(members, dict):
            raise Refusal(400, "body_not_object", "The body is not a JSON object.")
        self.members: dict[str, Any] = members

    @classmethod
    def of_form(cls, body: bytes) -> "Fields":
        """The same for a submitted form, whose numbers arrive as text."""
        form: dict[str, Any] = dict(parse_qsl(body.decode(errors="replace")))
        if "delay_s" in form:
            try:
                form["delay_s"] = float(form["delay_s"])
            except ValueError as broken:
                raise Refusal(422, "not_a_number", "delay_s must be a number.", "delay_s") from (
                    broken
                )
        return cls(json.dumps(form).encode())

    def text(self, field: str, longest: int, default: str | None = None) -> str:
        """A string without control characters, not empty unless `default` is."""
        value = self.members.get(field, default)
        if not isinstance(value, str) or (not value and default is None):
            raise Refusal(422, "required", f"{field} must be a text.", field)
        if len(value) > longest:
            raise Refusal(422, "too_long", f"{field} may have {longest} characters.", field)
        if any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in value):
            raise Refusal(422, "bad_character", f"{field} has a character it may not.", field)
        return value

    def one_of(self, field: str, choices: Collection[str], default: str | None = None) -> str:
        """One of `choices`."""
        value = self.members.get(field, default)
        if not isinstance(value, str) or value not in choices:
            raise Refusal(422, "unknown_choice", f"{field}: one of {', '.join(choices)}.", field)
        return value

    def whole(self, field: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.members.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refusal(422, "out_of_range", f"{field}: whole, {least} to {most}.", field)
        return value

    def seconds(self, field: str, most: float, default: float) -> float:
        """A number of seconds from 0 to `most`."""
        value = self.members.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal(422, "not_a_number", f"{field} must be a number.", field)
        if not math.isfinite(value) or not 0 <= value <= most:
            raise Refusal(422, "out_of_range", f"{field}: 0 to {most}.", field)
        return float(value)

    def flag(self, field: str, default: bool) -> bool:
        """True or false."""
        value = self.members.get(field, default)
        if not isinstance(value, bool):
            raise Refusal(422, "not_a_flag", f"{field} must be true or false.", field)
        return value

    def currency(self, field: str) -> str:
        """Three capital letters."""
        value = self.text(field, 3)
        if len(value) != 3 or not value.isascii() or not value.isalpha() or not value.isupper():
            raise Refusal(422, "unknown_currency", f"{field} is an ISO 4217 code.", field)
        return value

    def moment(self, field: str) -> float:
        """An RFC 3339 moment with its zone, as seconds since 1970."""
        value = self.text(field, 40)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as broken:
            raise Refusal(422, "not_a_moment", f"{field} is not RFC 3339.", field) from broken
        if moment.tzinfo is None:
            raise Refusal(422, "zone_missing", f"{field} needs a time zone.", field)
        return moment.timestamp()

    def url(self, field: str) -> str:
        """An http or https URL."""
        value = self.text(field, 1000)
        try:
            parts = urlsplit(value)
            known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            known = False
        if not known or any(letter in value for letter in " \"'<>\\`{}|^"):
            raise Refusal(422, "not_a_url", f"{field} is not an http(s) URL.", field)
        return value

    def callback_url(self, field: str, allowed: Collection[str]) -> str:
        """A URL that the twin itself will call: this machine's, or an allowed origin's."""
        value = self.url(field)
        parts = urlsplit(value)
        if not is_loopback(parts.hostname or "") and origin(value) not in allowed:
            raise Refusal(422, "not_allowed", f"{field} is not at an allowed origin.", field)
        return value


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def moment_text(seconds: float) -> str:
    """Seconds since 1970 as RFC 3339 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
