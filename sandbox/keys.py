"""The keys of this installation's twins, made once and kept readable by their owner alone."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox import rsa

KEYS_FILE = "keys.json"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the twins know; a merchant gets all but the signing keys, of which only the public half."""

    merchant_id: str
    merchant_key: str
    signing_key: str
    sms_key: str
    smtp_user: str
    smtp_password: str
    carrier_key: str
    promotion_account: str
    promotion_key: str
    promotion_signing_key: str
    stripe_account: str
    stripe_key: str
    stripe_webhook_secret: str
    wechat_mchid: str
    wechat_appid: str
    wechat_serial: str
    wechat_merchant_key: str
    wechat_v3_key: str
    wechat_signing_key: str
    wechat_public_key_id: str
    alipay_app_id: str
    alipay_seller_id: str
    alipay_merchant_key: str
    alipay_signing_key: str

    @property
    def wechat_public_key(self) -> str:
        """The half of WeChat Pay's key that merchants get."""
        return rsa.public_half(self.wechat_signing_key)

    @property
    def alipay_public_key(self) -> str:
        """The half of Alipay's key that merchants get."""
        return rsa.public_half(self.alipay_signing_key)

    @property
    def signer(self) -> Ed25519PrivateKey:
        """The key that the till signs its callbacks with."""
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.signing_key))

    @property
    def public_key(self) -> str:
        """The raw public half, base64: 32 bytes."""
        return base64.b64encode(self.signer.public_key().public_bytes_raw()).decode()

    @property
    def promotion_signer(self) -> Ed25519PrivateKey:
        """The key that the advertising platform signs its notices with; not the till's."""
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.promotion_signing_key))

    @property
    def promotion_public_key(self) -> str:
        """Its raw public half, base64: 32 bytes."""
        return base64.b64encode(self.promotion_signer.public_key().public_bytes_raw()).decode()


def new_keys() -> Keys:
    """Fresh random keys."""
    return Keys(
        merchant_id="m_" + secrets.token_hex(8),
        merchant_key=secrets.token_urlsafe(32),
        signing_key=base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode(),
        sms_key=secrets.token_urlsafe(32),
        smtp_user="allhours",
        smtp_password=secrets.token_urlsafe(24),
        carrier_key=secrets.token_urlsafe(32),
        promotion_account="a_" + secrets.token_hex(8),
        promotion_key=secrets.token_urlsafe(32),
        promotion_signing_key=base64.b64encode(
            Ed25519PrivateKey.generate().private_bytes_raw()
        ).decode(),
        stripe_account="acct_" + secrets.token_hex(8),
        stripe_key="sk_test_" + secrets.token_hex(24),
        stripe_webhook_secret="whsec_" + secrets.token_hex(16),
        wechat_mchid="19" + "".join(secrets.choice("0123456789") for _ in range(8)),
        wechat_appid="wx" + secrets.token_hex(8),
        wechat_serial=secrets.token_hex(20).upper(),
        wechat_merchant_key=rsa.new_key(),
        wechat_v3_key=secrets.token_hex(16),
        wechat_signing_key=rsa.new_key(),
        wechat_public_key_id="PUB_KEY_ID_" + secrets.token_hex(16),
        alipay_app_id="2021" + "".join(secrets.choice("0123456789") for _ in range(12)),
        alipay_seller_id="2088" + "".join(secrets.choice("0123456789") for _ in range(12)),
        alipay_merchant_key=rsa.new_key(),
        alipay_signing_key=rsa.new_key(),
    )


def keys_of(state_dir: Path) -> Keys:
    """The keys kept in `state_dir`; made there the first time."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = state_dir / KEYS_FILE
    if not path.exists():
        _write_once(path, json.dumps(asdict(new_keys()), indent=1))
    known: dict[str, str] = json.loads(path.read_text())
    if missing := {f.name for f in fields(Keys)} - set(known):  # a newer sandbox has more twins
        fresh = asdict(new_keys())
        known |= {name: fresh[name] for name in missing}
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(known, indent=1))
        draft.replace(path)
    return Keys(**known)


def _write_once(path: Path, text: str) -> None:
    """Put the whole file there at once; whoever comes second leaves the first one's in place."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def environment(
    keys: Keys,
    host: str,
    port: int,
    smtp_port: int,
    *,
    stripe: bool = False,
    wechat: bool = False,
    alipay: bool = False,
) -> dict[str, str]:
    """What a shop needs to know to use these twins, as environment variables."""
    url = f"http://{host}:{port}"
    wanted = {"STRIPE": stripe, "WECHAT": wechat, "ALIPAY": alipay}
    told = {
        name: value
        for name, value in _of_providers(keys, url).items()
        if wanted[name.split("_")[1]]
    }
    return told | {
        "ALLHOURS_SANDBOX_URL": url,
        "ALLHOURS_SANDBOX_MERCHANT_ID": keys.merchant_id,
        "ALLHOURS_SANDBOX_MERCHANT_KEY": keys.merchant_key,
        "ALLHOURS_SANDBOX_PUBLIC_KEY": keys.public_key,
        "ALLHOURS_SMS_URL": url,
        "ALLHOURS_SMS_KEY": keys.sms_key,
        "ALLHOURS_CARRIER_URL": url,
        "ALLHOURS_CARRIER_KEY": keys.carrier_key,
        "ALLHOURS_PROMOTION_URL": url,
        "ALLHOURS_PROMOTION_ACCOUNT": keys.promotion_account,
        "ALLHOURS_PROMOTION_KEY": keys.promotion_key,
        "ALLHOURS_PROMOTION_PUBLIC_KEY": keys.promotion_public_key,
        "ALLHOURS_SMTP_URL": f"smtp://{keys.smtp_user}:{keys.smtp_password}@{host}:{smtp_port}",
    }


def _of_providers(keys: Keys, url: str) -> dict[str, str]:
    return {
        "ALLHOURS_STRIPE_URL": f"{url}/stripe",
        "ALLHOURS_STRIPE_KEY": keys.stripe_key,
        "ALLHOURS_STRIPE_WEBHOOK_SECRET": keys.stripe_webhook_secret,
        "ALLHOURS_WECHAT_URL": url,
        "ALLHOURS_WECHAT_MCHID": keys.wechat_mchid,
        "ALLHOURS_WECHAT_APPID": keys.wechat_appid,
        "ALLHOURS_WECHAT_SERIAL": keys.wechat_serial,
        "ALLHOURS_WECHAT_PRIVATE_KEY": keys.wechat_merchant_key,
        "ALLHOURS_WECHAT_V3_KEY": keys.wechat_v3_key,
        "ALLHOURS_WECHAT_PUBLIC_KEY": keys.wechat_public_key,
        "ALLHOURS_WECHAT_PUBLIC_KEY_ID": keys.wechat_public_key_id,
        "ALLHOURS_ALIPAY_URL": f"{url}/gateway.do",
        "ALLHOURS_ALIPAY_APP_ID": keys.alipay_app_id,
        "ALLHOURS_ALIPAY_SELLER_ID": keys.alipay_seller_id,
        "ALLHOURS_ALIPAY_PRIVATE_KEY": keys.alipay_merchant_key,
        "ALLHOURS_ALIPAY_PUBLIC_KEY": keys.alipay_public_key,
    }
