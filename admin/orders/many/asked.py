"""What a form over many orders says: which orders, and each one's own field."""

from collections.abc import Mapping

from admin.orders.one.asked import text_in
from commerce.errors import InvalidInput
from commerce.ids import tidy_number
from commerce.orders.many import MOST

_LONGEST = 64


def numbers_in(form: object) -> list[str]:
    """The orders that the form is about, each once. Raises InvalidInput for none or too many."""
    words = text_in(form, "numbers")[: MOST * _LONGEST].split()
    numbers = list(dict.fromkeys(tidy_number(word[:_LONGEST]) for word in words))
    if not numbers:
        raise InvalidInput.of("", "no_order_chosen")
    if len(numbers) > MOST:
        raise InvalidInput.of("", "too_many_orders", most=MOST)
    return numbers


def own_in(form: object, name: str, place: int) -> str:
    """The field `name` of the order at that place."""
    given = form.get(f"{name}.{place}") if isinstance(form, Mapping) else None
    return str(given or "")[:200]
