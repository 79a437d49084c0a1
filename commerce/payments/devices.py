"""Which device a customer pays on: some providers have a page for phones and one for the rest."""

import re

_PHONE = re.compile(
    r"\b(iPhone|iPod|Android.+Mobile|Windows Phone|OpenHarmony.+Mobile|MicroMessenger)\b"
)


def is_phone(user_agent: str) -> bool:
    """Whether a browser calls itself one of a phone; tablets have room for the other page."""
    return _PHONE.search(user_agent) is not None
