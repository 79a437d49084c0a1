"""What WeChat Pay signs and encrypts: answers and notices by RSA, resources by AES-GCM."""

import base64
import json
import re
import secrets
import time
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox import rsa
from sandbox.keys import Keys
from sandbox.refusals import Refusal

WINDOW_SECONDS = 300
SCHEME = "WECHATPAY2-SHA256-RSA2048"
PART = re.compile(r'(\w+)="([^"]*)"')


class Sealing:
    """One merchant's keys, and WeChat Pay's own."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def headers(self, body: bytes) -> dict[str, str]:
        """The signature of an answer or a notice."""
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        text = f"{moment}\n{nonce}\n".encode() + body + b"\n"
        return {
            "wechatpay-timestamp": moment,
            "wechatpay-nonce": nonce,
            "wechatpay-signature": rsa.signed(self.keys.wechat_signing_key, text),
            "wechatpay-serial": self.keys.wechat_public_key_id,
            "wechatpay-signature-type": SCHEME,
        }

    def resource(self, kind: str, about: dict[str, Any]) -> dict[str, str]:
        """What a notice is about, for the merchant's eyes alone."""
        nonce = secrets.token_hex(6)
        plain = json.dumps(about, ensure_ascii=False).encode()
        sealed = AESGCM(self.keys.wechat_v3_key.encode()).encrypt(
            nonce.encode(), plain, kind.encode()
        )
        return {
            "original_type": kind,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": kind,
            "nonce": nonce,
        }

    def check(self, authorization: str, method: str, target: str, body: bytes) -> None:
        """Refuse a request that the merchant did not sign within the window."""
        scheme, _, told = authorization.partition(" ")
        parts = dict(PART.findall(told))
        known = {"mchid": self.keys.wechat_mchid, "serial_no": self.keys.wechat_serial}
        if scheme != SCHEME or {name: parts.get(name) for name in known} != known:
            raise Refusal(401, "SIGN_ERROR", "Who is this?")
        moment = parts.get("timestamp", "")
        if not moment.isdecimal() or abs(time.time() - int(moment)) > WINDOW_SECONDS:
            raise Refusal(401, "SIGN_ERROR", "The timestamp is too far off.")
        text = f"{method}\n{target}\n{moment}\n{parts.get('nonce_str', '')}\n".encode()
        told = parts.get("signature", "")
        if not rsa.is_signed(self.keys.wechat_merchant_key, told, text + body + b"\n"):
            raise Refusal(401, "SIGN_ERROR", "The signature is wrong.")
