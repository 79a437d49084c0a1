"""The product's form: saved whole, refused at its fields, compared when it is stale."""

import pytest
from sqlmodel import col, select

from admin.products.editor_state import EditorState
from commerce.catalog.models import Price, Product, Variant
from commerce.db.session import transaction
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_shop
from tests.commerce.catalog.forms import a_form, a_variant, created
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


async def an_editor(shop, product, role=Role.MANAGER, locale=""):
    editor = await at_page(EditorState, shop, f"{locale}/admin/products/{product.id}/", role)
    await call(editor, "load")
    return editor


def typed(editor, **changes):
    """The form as the browser posts it: an unticked box is left out."""
    form = {name: value for name, value in editor.values.items() if value or "active" not in name}
    return form | {name.replace("__", "."): value for name, value in changes.items()}


async def stands(shop):
    async with transaction(shop.id) as session:
        product = (await session.exec(select(Product))).one()
        prices = (await session.exec(select(Price).order_by(col(Price.version)))).all()
    return product, [price.amount_minor for price in prices]


async def test_the_form_shows_and_saves_what_stands():
    shop = await a_shop()
    product = await created(shop, a_form("tea", a_variant("TEA-M", 1_250)))
    editor = await an_editor(shop, product)
    assert editor.values["name.zh"] == "绿茶"
    assert [(line.sku, line.price, line.active) for line in editor.lines] == [
        ("TEA-M", "12.50", True)
    ]
    assert [(level.sku, level.left, level.level) for level in editor.levels] == [
        ("TEA-M", "0", "out")
    ]
    key = editor.lines[0].key
    await call(
        editor, "save", typed(editor, name__en="Spring tea", **{f"variants__{key}__price": "13"})
    )
    assert editor.refusal is None
    saved, prices = await stands(shop)
    assert (saved.name["en"], saved.version, prices) == ("Spring tea", 3, [1_250, 1_300])
    await call(editor, "save", typed(editor))
    assert (await stands(shop))[1] == [1_250, 1_300]


async def test_each_mistake_is_told_at_its_field_and_nothing_is_written():
    shop = await a_shop()
    product = await created(shop, a_form())
    editor = await an_editor(shop, product)
    prefix = f"variants.{editor.lines[0].key}"
    wrong = {
        "name.en": "",
        "name.zh": " ",
        "slug": "Not a slug",
        f"{prefix}.price": "12,50",
        f"{prefix}.compare_at": "-1",
        f"{prefix}.weight": "heavy",
        f"{prefix}.sku": "",
    }
    await call(editor, "save", typed(editor) | wrong)
    assert editor.refusal is not None
    assert set(refused(editor).fields) == set(wrong) - {"name.zh"}
    assert (await stands(shop))[0].version == product.version


async def test_a_price_before_below_the_price_is_told_at_its_field():
    shop = await a_shop()
    editor = await an_editor(shop, await created(shop, a_form()))
    field = f"variants.{editor.lines[0].key}.compare_at"
    await call(editor, "save", typed(editor) | {field: "1"})
    assert list(refused(editor).fields) == [field]


async def test_a_stale_save_shows_both_and_writes_what_was_chosen():
    shop = await a_shop()
    product = await created(shop, a_form())
    mine, theirs = await an_editor(shop, product), await an_editor(shop, product)
    price = f"variants.{mine.lines[0].key}.price"
    await call(
        theirs, "save", typed(theirs, name__en="Theirs", summary__en="Theirs") | {price: "9"}
    )

    form = typed(mine, name__en="Mine", name__zh="我的")
    await call(mine, "save", form)
    assert [(c.name, c.mine, c.theirs, c.keep) for c in mine.clashes] == [
        ("name.en", "Mine", "Theirs", "mine"),
        ("name.zh", "我的", "绿茶", "mine"),
        ("summary.en", "Fresh", "Theirs", "theirs"),
        (price, "10.00", "9.00", "theirs"),
    ]
    product, prices = await stands(shop)
    assert (product.name["en"], prices) == ("Theirs", [1_000, 900])

    choice = {f"keep.{clash.name}": clash.keep for clash in mine.clashes}
    await call(mine, "save", form | choice | {"keep.name.en": "theirs"})
    assert (mine.refusal, mine.clashes) == (None, [])
    product, prices = await stands(shop)
    assert product.name == {"en": "Theirs", "zh": "我的"}
    assert (product.summary["en"], prices) == ("Theirs", [1_000, 900])


