"""Tables between white lines or filled cells (底色或白线分格的表格): the eye sees their cells, but no ruled lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from hengxiao.core.forms.vocabulary import row_word
from hengxiao.core.reading.columns import joined
from hengxiao.core.reading.pdf_implied import APART
from hengxiao.core.reading.pdf_lines import runs, text_lines
from hengxiao.core.reading.pdf_pages import Glyph, Rule, Sheet
from hengxiao.core.reading.pdf_parts import PageTable
from hengxiao.core.reading.pdf_ruled import TOUCH, components, part_at, ruled, slot_map
from hengxiao.core.reading.told_lines import blocks, lines_of

NEXT = 4.0  # characters below or above a table in which its next row would stand


def shaded(page: Sheet, tables: Sequence[PageTable], before: PageTable | None) -> list[PageTable]:
    """Tables between white lines or filled cells (底色或白线分格的表格), outside the ruled ones."""
    across = [rule for rule in page.faint[0] if not any(covers(table, rule) for table in tables)]
    down = [rule for rule in page.faint[1] if not any(covers(table, upright(rule)) for table in tables)]
    if not across or not down:
        return []
    found = []
    for group in components([*across, *page.horizontal], [*down, *page.vertical])[0]:
        table = ruled(page.number, *group) if any(rule.faint for rule in group[1]) else None
        if table is None or len(table.xs) < 3 or torn(table, page.glyphs) or goes_past(table, page.glyphs):
            continue
        if table.rows > 1 or (before is not None and same_sides(before, table)):
            found.append(table)
    return found


def same_sides(table: PageTable, other: PageTable) -> bool:
    """Whether two tables are equally wide at the same place (左右边界相同)."""
    return max(abs(table.xs[0] - other.xs[0]), abs(table.xs[-1] - other.xs[-1])) <= TOUCH


def covers(table: PageTable, rule: Rule) -> bool:
    """Whether a level rule lies within a table (横线是否在表内)."""
    left, top, right, bottom = table.box
    return top - TOUCH <= rule.at <= bottom + TOUCH and left - TOUCH <= rule.start and rule.end <= right + TOUCH


def upright(rule: Rule) -> Rule:
    """An upright rule's middle as a level one."""
    return Rule((rule.start + rule.end) / 2, rule.at, rule.at)


def goes_past(table: PageTable, glyphs: Sequence[Glyph]) -> bool:
    """Whether texts right above or below stand in several of the columns (表外紧接多栏文字): only part is filled."""
    left, top, right, bottom = table.box
    near = [
        one
        for one in glyphs
        if left <= one.x <= right and (0 < top - one.y < NEXT * one.size or 0 < one.y - bottom < NEXT * one.size)
    ]
    for line in lines_of(runs(near, APART)):
        if row_word("signature", "".join(piece.text for piece in line)):
            continue
        held = {bisect_right(table.xs, (piece.x0 + piece.x1) / 2) for piece in line}
        if len(held) > 1 and all(sum(piece.x0 < x < piece.x1 for x in table.xs) == 0 for piece in line):
            return True
    return False


def torn(table: PageTable, glyphs: Sequence[Glyph]) -> bool:
    """Whether a cell holds texts of several columns (单元格内有几栏文字), so that some edges must be missing."""
    held: dict[int, list[Glyph]] = {}
    slots = slot_map(table)
    for one in glyphs:
        part = part_at(table, slots, one)
        if part is not None:
            held.setdefault(id(part), []).append(one)
    for part in table.parts:
        texts = joined(blocks(text_lines(held.get(id(part), ()), apart=APART)))
        inner = [x for x in table.xs if part.left < x < part.right]
        if any(left.x1 < x < right.x0 for left, right in pairwise(texts) for x in inner):
            return True
    return False
