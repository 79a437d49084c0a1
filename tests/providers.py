"""The real providers' twins as tests use them: configured, driven, and their notices signed anew."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.alipay.signing import Signing
from sandbox.keys import Keys, environment
from sandbox.wechat.sealing import Sealing
from tests.sandbox_process import SandboxProcess

Notice = tuple[dict[str, str], bytes]


def last_of_address(pay_url: str, _qr: str = "") -> str:
    """The page's address ends in the payment's id."""
    return pay_url.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]


def without_signature(notice: Notice) -> Notice:
    """A notice whose headers name no signature."""
    headers, body = notice
    return {n: v for n, v in headers.items() if "signature" not in n}, body


def with_signature(notice: Notice, told: str) -> Notice:
    """A notice with another signature in its headers."""
    headers, body = notice
    return headers | {n: told for n in headers if "signature" in n}, body


@dataclass(frozen=True)
class Provider:
    """One provider: its environment, how it signs, and where amounts stand in its notices."""

    name: str
    method: str
    environment: Callable[[SandboxProcess], dict[str, str]]
    signature: Callable[[SandboxProcess, dict[str, str], bytes], dict[str, str]]
    charge: Callable[[dict[str, Any], int, str], None]  # write another amount and currency
    opened: Callable[[SandboxProcess, bytes], dict[str, Any]] = lambda _twin, body: json.loads(body)
    sealed: Callable[[SandboxProcess, bytes, dict[str, Any]], bytes] = lambda _twin, _body, told: (
        json.dumps(told).encode()
    )
    misdirect: Callable[[dict[str, Any], str], None] = lambda _told, _name: None  # to a merchant
    rename: Callable[[dict[str, Any], str], None] = lambda _told, _name: None  # to a payment
    tells_declines: bool = True
    driven: Callable[[str, str], str] = last_of_address  # what drives the twin, of page and code
    unsigned: Callable[[Notice], Notice] = without_signature
    missigned: Callable[[Notice, str], Notice] = with_signature
    taken: tuple[int, str] = (204, "")  # how a notice that is believed is answered
    repeats: timedelta = timedelta(minutes=5)  # for how long a notice may come again

    def recharged(self, twin: SandboxProcess, notice: Notice, minor: int, currency: str) -> Notice:
        """The provider's own word on another amount, signed by it."""
        return self.rewritten(twin, notice, lambda told: self.charge(told, minor, currency))

    def rewritten(
        self,
        twin: SandboxProcess,
        notice: Notice,
        change: Callable[[dict[str, Any]], None],
        signer: SandboxProcess | None = None,
    ) -> Notice:
        """A notice that says something else, signed by the provider or by `signer`."""
        headers, body = notice
        told = self.opened(twin, body)
        change(told)
        other = self.sealed(signer or twin, body, told)
        return headers | self.signature(signer or twin, headers, other), other


def keys(twin: SandboxProcess) -> dict[str, str]:
    """What the twins sign with; no shop ever sees it."""
    return json.loads((twin.state_dir / "keys.json").read_text())


def stripe_environment(twin: SandboxProcess) -> dict[str, str]:
    """The shop's half of Stripe's keys."""
    known = keys(twin)
    return {
        "ALLHOURS_STRIPE_URL": f"{twin.url}/stripe",
        "ALLHOURS_STRIPE_KEY": known["stripe_key"],
        "ALLHOURS_STRIPE_WEBHOOK_SECRET": known["stripe_webhook_secret"],
    }


def stripe_signature(twin: SandboxProcess, _headers: dict[str, str], body: bytes) -> dict[str, str]:
    """As Stripe documents it."""
    return stripe_header(keys(twin)["stripe_webhook_secret"], body, int(time.time()))


def stripe_header(secret: str, body: bytes, moment: int) -> dict[str, str]:
    """The header over `body` at `moment`."""
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={moment},v1={signed}"}


def till_signature(twin: SandboxProcess, headers: dict[str, str], body: bytes) -> dict[str, str]:
    """Standard Webhooks, v1a."""
    signer = Ed25519PrivateKey.from_private_bytes(base64.b64decode(keys(twin)["signing_key"]))
    moment = str(int(time.time()))
    signed = signer.sign(f"{headers['webhook-id']}.{moment}.".encode() + body)
    told = "v1a," + base64.b64encode(signed).decode()
    return {"webhook-timestamp": moment, "webhook-signature": told}


def charge_till(told: dict[str, Any], minor: int, currency: str) -> None:
    """Where the till's notices have the amount."""
    told["data"] |= {"amount": minor, "currency": currency}


def charge_stripe(told: dict[str, Any], minor: int, currency: str) -> None:
    """Where Stripe's events have it."""
    told["data"]["object"] |= {"amount_total": minor, "currency": currency.lower()}


