"""The form of one product: read, saved whole, published; a stale save is compared, never lost."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import reflex as rx

from admin import paths
from admin.parts.tax_classes import tax_options, tax_words
from admin.products.clashes import KEEP, Clash, clashes_of, settled
from admin.products.file_lines import FileLine, file_lines
from admin.products.form import (
    OPTION_LIMIT,
    Flat,
    FormShape,
    edit_of,
    flat_of,
    given_of,
    in_form_words,
    shape_of,
)
from admin.products.kind_words import kind_facts, kind_options
from admin.products.variant_lines import LevelLine, VariantLine, level_lines, variant_lines
from commerce.catalog.editing import create_product, read_product, save_product, set_state
from commerce.catalog.edits import VARIANT_LIMIT
from commerce.catalog.files import kept_files
from commerce.catalog.kinds import all_kinds
from commerce.catalog.models import ProductState
from commerce.catalog.queries import categories
from commerce.catalog.texts import LANGUAGES
from commerce.errors import CommerceError, InvalidInput, NotFound, StaleEdit
from commerce.ids import new_id
from commerce.people.rights import Right
from commerce.stock.queries import levels_of
from ui.acting import staff_at
from ui.parts.fields import Option
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _, prefixed
from ui.visits import StaffVisit

NEW = "new"


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says about the product besides its form."""

    product_id: str = ""
    version: int = 0
    name: str = ""
    state: str = ""
    shop_href: str = ""
    currency: str = ""
    is_new: bool = True
    kind: str = "goods"
    kind_name: str = ""
    units: str = ""  # what a variant counts, where its kind sells by quantity
    has_weight: bool = True
    has_keys: bool = False
    is_counted: bool = True
    has_file: bool = False


