"""The demo's log-ins: passwords of this installation alone, derived anew whenever asked for."""

import hashlib

from rich.console import Console

from commerce.demo.plans import SHOPS, shop_plan
from commerce.ids import ALPHABET
from commerce.secrecy import derived_token
from commerce.settings import settings

_SIGNS = 15


def password_of(email: str) -> str:
    """The password that the seed gave `email`: 75 bits of this installation's key."""
    digest = hashlib.sha256(derived_token("demo login", email).encode()).digest()
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_SIGNS]).lower()
    return "-".join(signs[i : i + 5] for i in range(0, _SIGNS, 5))


def show(console: Console) -> None:
    """Print who may log in where. Only a demo has such log-ins."""
    told = settings()
    if told.mode != "demo":
        raise SystemExit("There are demo log-ins in demo mode alone (ALLHOURS_MODE=demo).")
    for slug in SHOPS:
        plan = shop_plan(slug)
        address = "" if slug == SHOPS[0] else f"   http://{plan.shop.hosts[0]}:{told.port}/"
        console.print(f"  {plan.shop.name}{address}", highlight=False)
        people = [(member.role, member.email) for member in plan.staff]
        people += [("customer", c.email) for c in plan.customers if c.login and c.email]
        for role, email in people:
            line = f"    {role:<9} {email:<26} {password_of(email)}"
            console.print(line, highlight=False, soft_wrap=True)
