"""Bytes that nobody can guess are given out once, in this process and in those forked from it."""

import os

import pytest

from commerce.randomness import random_bits, random_bytes


def test_no_bytes_are_given_out_twice():
    drawn = [random_bytes(12) for _ in range(10_000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(one) for one in drawn} == {12}


def test_a_forked_process_draws_other_bytes():
    random_bytes(1)  # a page is there, and the child would have the same
    reader, writer = os.pipe()
    if not (child := os.fork()):
        os.write(writer, random_bytes(16))
        os._exit(0)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as told:
        theirs = told.read(16)
    assert len(theirs) == 16
    assert theirs != random_bytes(16)


@pytest.mark.parametrize("count", [1, 7, 8, 45, 76])
def test_bits_are_as_many_as_were_asked_for(count: int):
    drawn = [random_bits(count) for _ in range(2_000)]
    assert all(0 <= one < 1 << count for one in drawn)
    assert max(drawn) >> (count - 1) == 1
