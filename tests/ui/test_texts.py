"""Texts in two languages, and the tool that keeps the catalogues complete."""

from pathlib import Path

import pytest
import reflex as rx

from ui import catalogues
from ui.texts import LOCALES, _, locale_of, localized, plain_path, plural, prefixed, speaking


def test_every_text_has_its_chinese() -> None:
    assert catalogues.problems() == []


def test_a_text_speaks_the_locale_of_its_block_and_the_outer_one_after_it() -> None:
    with speaking("zh"):
        assert _("Cart") == "购物车"
    assert _("Cart") == "Cart"


def test_an_unknown_text_stays_english() -> None:
    with speaking("zh"):
        assert _("A text that no catalogue has") == "A text that no catalogue has"


def test_facts_are_filled_in_and_a_fact_may_be_a_var() -> None:
    with speaking("zh"):
        assert _("Quantity of {name}", name="茶") == "茶的数量"
        named = _("Quantity of {name}", name=rx.Var("row.name", _var_type=str))
    assert "row.name" in str(rx.Var.create(named))


def test_plurals_follow_the_count() -> None:
    assert plural("{count} item", "{count} items", 1) == "1 item"
    assert plural("{count} item", "{count} items", 0) == "0 items"
    with speaking("zh"):
        assert plural("{count} item", "{count} items", 1) == "1 件"


@pytest.mark.parametrize(
    ("path", "locale", "plain"),
    [
        ("/", "en", "/"),
        ("/cart", "en", "/cart"),
        ("/zh", "zh", "/"),
        ("/zh/", "zh", "/"),
        ("/zh/cart", "zh", "/cart"),
        ("/zhangsan", "en", "/zhangsan"),
    ],
)
def test_a_path_tells_its_locale(path: str, locale: str, plain: str) -> None:
    assert (locale_of(path), plain_path(path)) == (locale, plain)


def test_links_stay_in_the_language() -> None:
    assert [prefixed(locale, "/cart") for locale in LOCALES] == ["/cart", "/zh/cart"]
    with speaking("zh"):
        assert localized("/") == "/zh/"


def _problems_of(source: str, folder: Path) -> list[str]:
    (folder / "page.py").write_text(source, encoding="utf-8")
    found = catalogues.problems(folders=[folder])
    return [line for line in found if "used nowhere" not in line]


def test_the_check_finds_what_is_not_translated(tmp_path: Path) -> None:
    (line,) = _problems_of('def page(): return _("Never translated")', tmp_path)
    assert line.endswith("page.py:1: no zh for 'Never translated'")


def test_the_check_refuses_texts_that_no_tool_can_find(tmp_path: Path) -> None:
    (line,) = _problems_of("def page(name): return _(name)", tmp_path)
    assert "needs its English as a literal" in line


def test_the_check_refuses_texts_that_run_before_any_language_is_chosen(tmp_path: Path) -> None:
    (line,) = _problems_of('TITLE = _("Cart")', tmp_path)
    assert "runs at import" in line


def test_the_check_finds_half_width_punctuation_beside_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zh").mkdir()
    entry = 'msgid "Paid. Thank you."\nmsgstr "已付款,谢谢"\n'
    header = catalogues.HEADER.format(locale="zh")
    (tmp_path / "zh" / "parts.po").write_text(header + entry, encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALE_FOLDER", tmp_path)
    (line,) = _problems_of('def page(): return _("Paid. Thank you.")', tmp_path)
    assert line.endswith("has half-width punctuation beside Chinese")


def test_the_check_finds_what_is_used_nowhere(tmp_path: Path) -> None:
    assert "parts.po: 'Undo' is used nowhere" in catalogues.problems(folders=[tmp_path])
