"""Stripe's requests: forms with brackets in their names, refused where Stripe refuses them."""

import re
import time
from collections.abc import Collection
from urllib.parse import parse_qsl

from sandbox.refusals import Refusal

METADATA = re.compile(r"(?:payment_intent_data\[)?metadata\]?\[[^\[\]]{1,40}\]")
LOCALES = ("auto", "en", "en-GB", "zh", "zh-HK", "zh-TW")
ITEM = "line_items[0]"
SESSION = (
    "mode",
    "client_reference_id",
    "success_url",
    "cancel_url",
    "locale",
    "expires_at",
    "payment_method_types[0]",
    f"{ITEM}[quantity]",
    f"{ITEM}[price_data][currency]",
    f"{ITEM}[price_data][unit_amount]",
    f"{ITEM}[price_data][product_data][name]",
)
REFUND = ("payment_intent", "amount", "reason")
SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 3600


class Form:
    """The fields of one request."""

    def __init__(self, body: bytes, known: Collection[str]) -> None:
        self.fields = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        for name in self.fields:
            if name not in known and not METADATA.fullmatch(name):
                raise Refusal(400, "parameter_unknown", f"Unknown parameter: {name}", name)

    def text(self, name: str, longest: int, default: str | None = None) -> str:
        """A field's value."""
        value = self.fields.get(name) or default
        if value is None:
            raise Refusal(400, "parameter_missing", f"Missing required param: {name}.", name)
        if len(value) > longest:
            raise Refusal(400, "parameter_invalid_string", f"Invalid string: {name}", name)
        return value

    def whole(self, name: str, default: str | None = None) -> int:
        """A positive whole number."""
        value = self.text(name, 16, default)
        if not value.isascii() or not value.isdecimal() or int(value) < 1:
            raise Refusal(400, "parameter_invalid_integer", f"Invalid integer: {value}", name)
        return int(value)

    def one_of(self, name: str, choices: Collection[str], default: str | None = None) -> str:
        """One of `choices`."""
        value = self.text(name, 40, default)
        if value not in choices:
            raise Refusal(400, "", f"Invalid {name}: must be one of {', '.join(choices)}", name)
        return value

    def metadata(self, of: str = "metadata") -> dict[str, str]:
        """What the merchant wants to hear again."""
        begins = of + "["
        return {
            name.removeprefix(begins)[:-1]: value
            for name, value in self.fields.items()
            if name.startswith(begins)
        }

    def expires_at(self) -> int:
        """When a session closes: within 30 minutes and 24 hours."""
        now = int(time.time())
        if "expires_at" not in self.fields:
            return now + LONGEST_SECONDS
        at = self.whole("expires_at")
        if not now + SHORTEST_SECONDS <= at <= now + LONGEST_SECONDS:
            said = "The `expires_at` timestamp must be 30 minutes to 24 hours from creation."
            raise Refusal(400, "", said, "expires_at")
        return at
