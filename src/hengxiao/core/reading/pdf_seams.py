"""Where a table goes on over a page break (分页接缝).

A spreadsheet prints a merged cell on both pages. Its text stands in the middle of the whole cell, so part of it may be
printed above or below the table of a page; and an outer column that one merged cell takes whole may lack its rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengxiao.core.reading.pdf_joining import NEAR, chained, is_label
from hengxiao.core.reading.pdf_lines import TextLine, text_lines
from hengxiao.core.reading.pdf_pages import Box, Glyph
from hengxiao.core.reading.pdf_parts import PageTable, Part

SLIP = 3.0  # points a clipped character's home may lie outside the table


@dataclass(slots=True)
class Leaf:
    """What stands on a page (单页内容): its tables, the lines and the characters outside them."""

    number: int
    tables: list[PageTable]
    lines: list[TextLine]
    loose: list[Glyph]


def meet(before: Leaf, after: Leaf) -> None:
    """Make the last table of a page and the first of the next fit where they are one (对齐分页两侧)."""
    if before.tables and after.tables:
        widen(before.tables[-1], after)
        if chained(before.tables[-1], after.tables[0]):
            reunite(before, after)


def widen(before: PageTable, after: Leaf) -> None:
    """Add outer columns that were not ruled on a page because one merged cell takes them whole (补全未画线的外侧列)."""
    table = after.tables[0]
    if not lies_on(before, table):
        return
    foot = [part for part in before.parts if part.bottom == before.rows]
    outer = [part for part in foot if part.right <= table.xs[0] + NEAR or part.left >= table.xs[-1] - NEAR]
    for left, right in [(part.left, part.right) for part in outer]:
        area = Box(left, table.ys[0], right, table.ys[-1])
        held = [one for one in after.loose if area.holds(*one.spot)]
        table.parts.append(Part(0, table.rows, left, right, text_lines(held)))
        table.xs = sorted({*table.xs, left, right})
        after.loose = [one for one in after.loose if one not in held]
        after.lines = [line for line in after.lines if not any(line.holds(one) for one in held)]


def lies_on(before: PageTable, table: PageTable) -> bool:
    """Whether all column edges of a table are edges of the one before (列边界是否都在上一页)."""
    return len(table.xs) > 2 and all(any(abs(x - other) <= NEAR for other in before.xs) for x in table.xs)


def reunite(before: Leaf, after: Leaf) -> None:
    """Give clipped text at a page break back to its cells (裁切文字归位) where both pages say the same."""
    upper, lower = before.tables[-1], after.tables[0]
    foot, head = upper.ys[-1], lower.ys[0]
    below = by_column([part for part in upper.parts if part.bottom == upper.rows], before.loose, foot, 1)
    above = by_column([part for part in lower.parts if part.top == 0], after.loose, head, -1)
    if below is None or above is None or not (below or above):
        return
    wholes: list[tuple[Part, list[TextLine]]] = []
    for part, more in below:
        wholes.append((part, [*part.lines, *more]))
    for part, more in above:
        wholes.append((part, [*more, *part.lines]))
    texts = {id(part): said(lines) for part, lines in wholes}
    for part, _ in wholes:
        others = [other for other in (*upper.parts, *lower.parts) if faces(part, other, upper, lower)]
        same = any(texts.get(id(other), said(other.lines)) == texts[id(part)] for other in others)
        if not same and not is_label(texts[id(part)]):
            return
    for part, lines in wholes:
        part.lines = lines
    before.lines = [line for line in before.lines if line.bottom <= foot + SLIP or not below]
    after.lines = [line for line in after.lines if line.top >= head - SLIP or not above]


def by_column(
    parts: Sequence[Part], loose: Sequence[Glyph], edge: float, side: int
) -> list[tuple[Part, list[TextLine]]] | None:
    """Lines beyond an edge of a table by the cell in whose column they stand; None when one stands in no column."""
    found: dict[int, list[Glyph]] = {}
    for one in loose:
        if (one.y - edge) * side <= 0 or one.text.isspace() or one.hidden:
            continue
        at = next(
            (at for at, part in enumerate(parts) if part.left - SLIP <= one.x0 and one.x1 <= part.right + SLIP), None
        )
        if at is None:
            return None
        found.setdefault(at, []).append(one)
    return [(parts[at], text_lines(glyphs)) for at, glyphs in sorted(found.items())]


def faces(part: Part, other: Part, upper: PageTable, lower: PageTable) -> bool:
    """Whether two cells meet at the page break in one column (分页两侧的同列单元格)."""
    if part is other or abs(part.left - other.left) > SLIP or abs(part.right - other.right) > SLIP:
        return False
    first, second = (part, other) if any(part is one for one in upper.parts) else (other, part)
    return first.bottom == upper.rows and second.top == 0 and any(second is one for one in lower.parts)


def said(lines: Sequence[TextLine]) -> str:
    """Text of lines without white space (文字)."""
    return "".join("".join(line.text.split()) for line in lines)
