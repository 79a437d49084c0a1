"""Under which address a shop speaks of itself."""

import re

from commerce.settings import settings
from commerce.shops.queries import host_name

_HOST = re.compile(r"[a-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:]{2,45}\](:\d{1,5})?")


def origin_at(host: str) -> str:
    """Scheme and host that a visitor used; the public URL's own where the header is odd."""
    public = settings().public_url
    scheme, _, known = public.partition("://")
    given = host.strip().lower()
    if not _HOST.fullmatch(given) or host_name(given) == host_name(known):
        return public
    return f"{scheme}://{given}"
