"""The terms' form: filled from what is published, published by version."""

from typing import Any

import reflex as rx

from admin.parts.queries import texts_of
from admin.parts.stale import Difference, texts_differing
from commerce.errors import StaleEdit
from commerce.people.rights import Right
from commerce.shops.queries import forget_shops
from commerce.shops.terms import LANGUAGES, PublishTerms, present_terms, publish_terms
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

FIELDS = tuple(f"text.{language}" for language in LANGUAGES)


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {"text.en": _("In English"), "text.zh": _("In Chinese")}


class TermsState(rx.State):
    """`form`: what the fields begin with; `filled` counts how often they were filled anew."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    version: str = ""
    published: bool = False
    filled: int = 0
    differs: rx.Field[list[Difference]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Fill the form with what is published."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            await self._fill(at)

    @rx.event
    async def publish(self, form: dict[str, Any]) -> list[Any]:
        """Publish; when somebody else was first both are shown, and the next one wins."""
        given = texts_of(form, FIELDS)
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            command = PublishTerms.parse(given, self.version)
            try:
                await publish_terms(at.session, command)
            except StaleEdit as stale:
                self.differs = texts_differing(given, stale.theirs, labels())
                self.version = (await present_terms(at.session, at.shop.id))[0]
                return []
            await self._fill(at)
            return [toast_done(_("Published.")), TermsState.settle()]
        return []

    @rx.event
    async def settle(self) -> None:
        """After the commit: this process reads the shop anew at once."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            forget_shops()

    async def _fill(self, at: StaffVisit) -> None:
        self.version, terms = await present_terms(at.session, at.shop.id)
        words = terms.text if terms else {}
        self.form = {f"text.{language}": words.get(language, "") for language in LANGUAGES}
        self.published, self.differs = terms is not None, []
        self.filled += 1
