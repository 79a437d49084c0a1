"""What Alipay signs and how its forms are read (RSA2)."""

from urllib.parse import parse_qsl, urlencode

from sandbox import rsa
from sandbox.keys import Keys
from sandbox.refusals import Refusal

CHARSETS = {"utf-8": "utf-8", "gbk": "gbk"}


def read_form(query: str, body: bytes) -> dict[str, str]:
    """A request's parameters, of its address and its form, in the charset that it names."""
    text = "&".join(part for part in (query, body.decode("ascii", "replace")) if part)
    named = dict(parse_qsl(text)).get("charset", "utf-8").lower()
    if named not in CHARSETS:
        raise Refusal(400, "isv.invalid-charset", "utf-8 or gbk")
    try:
        return dict(parse_qsl(text, encoding=CHARSETS[named], errors="strict"))
    except ValueError as broken:
        raise Refusal(400, "isv.invalid-encoding", "not in that charset") from broken


class Signing:
    """One merchant's application, and Alipay's own key."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def signed(self, content: bytes) -> str:
        """The signature over an answer's node or a notice."""
        return rsa.signed(self.keys.alipay_signing_key, content)

    def notice(self, told: dict[str, str], charset: str) -> bytes:
        """A form that is signed, without its sign_type, as Alipay does it."""
        content = "&".join(f"{name}={told[name]}" for name in sorted(told) if name != "sign_type")
        signed = {**told, "sign": self.signed(content.encode(charset))}
        return urlencode(signed, encoding=charset).encode()

    def check(self, asked: dict[str, str]) -> None:
        """Refuse what the merchant's application did not sign."""
        if asked.get("app_id") != self.keys.alipay_app_id:
            raise Refusal(401, "isv.invalid-app-id", "There is no such application.")
        if asked.get("sign_type") != "RSA2" or asked.get("version") != "1.0":
            raise Refusal(401, "isv.invalid-signature-type", "RSA2, version 1.0")
        said = {name: value for name, value in asked.items() if value and name != "sign"}
        content = "&".join(f"{name}={said[name]}" for name in sorted(said))
        charset = CHARSETS[asked.get("charset", "utf-8").lower()]
        try:
            signed = content.encode(charset)
        except UnicodeEncodeError as broken:
            raise Refusal(401, "isv.invalid-signature", "The signature is wrong.") from broken
        if not rsa.is_signed(self.keys.alipay_merchant_key, asked.get("sign", ""), signed):
            raise Refusal(401, "isv.invalid-signature", "The signature is wrong.")
