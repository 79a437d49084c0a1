"""What WeChat Pay signs and encrypts: answers and notices by RSA, resources by AES-GCM."""

import base64
import json
import re
import secrets
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.keys import Keys
from sandbox.refusals import Refusal

WINDOW_SECONDS = 300
SCHEME = "WECHATPAY2-SHA256-RSA2048"
PART = re.compile(r'(\w+)="([^"]*)"')


class Sealing:
    """One merchant's keys, and WeChat Pay's own."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._own: RSAPrivateKey | None = None

    def headers(self, body: bytes) -> dict[str, str]:
        """The signature of an answer or a notice."""
        if self._own is None:  # reading a key takes a while, and few sandboxes need it
            self._own = self.keys.rsa(self.keys.wechat_signing_key)
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        text = f"{moment}\n{nonce}\n".encode() + body + b"\n"
        return {
            "wechatpay-timestamp": moment,
            "wechatpay-nonce": nonce,
            "wechatpay-signature": base64.b64encode(
                self._own.sign(text, PKCS1v15(), SHA256())
            ).decode(),
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
        merchant = self.keys.rsa(self.keys.wechat_merchant_key).public_key()
        try:
            signed = base64.b64decode(parts.get("signature", ""), validate=True)
            merchant.verify(signed, text + body + b"\n", PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError) as forged:
            raise Refusal(401, "SIGN_ERROR", "The signature is wrong.") from forged