def wechat_environment(twin: SandboxProcess) -> dict[str, str]:
    """The shop's half of WeChat Pay's keys."""
    known = Keys(**keys(twin))
    told = environment(known, "127.0.0.1", twin.port, twin.smtp_port, wechat=True)
    return {name: value for name, value in told.items() if "_WECHAT_" in name}


def wechat_signature(twin: SandboxProcess, _headers: dict[str, str], body: bytes) -> dict[str, str]:
    """SHA256 with RSA over moment, nonce and body."""
    return Sealing(Keys(**keys(twin))).headers(body)


def wechat_opened(twin: SandboxProcess, body: bytes) -> dict[str, Any]:
    """What a notice is about."""
    told = json.loads(body)["resource"]
    return json.loads(
        AESGCM(keys(twin)["wechat_v3_key"].encode()).decrypt(
            told["nonce"].encode(),
            base64.b64decode(told["ciphertext"]),
            told["associated_data"].encode(),
        )
    )


def wechat_sealed(twin: SandboxProcess, body: bytes, about: dict[str, Any]) -> bytes:
    """The same notice about something else."""
    told = json.loads(body)
    kind = told["resource"]["original_type"]
    told["resource"] = Sealing(Keys(**keys(twin))).resource(kind, about)
    return json.dumps(told).encode()


def charge_wechat(told: dict[str, Any], minor: int, currency: str) -> None:
    """Where WeChat Pay's transactions have it."""
    told["amount"] |= {"total": minor, "currency": currency}


def alipay_environment(twin: SandboxProcess) -> dict[str, str]:
    """The shop's half of Alipay's keys."""
    known = Keys(**keys(twin))
    told = environment(known, "127.0.0.1", twin.port, twin.smtp_port, alipay=True)
    return {name: value for name, value in told.items() if "_ALIPAY_" in name}


def alipay_opened(_twin: SandboxProcess, body: bytes) -> dict[str, Any]:
    """A notice's form, without its signature."""
    told = dict(parse_qsl(body.decode(), strict_parsing=True))
    del told["sign"]
    return told


def alipay_sealed(twin: SandboxProcess, _body: bytes, told: dict[str, Any]) -> bytes:
    """The form, signed."""
    return Signing(Keys(**keys(twin))).notice(told, told.get("charset", "utf-8"))


def charge_alipay(told: dict[str, Any], minor: int, currency: str) -> None:
    """Where Alipay's notices have it."""
    told |= {"total_amount": f"{minor // 100}.{minor % 100:02}", "trans_currency": currency}


def alipay_unsigned(notice: Notice) -> Notice:
    """A form without `sign`."""
    headers, body = notice
    told = [(name, value) for name, value in parse_qsl(body.decode()) if name != "sign"]
    return headers, urlencode(told).encode()


def alipay_missigned(notice: Notice, told: str) -> Notice:
    """A form with another `sign`."""
    headers, body = alipay_unsigned(notice)
    return headers, body + b"&" + urlencode({"sign": told}).encode()


def misdirect_alipay(told: dict[str, Any], name: str) -> None:
    """To another application, or of the same one to another seller."""
    told["app_id" if int(name) % 2 else "seller_id"] = name


PROVIDERS = (
    Provider(
        "sandbox",
        "card",
        lambda twin: twin.environment,
        till_signature,
        charge_till,
        misdirect=lambda told, name: told["data"].update(merchant_id=name),
        rename=lambda told, name: told["data"].update(merchant_reference=name),
    ),
    Provider(
        "stripe",
        "card",
        stripe_environment,
        stripe_signature,
        charge_stripe,
        misdirect=lambda told, name: told.update(livemode=True, account=name),
        rename=lambda told, name: told["data"]["object"].update(client_reference_id=name),
    ),
    Provider(
        "wechat",
        "wechat",
        wechat_environment,
        wechat_signature,
        charge_wechat,
        wechat_opened,
        wechat_sealed,
        misdirect=lambda told, name: told.update(mchid=name),
        rename=lambda told, name: told.update(out_trade_no=UUID(name).hex),
        tells_declines=False,
        driven=lambda _page, code: code.rpartition("=")[2],
    ),
    Provider(
        "alipay",
        "alipay",
        alipay_environment,
        lambda _twin, _headers, _body: {},
        charge_alipay,
        alipay_opened,
        alipay_sealed,
        misdirect=misdirect_alipay,
        rename=lambda told, name: told.update(out_trade_no=UUID(name).hex),
        tells_declines=False,
        driven=lambda _page, code: last_of_address(code),
        unsigned=alipay_unsigned,
        missigned=alipay_missigned,
        taken=(200, "success"),
        repeats=timedelta(hours=25),
    ),
)
