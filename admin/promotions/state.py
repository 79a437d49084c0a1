"""Promotions: both lists, the panel of the one that is edited, and what a cart would pay."""

from typing import Any
from uuid import UUID

import reflex as rx

from admin.parts.queries import texts_of
from admin.parts.stale import Difference, texts_differing
from admin.promotions.form import (
    COUPON,
    FIELDS,
    PromotionLine,
    edit_of,
    empty_form,
    flat_of,
    labels,
    line_of,
)
from admin.promotions.preview import PREVIEW, preview_text
from commerce.errors import InvalidInput, NotFound, StaleEdit
from commerce.people.rights import Right
from commerce.promotions import editing
from commerce.promotions.editing import CouponEdit, PromotionEdit
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit


class PromotionsState(rx.State):
    """`what`: coupon or threshold; `row_id`: '' for a new one; `preview`: what a cart would pay."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    thresholds: rx.Field[list[PromotionLine]] = rx.field(default_factory=list)
    coupons: rx.Field[list[PromotionLine]] = rx.field(default_factory=list)
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    what: str = COUPON
    row_id: str = ""
    version: int = 0
    is_open: bool = False
    drawn: int = 0
    preview: str = ""
    differs: rx.Field[list[Difference]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read them all."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            await self._read(at)
        self.loaded = True

    @rx.event
    async def edit(self, what: str, row_id: str) -> None:
        """Open the panel: for that one, or with '' for a new one."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            coupon = what == COUPON
            if row_id:
                standing = await _standing(at, coupon, row_id)
                self.form, self.version = flat_of(standing, at.shop), standing["version"]
            else:
                self.form, self.version = empty_form(at.shop), 0
            self.what = COUPON if coupon else "threshold"
            self.row_id, self.is_open, self.differs, self.preview = row_id, True, [], ""
            self.drawn += 1

    @rx.event
    async def close(self) -> None:
        """Put the panel away; a page that is opened begins without it."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            self.is_open = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save, or with the cart's amount filled in only say what such a cart would pay."""
        given = texts_of(form, (*FIELDS, PREVIEW))
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            code = self.form["code"] if self.row_id else ""
            edit = edit_of(given, self.what, self.version, code, at.shop)
            self.preview = ""
            if given[PREVIEW].strip():
                self.preview = await preview_text(at, edit, given[PREVIEW].strip(), self.row_id)
                return None
            try:
                await _save(at, edit, self.row_id)
            except StaleEdit as stale:
                theirs = flat_of(stale.theirs, at.shop)
                self.differs = texts_differing(given, theirs, labels())
                self.version = stale.version
                return None
            await self._read(at)
            self.is_open = False
            return toast_done(_("Saved."))
        return None

    async def _read(self, at: StaffVisit) -> None:
        thresholds = await editing.all_promotions(at.session)
        coupons = await editing.all_coupons(at.session)
        self.thresholds = [line_of(row, at.shop) for row in thresholds]
        self.coupons = [line_of(row, at.shop) for row in coupons]


async def _standing(at: StaffVisit, coupon: bool, row_id: str) -> dict[str, Any]:
    if coupon:
        for row in await editing.all_coupons(at.session):
            if str(row.id) == row_id:
                return editing.standing_coupon(row)
    else:
        for row in await editing.all_promotions(at.session):
            if str(row.id) == row_id:
                return editing.standing_promotion(row)
    raise NotFound("promotion")


async def _save(at: StaffVisit, edit: PromotionEdit | CouponEdit, row_id: str) -> None:
    wanted = UUID(row_id) if row_id else None
    if isinstance(edit, CouponEdit):
        await editing.save_coupon(at.session, wanted, edit)
    elif isinstance(edit, PromotionEdit):
        await editing.save_promotion(at.session, wanted, edit)
    else:
        raise InvalidInput.of("", "invalid")
