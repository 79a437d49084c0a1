"""Categories: the list, and the panel of the one that is being edited."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from admin.parts.queries import texts_of
from commerce.catalog.queries import categories
from commerce.catalog.shelving import (
    CategoryEdit,
    all_categories,
    create_category,
    remove_category,
    save_category,
)
from commerce.catalog.texts import LANGUAGES
from commerce.errors import InvalidInput, NotFound, Problem, StaleEdit
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.amounts import number_text
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

_FIELDS = ("slug", "position", *(f"name.{language}" for language in LANGUAGES))
STEP = 10


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A category in the list, and its form: texts alone."""

    category_id: str = ""
    version: int = 0
    slug: str = ""
    name: str = ""
    en: str = ""
    zh: str = ""
    position: str = ""
    count: str = ""


class CategoriesState(rx.State):
    """Every category; `editing` is the one in the panel, `is_open` whether there is a panel."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    lines: rx.Field[list[ShelfLine]] = rx.field(default_factory=list)
    editing: rx.Field[ShelfLine] = rx.field(default_factory=ShelfLine)
    is_open: rx.Field[bool] = rx.field(default=False)
    theirs: str = ""

    @rx.event
    async def load(self) -> None:
        """Read them all."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            await self._read(at)
        self.loaded = True

    @rx.event
    async def edit(self, category_id: str) -> None:
        """Open the panel: for that category, or with '' for a new one."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            await self._read(at)
            self.editing = self._line(category_id) if category_id else self._blank()
            self.is_open, self.theirs = True, ""

    @rx.event
    async def close(self) -> None:
        """Put the panel away."""
        async with staff_at(self, Right.PRODUCTS_VIEW):
            self.is_open = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the panel's form; a stale save tells what stands and the next one may replace it."""
        given = texts_of(form, _FIELDS)
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            edit = _edit_of(given, self.editing.version)
            try:
                if self.editing.category_id:
                    await save_category(at.session, UUID(self.editing.category_id), edit)
                else:
                    await create_category(at.session, edit)
            except StaleEdit as stale:
                await self._compare(at, stale)
                return None
            await self._read(at)
            self.is_open = False
            return toast_done(_("Saved"))
        return None

    @rx.event
    async def remove(self) -> Any:
        """Take the panel's category away, when nothing stands on it."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            line = self.editing
            if not line.category_id:
                raise NotFound("category")
            await remove_category(at.session, UUID(line.category_id), line.version)
            await self._read(at)
            self.is_open = False
            return toast_done(_("{name} is gone.", name=line.name))
        return None

    async def _read(self, at: StaffVisit) -> None:
        shown = {view.id: view for view in await categories(at.session, at.locale)}
        self.lines = [
            ShelfLine(
                category_id=str(row.id),
                version=row.version,
                slug=row.slug,
                name=shown[row.id].name,
                en=row.name.get("en", ""),
                zh=row.name.get("zh", ""),
                position=str(row.position),
                count=number_text(shown[row.id].product_count),
            )
            for row in await all_categories(at.session)
        ]

    async def _compare(self, at: StaffVisit, stale: StaleEdit) -> None:
        """Keep the form; say what stands now; the next save is meant to replace it."""
        await self._read(at)
        names = " / ".join(stale.theirs["name"].values())
        self.theirs = f"{names} · {stale.theirs['slug']} · {stale.theirs['position']}"
        mine = self.editing
        self.editing = ShelfLine(
            mine.category_id, stale.version, mine.slug, mine.name, mine.en, mine.zh, mine.position
        )

    def _line(self, category_id: str) -> ShelfLine:
        for line in self.lines:
            if line.category_id == category_id:
                return line
        raise NotFound("category")

    def _blank(self) -> ShelfLine:
        last = max((int(line.position) for line in self.lines), default=0)
        return ShelfLine(position=str(last + STEP if self.lines else 0))


def _edit_of(given: dict[str, str], version: int) -> CategoryEdit:
    """The edit that the form means; the field 'name' is told at its first language."""
    position = given["position"].strip()
    wanted = {
        "version": version,
        "slug": given["slug"].strip(),
        "position": position or 0,
        "name": {language: given[f"name.{language}"] for language in LANGUAGES},
    }
    try:
        return CategoryEdit.parse(wanted)
    except InvalidInput as wrong:
        raise InvalidInput(
            Problem("name.en" if p.field == "name" else p.field, p.code, p.facts)
            for p in wrong.problems
        ) from None
