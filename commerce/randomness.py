"""Random bytes from the system, fetched by the page: at the peak a call for each few costs more than
they do.
"""

import os

_PAGE = 4_096


class _Drawn:
    """What was fetched and not given out yet; a forked process begins with nothing of it."""

    page = b""
    at = 0


def random_bytes(count: int) -> bytes:
    """`count` bytes (at most 4,096) that nobody can guess and that are given out once."""
    at = _Drawn.at
    if at + count > len(_Drawn.page):
        _Drawn.page, at = os.urandom(_PAGE), 0
    _Drawn.at = at + count
    return _Drawn.page[at : at + count]


def random_bits(count: int) -> int:
    """An integer of `count` random bits."""
    size = (count + 7) // 8
    return int.from_bytes(random_bytes(size)) >> (8 * size - count)


def _forget() -> None:
    _Drawn.page, _Drawn.at = b"", 0


os.register_at_fork(after_in_child=_forget)
