"""The search box of every page, which suggests while one types (assets/parts/search_box.js)."""

import reflex as rx

from storefront import paths
from ui.texts import _, localized, spoken


class SearchBox(rx.Component):
    """An ARIA combobox over `GET /api/v1/suggestions`; no State is asked at any letter.

    Without scripts it is a plain form that leads to the results.
    """

    library = "$/public/parts/search_box.js"
    tag = "SearchBox"

    action: rx.Var[str]
    base: rx.Var[str]
    locale: rx.Var[str]
    words: rx.Var[dict[str, str]]


def search_box() -> rx.Component:
    """In the language that is being spoken."""
    return SearchBox.create(
        action=localized(paths.PRODUCTS),
        base=localized(paths.HOME).rstrip("/"),
        locale=spoken(),
        words={
            "label": _("Search products"),
            "hint": _("What are you looking for?"),
            "send": _("Search"),
            "clear": _("Clear"),
            "suggestions": _("Suggestions"),
            "products": _("Products"),
            "categories": _("Categories"),
            "words": _("Searches"),
            "meant": _("Did you mean"),
            # The browser fills in the braces.
            "all": _("All results for “{query}”", query="{query}"),
            "count": _("{count} suggestions; choose with the arrow keys", count="{count}"),
            "none": _("No suggestions"),
        },
    )
