"""The form of one product, and what surrounds it."""

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import form_section
from admin.parts.picture_upload import picture_upload
from admin.products.clash_panel import clash_panel
from admin.products.editor_state import EditorState
from admin.products.files_part import files_part
from admin.products.variants_part import levels_part, variants_part
from admin.shell.page import may, office_page
from admin.stock.panel import stock_panel
from commerce.people.rights import Right
from ui.parts.badges import label_badge, product_states, state_badge
from ui.parts.buttons import action_button, link_button, submit_button
from ui.parts.fields import area_field, choice_cards, select_field, text_field
from ui.parts.links import outside_link
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout, refusal_sentence
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def editor_page() -> rx.Component:
    """One product, or a new one."""
    head = EditorState.head
    return office_page(
        page_head(
            _title(),
            when(filled(head.state), state_badge(product_states, head.state)),
            when(head.has_weight | head.is_new, rx.fragment(), label_badge(head.kind_name)),
            actions=[
                when(head.state == "active", outside_link(head.shop_href, _("See it in the shop"))),
                when(may(Right.PRODUCTS_EDIT) & ~head.is_new, _moves()),
            ],
            back=(f"{paths.PRODUCTS}/", _("Products")),
        ),
        when(EditorState.loaded, refusal_callout(EditorState.refusal)),
        when_ready(
            EditorState.loaded,
            _form(),
            when(EditorState.refusal.bool(), _refused(), text_skeleton(12)),
        ),
        stock_panel(EditorState.recount),
    )


def _refused() -> rx.Component:
    return empty_state(
        "search-x",
        refusal_sentence(EditorState.refusal),
        _("The address may be mistyped. The list shows every product, archived ones too."),
        link_button(_("All products"), paths.PRODUCTS, tone="quiet"),
    )


def _title() -> rx.Var[str]:
    """The product's name; until it is known, only what it is."""
    named = rx.cond(EditorState.head.name, EditorState.head.name, _("New product"))
    return rx.cond(EditorState.loaded, named, _("Product")).to(str)


def _moves() -> rx.Component:
    def move(state: str, words: str, icon: str, *, main: bool = False) -> rx.Component:
        tone = "primary" if main else "quiet"
        return action_button(words, EditorState.put_in_state(state), icon=icon, tone=tone)

    state = EditorState.head.state
    return rx.el.div(
        when(state == "active", move("draft", _("Withdraw"), "eye-off")),
        when(state != "archived", move("archived", _("Archive"), "archive")),
        when(state == "archived", move("draft", _("Back to draft"), "undo-2")),
        when(state != "active", move("active", _("Publish"), "eye", main=True)),
        class_name="row",
    )


def _form() -> rx.Component:
    return rx.el.form(
        clash_panel(),
        when(EditorState.head.is_new, _kind_choice()),
        rx.el.div(
            _texts("en", _("English")),
            _texts("zh", _("Chinese")),
            class_name="two-languages",
        ),
        form_section(
            _("Place and picture"),
            _("Where customers find it, and how it looks in lists."),
            _field(
                "slug",
                _("Address"),
                help_text=_("The end of its link: small letters, digits and -"),
            ),
            select_field(
                "category_id",
                _("Category"),
                EditorState.shelves,  # pyright: ignore[reportArgumentType]
                default_value=EditorState.values["category_id"],
                error=_error("category_id"),
                optional=True,
            ),
            picture_upload("picture_id", EditorState.values["picture_id"], _("Picture")),
            select_field(
                "tax_class",
                _("Tax class"),
                EditorState.taxes,  # pyright: ignore[reportArgumentType]
                default_value=EditorState.values["tax_class"],
                error=_error("tax_class"),
            ),
        ),
        variants_part(),
        levels_part(),
        files_part(),
        when(
            may(Right.PRODUCTS_EDIT),
            rx.el.div(submit_button(_("Save"), wide=False), class_name="form-end"),
        ),
        on_submit=EditorState.save,
        key=EditorState.drawn.to(str),
        class_name="stack",
        no_validate=True,
    )


def _kind_choice() -> rx.Component:
    """What is sold decides what its variants hold and how it reaches the customer."""
    return form_section(
        _("What is sold"),
        _("It stays what it is once it is saved."),
        choice_cards(
            "kind",
            _("Kind"),
            EditorState.kinds,  # pyright: ignore[reportArgumentType]
            value=EditorState.head.kind,
            on_change=EditorState.choose_kind,
            error=_error("kind"),
        ),
    )


def _texts(language: str, name: str) -> rx.Component:
    """Name, summary and description in one language."""

    def named(part: str, label: str, rows: int) -> rx.Component:
        field = f"{part}.{language}"
        words = _("{option} ({language})", option=label, language=name)
        wiring = {"lang": "zh-CN" if language == "zh" else "en"}
        if rows == 1:
            return _field(field, words, max_length=120, **wiring)
        return area_field(
            field,
            words,
            default_value=EditorState.values[field],
            error=_error(field),
            optional=True,
            rows=str(rows),
            max_length=8_000 if part == "description" else 300,
            **wiring,
        )

    return rx.el.fieldset(
        rx.el.legend(name, class_name="hidden-but-read"),
        named("name", _("Product name"), 1),
        named("summary", _("Summary"), 2),
        named("description", _("Description"), 8),
        class_name="panel",
    )


def _field(name: str, label: str, **props: object) -> rx.Component:
    value = EditorState.values[name]
    return text_field(name, label, default_value=value, error=_error(name), **props)  # pyright: ignore[reportArgumentType]


def _error(name: str) -> rx.Var[str]:
    return field_error(EditorState.refusal, name)  # pyright: ignore[reportArgumentType]
