"""RSA as Chinese providers use it: keys as the text of their PEM files, SHA-256, PKCS 1.5."""

import base64
import binascii
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key


def private_key(text: str) -> RSAPrivateKey:
    """A key as it stands between the lines of a PEM file. Raises ValueError, TypeError."""
    key = load_der_private_key(_der(text), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def public_key(text: str) -> RSAPublicKey:
    """The same for a public key."""
    key = load_der_public_key(_der(text))
    if not isinstance(key, RSAPublicKey):
        raise TypeError("not an RSA key")
    return key


def _der(text: str) -> bytes:
    lines = text.replace("\\n", "\n").split("\n")
    return base64.b64decode("".join(line for line in lines if not line.startswith("-----")))


def signed(key: RSAPrivateKey, content: bytes) -> str:
    """The signature over `content`, base64."""
    return base64.b64encode(key.sign(content, PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, told: str, content: bytes) -> bool:
    """Whether the owner of `key` made the signature `told` over `content`."""
    try:
        key.verify(base64.b64decode(told, validate=True), content, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def number_of(reference: str) -> str:
    """Our reference as these providers take it: at most 32 letters and digits."""
    return UUID(reference).hex


def reference_of(number: str) -> str:
    """The reference that a number stands for; another merchant's software's number is itself."""
    try:
        return str(UUID(number))
    except ValueError:
        return number
