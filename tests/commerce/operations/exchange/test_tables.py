"""CSV as spreadsheets write it, and cells that they must not calculate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.errors import InvalidInput
from commerce.operations.exchange.product_columns import COLUMNS, NEEDED, template
from commerce.operations.exchange.tables import (
    MOST_ROWS,
    plain_cell,
    read_table,
    safe_cell,
    written,
)

ROWS = [(2, {"product": "tea", "name.zh": "龙井茶", "sku": "TEA"})]
TEXT = "product,name.zh,sku\r\ntea,龙井茶,TEA\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_what_excel_writes_in_china_and_elsewhere_is_read_alike(encoding):
    assert read_table(TEXT.encode(encoding), COLUMNS, NEEDED).rows == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_head(separator):
    assert read_table(TEXT.replace(",", separator).encode(), COLUMNS, NEEDED).rows == ROWS


def test_empty_lines_are_left_out_and_rows_keep_their_numbers():
    content = b"Product , SKU\n\ntea,TEA\n , \ncup,CUP\n"
    assert [n for n, _ in read_table(content, COLUMNS, NEEDED).rows] == [3, 5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_rows"),
        (b"product,sku\n", "no_rows"),
        (b"product,sku,colour\na,A,red\n", "unknown_column"),
        (b"product,sku,sku\na,A,A\n", "column_twice"),
        (b"product\na\n", "column_missing"),
        (b"product,sku\na,A,B\n", "too_many_cells"),
        (b"PK\x03\x04workbook", "not_csv"),
        (b"product,sku\n\xff\xff,A\n", "not_csv"),
        (b'product,sku\n"' + b"x" * 1_100_000 + b'",A\n', "not_csv"),
        (b"product,sku\n" + b"a,A\n" * (MOST_ROWS + 1), "too_many_rows"),
    ],
)
def test_what_is_no_file_of_products_is_refused_whole(content, code):
    with pytest.raises(InvalidInput) as refused:
        read_table(content, COLUMNS, NEEDED)
    assert [(p.field, p.code) for p in refused.value.problems] == [("file", code)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_ours_is_a_formula(sign):
    assert safe_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert written([[f"{sign}cmd|'/c calc'!A1", 5]]).lstrip(b'"').startswith(b"'")


@given(st.text(alphabet="'=+-@ab1 ", max_size=8))
def test_what_was_escaped_is_read_back(text):
    assert plain_cell(str(safe_cell(text))) == text.strip()


def test_the_template_reads_as_one_product_of_two_variants():
    rows = read_table(template(), COLUMNS, NEEDED).rows
    assert [(cells["product"], cells["sku"]) for _, cells in rows] == [
        ("linen-shirt", "SHIRT-M"),
        ("linen-shirt", "SHIRT-L"),
    ]
