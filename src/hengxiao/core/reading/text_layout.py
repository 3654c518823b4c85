"""Text that keeps the look of a page (保留版面的文本), as exported from a PDF: columns stand where blanks put them.

It is read like a printed page without rules: every character has its place, a wide one takes two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from hengxiao.core.reading.blocks import Assembly
from hengxiao.core.reading.pdf_flow import Flow
from hengxiao.core.reading.pdf_pages import Drawing, Glyph, sheet
from hengxiao.core.reading.pdf_tables import page_tables

SIZE, PITCH = 5.0, 6.0  # a character's size and the distance of lines, in points
LEAST_LINES = 5
GAP = "    "


def is_laid_out(text: str) -> bool:
    """Whether a text shows pages as printed (是否保留版面): page ends, and many lines with wide gaps inside."""
    lines = [line.strip() for line in text.splitlines()]
    return "\f" in text and "\t" not in text and sum(GAP in line for line in lines) >= LEAST_LINES


def read_pages(text: str, out: Assembly) -> None:
    """Read the pages of a text (逐页读取)."""
    flow = Flow(out)
    for number, page in enumerate(text.split("\f"), 1):
        lines = page.splitlines()
        if any(line.strip() for line in lines):
            read = sheet(number, drawn(lines))
            flow.page(read, page_tables(read, flow.above(read)))
    flow.end()


def drawn(lines: Sequence[str]) -> Drawing:
    """Lines of characters as a page draws them (按字符排版)."""
    glyphs = []
    width = 0.0
    for row, line in enumerate(lines, 1):
        x, top = 0.0, row * PITCH
        for char in line:
            step = SIZE if unicodedata.east_asian_width(char) in "WF" else SIZE / 2
            if not char.isspace():
                spot = (x + step / 2, top + SIZE / 2)
                glyphs.append(Glyph(char, x, top, x + step, top + SIZE, SIZE, spot=spot))
            x += step
        width = max(width, x)
    return Drawing(width, (len(lines) + 2) * PITCH, glyphs)
