"""Keys of the installation: sealing personal data, blind indexes over it, derived tokens."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commerce.randomness import random_bytes
from commerce.settings import settings

_NONCE = 12
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def _root_key() -> bytes:
    """The installation's root key: ALLHOURS_SECRET_KEY, else a file in the data folder (0600)."""
    given = settings().secret_key
    if given:
        return hashlib.sha256(given.encode()).digest()
    path = settings().data_dir / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)))
    except FileExistsError:
        pass
    return base64.b64decode(path.read_bytes())


def key_file() -> Path | None:
    """Where the root key lies, if it is there and no setting holds it."""
    path = settings().data_dir / "secret.key"
    return None if settings().secret_key or not path.exists() else path


def fingerprint() -> str | None:
    """What tells one root key from another and nothing of the key; none before there is a key."""
    if not settings().secret_key and key_file() is None:
        return None
    return _key("fingerprint").hex()[:16]


@cache
def _key(purpose: str) -> bytes:
    return hmac.digest(_root_key(), purpose.encode(), "sha256")


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


def seal(value: dict[str, Any] | str) -> bytes:
    """Encrypt a value (JSON) with AES-256-GCM; the nonce stands in front."""
    return seal_json(_as_json(value))


def seal_json(plain: str) -> bytes:
    """The same for a value that is written as JSON already."""
    nonce = random_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, plain.encode(), None)


def unseal(sealed: bytes) -> Any:
    """The value that `seal` was given. Raises cryptography's InvalidTag if it was touched."""
    plain = _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    return json.loads(plain)


def blind_index(purpose: str, value: str) -> bytes:
    """An HMAC to look a sealed value up by, equal for equal values of one purpose."""
    return hmac.digest(_key("index:" + purpose), value.encode(), "sha256")


def derived_token(purpose: str, subject: str) -> str:
    """A token for `subject` that can be made again at any time, and by nobody else."""
    digest = hmac.digest(_key("token:" + purpose), subject.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_derived_token(purpose: str, subject: str, token: str) -> bool:
    """Whether `token` is the one derived for `subject`; takes the same time either way."""
    return hmac.compare_digest(derived_token(purpose, subject).encode(), token.encode())