class EditorState(rx.State):
    """One product's form. Its fields keep their own text; `drawn` grows when they are drawn anew."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    head: rx.Field[Head] = rx.field(default_factory=Head)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    lines: rx.Field[list[VariantLine]] = rx.field(default_factory=list)
    levels: rx.Field[list[LevelLine]] = rx.field(default_factory=list)
    files: rx.Field[list[FileLine]] = rx.field(default_factory=list)
    clashes: rx.Field[list[Clash]] = rx.field(default_factory=list)
    shelves: rx.Field[list[Option]] = rx.field(default_factory=list)
    taxes: rx.Field[list[Option]] = rx.field(default_factory=list)
    kinds: rx.Field[list[Option]] = rx.field(default_factory=list)
    option_count: rx.Field[int] = rx.field(default=0)
    drawn: rx.Field[int] = rx.field(default=0)
    # The values of the form's version, and what somebody else saved over them.
    _base: dict[str, str] = {}  # noqa: RUF012 (Reflex copies the default of each State)
    _theirs: dict[str, str] = {}  # noqa: RUF012

    @rx.event
    async def load(self) -> None:
        """Read the product that the URL names; 'new' is an empty form."""
        self.loaded, self.head = False, Head()
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            last = at.path.rstrip("/").rpartition("/")[2]
            await self._read_choices(at)
            if last == NEW:
                self._draw_empty(at)
            else:
                await self._draw(at, _product_id(last))
            self.loaded = True

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the whole form; what somebody else saved meanwhile is shown beside it."""
        shape = self._shape()
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            chosen = given_of_clashes(form, self.clashes)
            names = [clash.name for clash in self.clashes]
            mine = given_of(form, shape)
            try:
                saved = await self._write(at, settled(mine, self._theirs, chosen, names), shape)
            except StaleEdit as stale:
                self._compare(at, mine, stale, chosen)
                return None
            except CommerceError as refused:
                raise in_form_words(refused, shape) from None
            if self.head.is_new:
                return rx.redirect(prefixed(at.locale, paths.product(str(saved))) + "/")
            await self._draw(at, saved)
            return toast_done(_("Saved"))
        return None

    @rx.event
    async def choose_kind(self, kind: str) -> None:
        """What a new product is; what is typed stays. A saved one keeps its kind for good."""
        async with staff_at(self, Right.PRODUCTS_EDIT):
            if kind not in all_kinds() or not self.head.is_new:
                raise InvalidInput.of("kind", "unknown")
            self.head = replace(self.head, **kind_facts(kind))

    @rx.event
    async def add_variant(self) -> None:
        """One more row for a variant; it is kept when the form is saved."""
        async with staff_at(self, Right.PRODUCTS_EDIT):
            if len(self.lines) >= VARIANT_LIMIT:
                raise InvalidInput.of("variants", "too_long", max_length=VARIANT_LIMIT)
            self.lines = [*self.lines, *variant_lines({}, (_new_key(),), self.option_count)]

    @rx.event
    async def drop_variant(self, key: str) -> None:
        """Take a row away that was never saved."""
        async with staff_at(self, Right.PRODUCTS_EDIT):
            self.lines = [line for line in self.lines if not (line.is_new and line.key == key)]

    @rx.event
    async def add_option(self) -> None:
        """One more option that tells the variants apart."""
        async with staff_at(self, Right.PRODUCTS_EDIT):
            if self.option_count >= OPTION_LIMIT:
                raise InvalidInput.of("options", "too_long", max_length=OPTION_LIMIT)
            self.option_count += 1
            names = {f"options.{self.option_count - 1}.{language}": "" for language in LANGUAGES}
            self.values = names | self.values
            keys = tuple(line.key for line in self.lines)
            self.lines = variant_lines(self.values, keys, self.option_count)

    @rx.event
    async def put_in_state(self, state: str) -> Any:
        """Publish, withdraw or archive; what is unsaved in the form stays there."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            if state not in set(ProductState):
                raise InvalidInput.of("state", "unknown")
            wanted = ProductState(state)
            product_id, version = _product_id(self.head.product_id), self.head.version
            product = await set_state(at.session, at.shop, product_id, version, wanted)
            self.head = replace(self.head, version=product.version, state=str(product.state))
            words = {"active": _("It is on sale now."), "draft": _("It is a draft again.")}
            return toast_done(words.get(state, _("It is in the archive.")))
        return None

    @rx.event
    async def recount(self) -> None:
        """Read levels and files again, after one was changed beside the form."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            await self._read_levels(at)

    def _shape(self) -> FormShape:
        return FormShape(tuple(line.key for line in self.lines), self.option_count, self.head.kind)

    async def _write(self, at: StaffVisit, flat: Flat, shape: FormShape) -> UUID:
        edit = edit_of(flat, shape, self.head.version, at.shop.currency)
        if self.head.is_new:
            return (await create_product(at.session, at.shop, edit)).id
        product_id = _product_id(self.head.product_id)
        return (await save_product(at.session, at.shop, product_id, edit)).id

    def _compare(self, at: StaffVisit, mine: Flat, stale: StaleEdit, chosen: Flat) -> None:
        """Show both sides, with what was chosen before; the next save knows theirs."""
        theirs = flat_of(stale.theirs, at.shop.currency)
        found = clashes_of(self._base, mine, theirs, self._in_words)
        self.clashes = [replace(c, keep=chosen.get(KEEP + c.name) or c.keep) for c in found]
        self._base = self._theirs = theirs
        self.head = replace(self.head, version=stale.version, state=stale.theirs["state"])

    def _in_words(self, name: str, value: str) -> str:
        """A value as people read it: a category's name instead of its id."""
        if name == "category_id":
            return next((s.label for s in self.shelves if s.value == value), value)
        if name == "tax_class":
            return tax_words(value)
        if name == "picture_id":
            return _("Picture {id}", id=value[-6:]) if value else _("No picture")
        if name.endswith(".active"):
            return _("Yes") if value == "on" else _("No")
        return value or "–"

    async def _draw(self, at: StaffVisit, product_id: UUID) -> None:
        standing = await read_product(at.session, at.shop, product_id)
        shape = shape_of(standing)
        self.values = values = flat_of(standing, at.shop.currency)
        self.lines = variant_lines(values, shape.keys, shape.option_count)
        self.option_count = shape.option_count
        self._base, self._theirs, self.clashes = values, {}, []
        self.drawn += 1
        self.head = Head(
            product_id=str(product_id),
            version=standing["version"],
            name=values[f"name.{at.locale}"] or values["name.en"] or values["name.zh"],
            state=standing["state"],
            shop_href=prefixed(at.locale, f"/p/{standing['slug']}/"),
            currency=at.shop.currency,
            is_new=False,
            **kind_facts(standing["kind"]),
        )
        await self._read_levels(at)

    def _draw_empty(self, at: StaffVisit) -> None:
        empty = FormShape((_new_key(),), 0)
        self.values = dict.fromkeys(empty.names(), "") | {"tax_class": "standard"}
        self.lines = variant_lines({}, empty.keys, 0)
        self.option_count, self.levels, self.clashes, self._theirs = 0, [], [], {}
        self.files = []
        self.head = Head(currency=at.shop.currency, **kind_facts("goods"))
        self.drawn += 1

    async def _read_choices(self, at: StaffVisit) -> None:
        shelves = await categories(at.session, at.locale)
        none = Option("", _("No category"))
        self.shelves = [none, *(Option(str(shelf.id), shelf.name) for shelf in shelves)]
        self.taxes = await tax_options(at.session)
        self.kinds = kind_options()

    async def _read_levels(self, at: StaffVisit) -> None:
        saved = [UUID(line.key) for line in self.lines if not line.is_new]
        counted = await levels_of(at.session, saved)
        self.levels = level_lines(self.lines, counted) if self.head.is_counted else []
        kept = await kept_files(at.session, saved) if self.head.has_file else {}
        zone = at.shop.time_zone
        self.files = file_lines(self.lines, kept, zone) if self.head.has_file else []


def given_of_clashes(form: Any, clashes: list[Clash]) -> Flat:
    """Which side was chosen for each clash."""
    given = form if isinstance(form, dict) else {}
    return {KEEP + clash.name: str(given.get(KEEP + clash.name, "")) for clash in clashes}


def _product_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("product") from None


def _new_key() -> str:
    return new_id().hex[-12:]
