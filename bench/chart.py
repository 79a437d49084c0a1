"""The order legs as bars, beside the yardstick: plain SVG, readable on light and on dark paper."""

from collections.abc import Sequence
from html import escape

from bench.figures import YARDSTICK, Summary

WIDTH, LABELS, BAR, GAP, TOP = 760, 210, 22, 8, 34
HEADS = {"hot": "Orders a second, one SKU", "many": "Orders a second, 10,000 SKUs"}


def chart(sums: Sequence[Summary]) -> str:
    """One group of bars a shape; within a group all are of one scale."""
    parts: list[str] = []
    y = 0
    for shape, head in HEADS.items():
        group = [one for one in sums if one.shape == shape]
        if group:
            parts += _group(head, group, y)
            y += TOP + len(group) * (BAR + GAP) + GAP
    style = "text{font:14px system-ui,sans-serif;fill:#6b7280}.head{font-weight:600}"
    size = f'width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        f"<title>Orders a second beside pgbench</title><style>{style}</style>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _group(head: str, group: Sequence[Summary], top: int) -> list[str]:
    most = max(one.rate for one in group) or 1.0
    lines = [f'<text class="head" x="0" y="{top + 20}">{escape(head)}</text>']
    for place, one in enumerate(group):
        y = top + TOP + place * (BAR + GAP)
        length = max(1, round(one.rate / most * (WIDTH - LABELS - 150)))
        color = "#9ca3af" if one.what == YARDSTICK else "#0f766e"
        ratio = "" if one.ratio is None or one.what == YARDSTICK else f"  ({one.ratio:.1f}x)"
        end = LABELS + length + 8
        lines += [
            f'<text x="0" y="{y + 16}">{escape(one.what)}</text>',
            f'<rect x="{LABELS}" y="{y}" width="{length}" height="{BAR}" fill="{color}" rx="3"/>',
            f'<text x="{end}" y="{y + 16}">{one.rate:,.0f}{ratio}</text>',
        ]
    return lines
