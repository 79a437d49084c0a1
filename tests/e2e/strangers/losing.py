"""A browser whose panels were opened by who may, and whose session then became another's.

So each handler stands alone before the attacker: no panel that did not open saves it.
"""

from contextlib import closing

import psycopg

from commerce.ids import new_token, token_hash
from tests.e2e.strangers.cast import Cast

_BEGUN = (
    "INSERT INTO sessions (token_hash, kind, person_id, shop_id, remembered, created_at, expires_at)"
    " VALUES (%s, %s, %s, %s, false, now(), now() + interval '1 hour')"
)
_MOVED = "UPDATE sessions SET person_id = %s, shop_id = %s WHERE token_hash = %s"
_ENDED = "DELETE FROM sessions WHERE token_hash = %s"
_KIND = {"customer": "customer", "viewer": "staff", "clerk": "staff", "other_shop": "staff"}


class Handover:
    """One browser's cookies: first the victim's and the owner's, then the attacker's."""

    def __init__(self, database: str, cast: Cast) -> None:
        self._database = database.replace("+psycopg", "", 1)
        self._cast = cast
        self._tokens = {"customer": new_token(), "staff": new_token()}
        for kind, who in (("customer", "victim"), ("staff", "owner")):
            person, shop = cast.people[who], cast.shops[0]
            self._run(_BEGUN, token_hash(self._tokens[kind]), kind, person, shop)

    @property
    def cookies(self) -> str:
        return "; ".join(f"allhours_{kind}={token}" for kind, token in self._tokens.items())

    def hand_to(self, attacker: str) -> None:
        """What the attacker has no session for ends."""
        shop = self._cast.shops[attacker == "other_shop"]
        for kind, token in self._tokens.items():
            if _KIND.get(attacker) == kind:
                self._run(_MOVED, self._cast.people[attacker], shop, token_hash(token))
            else:
                self._run(_ENDED, token_hash(token))

    def end(self) -> None:
        for token in self._tokens.values():
            self._run(_ENDED, token_hash(token))

    def _run(self, statement: str, *values: object) -> None:
        with closing(psycopg.connect(self._database, autocommit=True)) as connection:
            connection.execute(statement, values)  # pyright: ignore[reportArgumentType]
