"""Word XML folded before the tree is built (Word 版式折叠): formatting cut away, plain cells and paragraphs made short.

Most of a document is formatting that changes no text, and most cells hold one paragraph of one run. The tree of what is
left is a fifth as large. A folded paragraph holds its text itself; a folded cell has its span, width and merge in one
attribute, `shape`. Anything out of the ordinary is left as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

MAX_SPAN = 63  # Word allows no more columns in a table
SHAPE = "shape"
TELLING = rb"(?:b|vanish|pageBreakBefore|del|sectPr)[\s/]"  # properties that texts depend on
SIMPLE = rb"<w:(?:[^bdpsv]|(?!%s)[bdpsv])[^>]*>(?<=/>)" % TELLING
OF_RUN = rb"<w:rPr>(?:%s)*+</w:rPr>" % SIMPLE
OF_PARAGRAPH = rb"<w:pPr>(?:%s)*+(?:%s)?</w:pPr>" % (SIMPLE, OF_RUN)
LOOK_OF_ROW = rb"<w:(?:cantSplit|trHeight|tblHeader|jc|cnfStyle|tblCellSpacing)\b[^>]*>(?<=/>)"
MARK = rb"<w:(?:proofErr|bookmarkStart|bookmarkEnd|lastRenderedPageBreak)\b[^>]*>(?<=/>)"
FORMATTING = (
    re.compile(OF_RUN),
    re.compile(OF_PARAGRAPH),
    re.compile(rb"<w:trPr>(?:%s)*</w:trPr>" % LOOK_OF_ROW),
    re.compile(MARK),
)
OPENS_TEXT = rb"(?:%s)*+<w:r(?: [^<>/]*)?>(?:%s)?(?:%s)?<w:t(?: [^<>/]*)?>" % (MARK, OF_RUN, MARK)
SEAM = rb"</w:t></w:r>" + OPENS_TEXT
SEAMS = re.compile(SEAM)
TEXTS = rb"%s([^<]*+(?:%s[^<]*+)*+)</w:t></w:r>" % (OPENS_TEXT, SEAM)  # runs without properties that tell
PLAIN_PARAGRAPH = re.compile(rb"<w:p(?: [^<>/]*)?>(?:%s)?(?:%s)?(?:%s)*+</w:p>" % (OF_PARAGRAPH, TEXTS, MARK))
CELL, CELL_END = b"<w:tc><w:tcPr>", b"</w:tcPr>"
SHAPED = re.compile(
    rb'<w:tcW w:w="(\d+)" w:type="dxa"/>(?:<w:gridSpan w:val="(\d+)"/>)?'
    rb'(?:<w:vMerge w:val="restart"/>|<w:v(M)erge(?: w:val="continue")?/>)?'
    rb"(?:<w:(?:(?:tcBorders|tcMar)>(?:<w:[^<>]*/>)*</w:(?:tcBorders|tcMar)>"
    rb"|(?:shd|noWrap|textDirection|tcFitText|vAlign|hideMark)\b[^<>]*/>))*"
)


def folded(part: bytes) -> bytes:
    """A part with the same texts, tables and merges in less XML (折叠); one with literal sections is left alone."""
    if b"<![CDATA[" in part:
        return part
    pieces = PLAIN_PARAGRAPH.split(part)
    pieces[1::2] = [b"<w:p>%s</w:p>" % plain(text or b"") for text in pieces[1::2]]
    part = b"".join(pieces)
    for formatting in FORMATTING:
        part = formatting.sub(b"", part)
    before, *cells = part.split(CELL)
    return before + b"".join([_cell(*cell.partition(CELL_END)) for cell in cells])


def plain(text: bytes) -> bytes:
    """The text of runs without what stands between them (相邻文字段相连)."""
    return SEAMS.sub(b"", text) if b"<" in text else text


def _cell(properties: bytes, end: bytes, rest: bytes) -> bytes:
    shape = _shape(properties)
    return b"<w:tc %s>%s" % (shape, rest) if shape else CELL + properties + end + rest


@lru_cache(maxsize=4096)
def _shape(properties: bytes) -> bytes:
    """The attribute that stands for the properties of a cell; nothing when it cannot hold them."""
    found = SHAPED.fullmatch(properties)
    return b'shape="%s"' % b",".join(group or b"" for group in found.groups()) if found else b""


@lru_cache(maxsize=1024)
def unfolded(shape: str) -> tuple[int, int, str]:
    """Span, width and merge of a folded cell (单元格属性)."""
    width, span, up = shape.split(",")
    return spanned(span), whole(width), "up" if up else ""


def spanned(text: str | None) -> int:
    """Grid columns a cell takes (跨列数), at least one."""
    return min(max(whole(text), 1), MAX_SPAN)


@lru_cache(maxsize=1024)
def whole(text: str | None) -> int:
    """A whole number of an attribute; 0 when it is none."""
    digits = (text or "").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 7 else 0
