"""Stars as text: signs for the eye, words for the ear."""

from commerce.catalog.views import Rating
from ui.amounts import number_text, tenths_text
from ui.texts import _, plural

MOST = 5


def star_signs(stars: int) -> str:
    """Five signs, so many of them full."""
    return "★" * stars + "☆" * (MOST - stars)


def stars_text(stars: int) -> str:
    """'4 stars'."""
    return plural("{count} star", "{count} stars", stars)


def rating_text(rating: Rating) -> str:
    """'4.6 of 5 · 12 reviews'; nothing before the first."""
    if not rating.reviews:
        return ""
    reviews = plural("{count} review", "{count} reviews", rating.reviews)
    return _("{average} of 5", average=average_text(rating)) + f" · {reviews}"


def average_text(rating: Rating) -> str:
    """'4.6'."""
    return tenths_text(rating.tenths)


def rating_signs(rating: Rating) -> str:
    """The average in whole stars."""
    return star_signs((rating.tenths + 5) // 10) if rating.reviews else ""


def short_rating(rating: Rating) -> str:
    """'4.6 (12)'; nothing before the first."""
    return f"{average_text(rating)} ({number_text(rating.reviews)})" if rating.reviews else ""
