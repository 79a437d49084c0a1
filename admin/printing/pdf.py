"""The papers as a PDF: the picking list, then a slip a page, in a font that goes along with it."""

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from admin.printing.papers import PaperLine, Papers, Slip
from ui.texts import Locale, _, plural, speaking

FONT = "WenQuanYiMicroHei"
FONT_FILE = Path(__file__).parent / "fonts" / "wqy-microhei.ttc"
MARGIN = 16 * mm
QUIET, LINE = HexColor("#555555"), HexColor("#bbbbbb")
_CJK_FROM = "\u2e80"  # the first sign of the scripts that break anywhere
_BOX = "□"  # to tick off
_drawing = Lock()  # the library keeps its fonts for all threads together

_TEXT = ParagraphStyle("text", fontName=FONT, fontSize=10.5, leading=15)
_TICK = ParagraphStyle("tick", _TEXT, fontSize=17)
_SMALL = ParagraphStyle("small", _TEXT, fontSize=9, leading=13, textColor=QUIET)
_ADDRESS = ParagraphStyle("address", _TEXT, fontSize=13, leading=19)
_HEAD = ParagraphStyle("head", _TEXT, fontSize=17, leading=23)


def drawn(papers: Papers, locale: Locale, *, letter: bool = False) -> bytes:
    """The PDF; `letter`: on paper of 8.5 by 11 inches instead of A4. It takes a thread's time."""
    with _drawing, speaking(locale):
        _font()
        into = BytesIO()
        document = SimpleDocTemplate(
            into,
            pagesize=LETTER if letter else A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=_("Picking list and packing slips"),
            author=papers.shop_name,
            lang="zh-CN" if locale == "zh" else "en",
        )
        parts = _picking(papers, document.width)
        for slip in papers.slips:
            parts += [PageBreak(), *_slip(slip, papers.shop_name, document.width)]
        document.build(parts, onFirstPage=_foot, onLaterPages=_foot)
        return into.getvalue()


@cache
def _font() -> None:
    registerFont(TTFont(FONT, str(FONT_FILE)))


def _picking(papers: Papers, width: float) -> list[Flowable]:
    count = plural("{count} order", "{count} orders", len(papers.slips))
    heads = [_("SKU"), _("Item"), _("Orders"), _("Pieces"), ""]
    rows = [[one.sku, one.name, one.of, one.pieces, _BOX] for one in papers.picks]
    return [
        _said(_("Picking list"), _HEAD),
        _said(f"{papers.shop_name} · {count}", _SMALL),
        Spacer(0, 5 * mm),
        _table(heads, rows, [0.24, 0.48, 0.1, 0.1, 0.08], width),
    ]


def _slip(slip: Slip, shop_name: str, width: float) -> list[Flowable]:
    name = [_said(slip.number, _HEAD), _said(shop_name, _SMALL)]
    code = Code128(slip.number, barHeight=12 * mm, barWidth=0.33 * mm, quiet=False)
    code.hAlign = "RIGHT"
    head = Table([[name, code]], [width * 0.5, width * 0.5], hAlign="LEFT")
    head.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (1, 0), (1, 0), "RIGHT"),
                *_no_padding(),
            ]
        )
    )
    to_whom = [slip.name, *slip.address, slip.phone]
    about = " · ".join(part for part in (slip.delivery, slip.placed) if part)
    heads = [_("SKU"), _("Item"), _("Pieces")]
    return [
        head,
        Spacer(0, 6 * mm),
        *(_said(line, _ADDRESS) for line in to_whom if line),
        Spacer(0, 4 * mm),
        _said(about, _SMALL),
        Spacer(0, 4 * mm),
        *_collect(slip),
        _table(heads, [_cells(line) for line in slip.lines], [0.26, 0.62, 0.12], width),
    ]


def _collect(slip: Slip) -> list[Flowable]:
    if not slip.collect:
        return []
    asked = _said(_("To collect at the door: {amount}", amount=slip.collect), _ADDRESS)
    framed = Table([[asked]], hAlign="LEFT")
    framed.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1, QUIET)]))
    return [framed, Spacer(0, 4 * mm)]


def _cells(line: PaperLine) -> list[str]:
    return [line.sku, line.name, line.pieces]


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[float], width: float
) -> Table:
    """Goes on over pages under the same heads."""
    cells: list[list[Any]] = [[_said(head, _SMALL) for head in heads]]
    cells += [[_said(text, _TICK if text == _BOX else _TEXT) for text in row] for row in rows]
    table = Table(cells, [share * width for share in shares], repeatRows=1, hAlign="LEFT")
    lines = ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)
    table.setStyle(TableStyle([lines, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _no_padding() -> list[tuple[Any, ...]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), 0) for side in sides]


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    """Text as it is: no sign of it is markup. Chinese breaks anywhere, other words stay whole."""
    shown = style.clone(style.name, wordWrap="CJK" if max(text, default="") >= _CJK_FROM else None)
    shown.splitLongWords = True
    return Paragraph(escape(text), shown)


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(MARGIN + document.width, MARGIN / 2, str(canvas.getPageNumber()))
