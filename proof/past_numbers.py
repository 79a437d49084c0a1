"""Order numbers of a past: as good as drawn, but none comes twice, however many there are.

Of five million that were drawn two are equal in every third past; the shop's own writer draws
again then, COPY cannot.
"""

import random
from collections.abc import Iterator

from commerce.ids import ALPHABET, check_sign

SIGNS = 9
BITS = 5 * SIGNS


def numbers(chance: random.Random) -> Iterator[str]:
    """Each of all numbers once, in an order that looks like none."""
    step = chance.getrandbits(BITS) | 1  # odd: comes to every number before it comes back
    drawn = chance.getrandbits(BITS)
    while True:
        drawn = (drawn + step) % (1 << BITS)
        body = "".join([ALPHABET[drawn >> shift & 31] for shift in range(0, BITS, 5)])
        yield body + check_sign(body)
