"""The channels that this installation was given, made once a process."""

from urllib.parse import urlsplit

from commerce.messages.channels import Channel
from commerce.messages.channels.mail import MailAccount, MailChannel
from commerce.messages.channels.sms import SmsAccount, SmsChannel
from commerce.settings import Settings, settings


class _Outlets:
    made: dict[str, Channel] | None = None


def outlets() -> dict[str, Channel]:
    """Channels by name: 'sms', 'email'; only those that are configured."""
    if _Outlets.made is None:
        _Outlets.made = _configured(settings())
    return _Outlets.made


def use_outlets(channels: dict[str, Channel] | None) -> None:
    """Use these instead, or with none read the settings anew."""
    _Outlets.made = channels


def _configured(told: Settings) -> dict[str, Channel]:
    made: dict[str, Channel] = {}
    if told.sms_url and told.sms_key:
        receipts = f"{told.public_url}/api/v1/messages/sms/receipt"
        made["sms"] = SmsChannel(SmsAccount(told.sms_url, told.sms_key, receipts))
    if told.smtp_url:
        host = urlsplit(told.public_url).hostname or "localhost"
        made["email"] = MailChannel(
            MailAccount.from_url(told.smtp_url, f"Allhours <no-reply@{host}>")
        )
    return made
