"""A payment provider for the bench: speaks the sandbox till's wire format and does nothing else.

It opens every payment that it is asked for, and none is paid when it is asked again; the callback
is signed by the buyers with its key, as if it had come from the provider's own machine. The till
that people see keeps books and pages, and would be measured instead of the shop.
"""

import asyncio
import base64
import json
import re
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MERCHANT = "bench"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def settings(port: int, key: Ed25519PrivateKey) -> dict[str, str]:
    """What the shop must know of this till."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "ALLHOURS_SANDBOX_URL": f"http://127.0.0.1:{port}",
        "ALLHOURS_SANDBOX_MERCHANT_ID": MERCHANT,
        "ALLHOURS_SANDBOX_MERCHANT_KEY": secrets.token_hex(16),
        "ALLHOURS_SANDBOX_PUBLIC_KEY": base64.b64encode(public).decode(),
    }


def told(
    reference: str, amount: int, currency: str, status: str, number: str = ""
) -> dict[str, Any]:
    """A payment as the provider tells of it; who is led to its page learns the order's number."""
    return {
        "id": f"till-{reference}",
        "merchant_id": MERCHANT,
        "merchant_reference": reference,
        "amount": amount,
        "currency": currency,
        "status": status,
        "cause": None,
        "field": None,
        "changed": datetime.now(UTC).isoformat(),
        "pay_url": f"http://127.0.0.1/pay/till-{reference}?number={number}",
        "qr": f"till-{reference}",
    }


def callback(
    key: Ed25519PrivateKey, reference: str, total: Mapping[str, Any]
) -> tuple[bytes, list[str]]:
    """The body and the headers that say: this payment is paid."""
    event_id = f"event-{reference}"
    data = told(reference, total["minor"], total["currency"], "succeeded")
    event = {"id": event_id, "type": "payment.succeeded", "merchant_id": MERCHANT}
    body = json.dumps(event | {"created": data["changed"], "data": data}).encode()
    moment = str(int(datetime.now(UTC).timestamp()))
    signature = base64.b64encode(key.sign(f"{event_id}.{moment}.".encode() + body)).decode()
    return body, [
        f"webhook-id: {event_id}",
        f"webhook-timestamp: {moment}",
        f"webhook-signature: v1a,{signature}",
    ]


def opened(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the shop is answered that asks for a payment; it says where its order is."""
    number = re.search(r"/orders/(\w+)", asked["return_url"])
    reference, amount, currency = asked["merchant_reference"], asked["amount"], asked["currency"]
    return told(reference, amount, currency, "pending", number[1] if number else "")


def still_open(head: bytes) -> dict[str, Any]:
    """What the shop is answered that asks for one which it opened some time ago."""
    reference = re.search(rb"/till-([\w-]+)", head)
    return told(reference[1].decode() if reference else "", 1, "CNY", "pending")


class _Counter(asyncio.Protocol):
    """One connection of the shop's."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        size = LENGTH.search(head)
        if not found or (size and len(body) < int(size[1])):
            return
        self._received = b""
        answer = opened(json.loads(body)) if body else still_open(head)
        content = json.dumps(answer).encode()
        lines = f"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
        assert isinstance(self._transport, asyncio.Transport)  # noqa: S101
        self._transport.write(lines.encode() + content)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Counter, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
