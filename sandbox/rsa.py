"""RSA as the twins of Chinese providers use it: keys as they are kept, SHA-256, PKCS 1.5."""

import base64
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)


def new_key() -> str:
    """A fresh private key of 2048 bits, base64 of its DER."""
    key = generate_private_key(65537, 2048)
    form = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(form).decode()


@cache
def private_key(kept: str) -> RSAPrivateKey:
    """A key as it is kept; reading one takes a while."""
    key = load_der_private_key(base64.b64decode(kept), None)
    assert isinstance(key, RSAPrivateKey)  # noqa: S101 - made by new_key
    return key


def public_half(kept: str) -> str:
    """What the other side verifies with, base64 of its DER."""
    public = private_key(kept).public_key()
    form = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(form).decode()


def signed(kept: str, content: bytes) -> str:
    """The signature over `content`, base64."""
    return base64.b64encode(private_key(kept).sign(content, PKCS1v15(), SHA256())).decode()


def is_signed(kept: str, told: str, content: bytes) -> bool:
    """Whether `told` was made over `content` with this key."""
    public = private_key(kept).public_key()
    try:
        public.verify(base64.b64decode(told, validate=True), content, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
