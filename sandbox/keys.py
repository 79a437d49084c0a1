"""The keys of this installation's twins, made once and kept readable by their owner alone."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


def environment(keys: Keys, host: str, port: int, smtp_port: int) -> dict[str, str]:
    """What a shop needs to know to use these twins, as environment variables."""
    url = f"http://{host}:{port}"
    return {
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
