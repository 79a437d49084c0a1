"""Laws of cutting: whatever is typed is cut, and a text is found by each of its own words."""

from hypothesis import assume, given
from hypothesis import strategies as st

from commerce.catalog.search.cutting import (
    LONGEST,
    MOST_WORDS,
    asked_words,
    code_lexemes,
    folded,
    lexemes,
    runs,
    stem,
)
from commerce.catalog.search.sounding import sounds

ANYTHING = st.text(max_size=200)
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(st.one_of(HAN, st.sampled_from("abcdeéÄ0129 -.'&（）")), min_size=1, max_size=30)
PLAIN = st.text(st.sampled_from("abcxyz 0189"), max_size=30)
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "abcxyz0189"} | {ord(" "): 0x3000}


def breaks_out(lexeme: str) -> bool:
    """Whether it holds what ends or escapes a quoted lexeme."""
    return any(sign in "'\\" or sign.isspace() for sign in lexeme)


@given(ANYTHING)
def test_whatever_is_typed_gives_a_few_words_that_a_query_can_hold(query: str) -> None:
    words = asked_words(query)
    assert len(words) <= MOST_WORDS
    for word in words:
        for text in (word.text, *word.parts):
            assert 0 < len(text) <= LONGEST
            assert not breaks_out(text)


@given(ANYTHING)
def test_no_lexeme_breaks_out_of_its_quotes(text: str) -> None:
    for lexeme in lexemes(text) | sounds(text):
        assert lexeme
        assert not breaks_out(lexeme)


@given(NAMES)
def test_a_name_is_found_by_each_word_of_it(name: str) -> None:
    assume(len(folded(name)) <= LONGEST)
    found = lexemes(name)
    for word in asked_words(name):
        whole = word.text in found or (not word.han and stem(word.text) in found)
        assert whole or (word.parts and set(word.parts) <= found), word


@given(PLAIN)
def test_capitals_and_wide_letters_say_the_same(text: str) -> None:
    words = asked_words(text)
    assert asked_words(text.upper()) == words
    assert asked_words(text.translate(WIDE)) == words


@given(st.lists(st.from_regex(r"[A-Z0-9]{1,6}", fullmatch=True), min_size=2, max_size=4))
def test_a_sku_is_found_as_written_and_without_its_dashes(parts: list[str]) -> None:
    found = code_lexemes("-".join(parts))
    for typed in ("-".join(parts), "".join(parts), "-".join(parts).lower()):
        (word,) = asked_words(typed)
        assert word.text in found


@given(ANYTHING)
def test_runs_of_what_was_folded_are_the_same_runs(text: str) -> None:
    assert runs(folded(text)) == runs(text)