async def test_a_new_product_with_options_is_created_and_published():
    shop = await a_shop()
    editor = await at_page(EditorState, shop, "/zh/admin/products/new/")
    await call(editor, "load")
    await call(editor, "add_variant")
    await call(editor, "add_option")
    first, second = (line.key for line in editor.lines)
    form = {"name.zh": "杯子", "slug": "cup", "tax_class": "standard", "options.0.zh": "颜色"}
    for key, sku, colour in ((first, "CUP-1", "黑"), (second, "CUP-2", "红")):
        prefix = f"variants.{key}"
        form |= {f"{prefix}.sku": sku, f"{prefix}.price": "8", f"{prefix}.active": "on"}
        form |= {f"{prefix}.options.0.zh": colour}
    await call(editor, "save", form)
    assert editor.refusal is None
    product, prices = await stands(shop)
    assert (product.name, product.state, prices) == ({"zh": "杯子"}, "draft", [800, 800])
    async with transaction(shop.id) as session:
        variants = await session.exec(select(Variant).order_by(col(Variant.position)))
        assert [(v.sku, v.options) for v in variants] == [
            ("CUP-1", [{"name": {"zh": "颜色"}, "value": {"zh": "黑"}}]),
            ("CUP-2", [{"name": {"zh": "颜色"}, "value": {"zh": "红"}}]),
        ]
    editor = await an_editor(shop, product, locale="/zh")
    await call(editor, "put_in_state", "active")
    assert editor.head.state == "active"
    await call(editor, "put_in_state", "sold")
    assert refused(editor).code == "invalid"


async def test_rows_that_were_never_saved_can_go_and_saved_ones_stay():
    shop = await a_shop()
    editor = await an_editor(shop, await created(shop, a_form()))
    await call(editor, "add_variant")
    saved, fresh = (line.key for line in editor.lines)
    await call(editor, "drop_variant", saved)
    await call(editor, "drop_variant", fresh)
    assert [line.key for line in editor.lines] == [saved]


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
@pytest.mark.parametrize(
    ("handler", "arguments"),
    [
        ("save", ({},)),
        ("add_variant", ()),
        ("drop_variant", ("x",)),
        ("add_option", ()),
        ("put_in_state", ("archived",)),
    ],
)
async def test_who_may_only_look_changes_nothing(role, handler, arguments):
    shop = await a_shop()
    editor = await an_editor(shop, await created(shop, a_form()), role)
    with pytest.raises(Refused):
        await call(editor, handler, *arguments)
    assert (await stands(shop))[0].version == 2


async def test_another_shops_product_is_not_there():
    here, there = await a_shop(), await a_shop()
    theirs = await created(there, a_form())
    editor = await at_page(EditorState, here, f"/admin/products/{theirs.id}/")
    await call(editor, "load")
    assert (refused(editor).code, editor.values, editor.loaded) == ("not_found", {}, False)


@pytest.mark.parametrize("form", [None, [], "x", {"name.en": 5, "slug": ["a"]}, {"slug": "\x00"}])
async def test_odd_forms_are_refused(form):
    shop = await a_shop()
    editor = await an_editor(shop, await created(shop, a_form()))
    await call(editor, "save", form)
    assert refused(editor).code == "invalid"
    assert (await stands(shop))[0].version == 2


async def test_a_new_product_is_of_the_kind_that_was_chosen_with_its_quantities():
    shop = await a_shop()
    editor = await at_page(EditorState, shop, "/admin/products/new/")
    await call(editor, "load")
    assert editor.kinds[0].value == "goods"
    await call(editor, "choose_kind", "promotion")
    assert (editor.head.units, editor.head.has_weight) == ("impressions", False)
    key = editor.lines[0].key
    form = {"name.en": "Video lift", "slug": "lift", "tax_class": "standard"}
    form |= {f"variants.{key}.{part}": text for part, text in (("sku", "LIFT"), ("price", "9.90"))}
    await call(editor, "save", form | {f"variants.{key}.units": ""})
    assert list(refused(editor).fields) == [f"variants.{key}.units"]
    await call(editor, "save", form | {f"variants.{key}.units": "0"})
    assert list(refused(editor).fields) == [f"variants.{key}.units"]
    await call(editor, "save", form | {f"variants.{key}.units": "10000"})
    assert editor.refusal is None
    product, _prices = await stands(shop)
    async with transaction(shop.id) as session:
        variant = (await session.exec(select(Variant))).one()
    assert (product.kind, variant.units, variant.weight_grams) == ("promotion", 10_000, 0)

    editor = await an_editor(shop, product)
    assert (editor.lines[0].units, editor.head.kind) == ("10000", "promotion")
    await call(editor, "choose_kind", "goods")
    assert refused(editor).code == "invalid"
    await call(editor, "save", typed(editor, **{f"variants__{variant.id}__units": "25000"}))
    async with transaction(shop.id) as session:
        assert (await session.exec(select(Variant.units))).one() == 25_000


async def test_there_is_no_kind_but_those_of_the_installation():
    shop = await a_shop()
    editor = await at_page(EditorState, shop, "/admin/products/new/")
    await call(editor, "load")
    await call(editor, "choose_kind", "likes")
    assert (refused(editor).code, editor.head.kind) == ("invalid", "goods")
