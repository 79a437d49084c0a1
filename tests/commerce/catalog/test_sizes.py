"""Sizes stand in the order that people expect."""

from commerce.catalog.sizes import by_size
from commerce.catalog.views import OptionValue


def ordered(*keys: str) -> list[str]:
    return [value.key for value in by_size(OptionValue(key, key, 1) for key in keys)]


def test_words_of_size_go_from_small_to_large() -> None:
    assert ordered("XL", "M", "Large", "S", "Small") == ["S", "Small", "M", "Large", "XL"]


def test_a_double_size_stands_between_its_two() -> None:
    assert ordered("L", "L/XL", "M", "S", "S / M", "XL") == ["S", "S / M", "M", "L", "L/XL", "XL"]


def test_amounts_are_compared_across_their_units() -> None:
    assert ordered("1 kg", "250 g", "0.5 kg") == ["250 g", "0.5 kg", "1 kg"]


def test_words_with_a_measure_stand_by_their_word_then_by_it() -> None:
    given = ordered("Large, 30 cm", "Small, 20 cm", "Small, 16 cm", "Medium, 24 cm")
    assert given == ["Small, 16 cm", "Small, 20 cm", "Medium, 24 cm", "Large, 30 cm"]


def test_what_is_no_size_keeps_its_order() -> None:
    assert ordered("Ivory", "Celadon", "Adult", "A4") == ["Ivory", "Celadon", "Adult", "A4"]
