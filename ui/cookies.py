"""The cookies that we set, and how to read one."""

CUSTOMER = "allhours_customer"
STAFF = "allhours_staff"
CART = "allhours_cart"
LANGUAGE = "allhours_language"


def cookie(header: str, name: str) -> str | None:
    """The value of `name` in a Cookie header; the first one counts."""
    for part in header.split(";"):
        key, equals, value = part.strip().partition("=")
        if equals and key == name:
            return value[:200] or None
    return None
