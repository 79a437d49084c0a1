"""Every refusal that the shop can make has its words, in both languages."""

import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from api.bodies import BodyTooLarge, NotJson
from api.languages import LOCALES, preferred
from api.problems import status_of
from api.wording import MESSAGES, TITLES, message, title
from commerce.errors import CommerceError, Problem

HOUSE = Path(__file__).resolve().parent.parent.parent
ASK = """
import sys
import api.routes
print(*(name for name in sys.modules if name.partition(".")[0] in ("api", "commerce")))
"""
FIELD_CODES = re.compile(
    r'(?:InvalidInput\.of|Problem)\(\s*[^,()]+(?:\([^()]*\))?[^,()]*,\s*"(\w+)"|ValueError\("(\w+)"\)'
)


def refusals(kind=CommerceError):
    yield kind
    for child in kind.__subclasses__():
        yield from refusals(child)


@pytest.fixture(scope="module")
def modules() -> list[str]:
    """What the API stands on: the back office's own verbs never answer here."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    return asked.stdout.split()


def codes_in(modules):
    for name in modules:
        source = inspect.getsource(import_module(name))
        for found in FIELD_CODES.finditer(source):
            yield found[1] or found[2]


def test_every_kind_of_refusal_has_a_title_and_a_status_of_a_client(modules):
    for name in modules:
        import_module(name)
    known = [kind for kind in refusals() if kind.__module__ in modules]
    assert {BodyTooLarge, NotJson} <= set(known)
    for kind in known:
        assert kind.code in TITLES, kind
        status = status_of(kind.__new__(kind))
        assert 400 <= status < 500 or status == 503, kind


def test_every_problem_of_a_field_has_a_message(modules):
    codes = set(codes_in(modules))
    assert {"unknown_sku", "phone", "json_depth"} <= codes
    assert codes - set(MESSAGES) == set()


def test_all_words_stand_in_every_language_with_the_same_facts():
    for words in (*TITLES.values(), *MESSAGES.values()):
        assert set(words) == set(LOCALES)
        facts = {frozenset(re.findall(r"{(\w+)}", text)) for text in words.values()}
        assert len(facts) == 1


def test_missing_facts_and_unknown_codes_still_give_a_sentence():
    assert message(Problem("name", "string_too_long"), "en") == "is not in the right form"
    assert message(Problem("name", "made_up"), "zh") == "格式不正确"
    assert title("made_up", "en") == "This is not possible."


def test_the_language_is_the_best_that_we_speak():
    asked = {
        "": "en",
        "zh": "zh",
        "zh-CN,zh;q=0.9,en;q=0.8": "zh",
        "en-GB,zh;q=0.9": "en",
        "fr,zh;q=0.5,en;q=0.4": "zh",
        "fr": "en",
        "zh;q=0,en;q=0.1": "en",
        "zh;q=nan, en;q=2": "en",
        "x" * 5000: "en",
    }
    assert {header: preferred(header) for header in asked} == asked
