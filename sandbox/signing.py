"""Signatures: HMAC-SHA256 over what a client sends, Ed25519 over what the till calls back with."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox.refusals import Refusal

REPLAY_WINDOW_SECONDS = 300


def request_text(
    timestamp: str, method: str, target: str, idempotency_key: str, body: bytes
) -> bytes:
    """What a client signs: five parts, one a line, the body last."""
    return "\n".join((timestamp, method, target, idempotency_key, "")).encode() + body


def hmac_hex(key: str, text: bytes) -> str:
    """HMAC-SHA256 in lower-case hex."""
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()


def check_request(
    key: str, headers: Mapping[str, str], method: str, target: str, body: bytes
) -> None:
    """Refuse a request that the holder of `key` did not sign within the replay window."""
    timestamp = headers.get("x-timestamp", "")
    signature = headers.get("x-signature", "")
    if not timestamp or not signature:
        raise Refusal(401, "signature_missing", "X-Timestamp and X-Signature are required.")
    text = request_text(timestamp, method, target, headers.get("idempotency-key", ""), body)
    if not hmac.compare_digest(hmac_hex(key, text).encode(), signature.encode()):
        raise Refusal(401, "signature_wrong", "X-Signature does not fit this request.")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > REPLAY_WINDOW_SECONDS:
        raise Refusal(401, "timestamp_stale", "X-Timestamp is not within five minutes of now.")


def event_headers(signer: Ed25519PrivateKey, event_id: str, body: bytes) -> dict[str, str]:
    """Headers of a callback, after the Standard Webhooks scheme `v1a` (Ed25519)."""
    timestamp = str(int(time.time()))
    signature = signer.sign(f"{event_id}.{timestamp}.".encode() + body)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1a," + base64.b64encode(signature).decode(),
    }


def scan_headers(key: str, body: bytes) -> dict[str, str]:
    """Headers of a carrier's notice, likewise for nothing else."""
    timestamp = str(int(time.time()))
    text = f"scan\n{timestamp}\n".encode() + body
    return {"x-timestamp": timestamp, "x-signature": hmac_hex(key, text)}


def receipt_headers(key: str, body: bytes) -> dict[str, str]:
    """Headers of a delivery receipt: an HMAC that no request's signature can be passed off as."""
    timestamp = str(int(time.time()))
    text = f"receipt\n{timestamp}\n".encode() + body
    return {"x-timestamp": timestamp, "x-signature": hmac_hex(key, text)}
