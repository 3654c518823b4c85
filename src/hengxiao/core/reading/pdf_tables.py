"""Tables on a page (页面上的表格): ruled ones, those between white lines or filled cells, and those the text tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hengxiao.core.forms.vocabulary import label_word
from hengxiao.core.reading.pdf_implied import APART, Carried, Implied, implied, looks_tabular, unruled
from hengxiao.core.reading.pdf_lines import TextLine, runs, text_lines
from hengxiao.core.reading.pdf_pages import Glyph, Sheet
from hengxiao.core.reading.pdf_parts import PageTable, Part
from hengxiao.core.reading.pdf_ruled import components, part_at, ruled, slot_map
from hengxiao.core.reading.pdf_shaded import covers, shaded
from hengxiao.core.reading.pdf_soundness import heads_row, is_glued, is_sound, words
from hengxiao.core.reading.told_heads import headings
from hengxiao.core.reading.told_lines import lines_of


@dataclass(frozen=True, slots=True)
class Above:
    """What the page before tells about a page (上页情况): its last table, which may go on, and lines set on both.

    `lost` when the page before had a table that could not be read.
    """

    table: PageTable | None = None
    aside: Sequence[TextLine] = ()
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Tables of a page, the characters outside them, and whether there is a table that cannot be read (版面)."""

    tables: list[PageTable]
    loose: list[Glyph]
    refused: bool = False


def page_tables(page: Sheet, above: Above | None = None) -> Layout:
    """Tables of a page from top to bottom, and the characters outside them (查找表格).

    A table told by the text that makes no sense is given up.
    """
    above = above or Above()
    tables, refused = tables_of(page, above)
    loose = filled(tables, page.glyphs)
    wrong = [table for table in tables if table.told and is_glued(table)]
    wrong += [table for table in tables if table.unsure and not is_sound(table, heads_before(table, above.table))]
    wrong += [table for table in tables[:1] if is_orphan(table, above)]
    if wrong:
        tables = [table for table in tables if table not in wrong]
        loose = filled(tables, page.glyphs)
    for table in tables:
        if table.columns is not None:
            as_before(table, table.columns.former)
    return Layout(tables, loose, refused or bool(wrong))


def is_orphan(table: PageTable, above: Above) -> bool:
    """Whether a table without headings goes on with one of the page before whose columns it has not (是否失去表头)."""
    if not table.told or table.goes_on or not (above.lost or (above.table is not None and above.table.columns)):
        return False
    rows = [[part for part in table.parts if part.top == row and words(part)] for row in range(table.rows)]
    return not any(heads_row(row) or label_word(words(row[0])) for row in rows if row)


def tables_of(page: Sheet, above: Above) -> tuple[list[PageTable], bool]:
    """Empty tables of a page, and whether there is one whose rows cannot be told (表格框架)."""
    before = above.table
    whole, open_ = components(page.horizontal, page.vertical)
    tables = [table for group in whole if (table := ruled(page.number, *group)) is not None]
    tables += shaded(page, tables, before)
    open_ = [rule for rule in open_ if not any(covers(table, rule) for table in tables)]
    outside = [one for one in page.glyphs if not any(line.holds(one) for line in above.aside)]
    among, doubtful = implied(page, outside, open_, carried_from(before))
    tables += told(page, among)
    outside = [one for one in outside if not any(holds(table, one) for table in tables)]
    refused = False
    if doubtful or not tables or heads_something(outside):
        carried = carried_from(before) if not tables else None
        known = [*open_, *page.faint[0]]
        without, refused = unruled(page, outside, carried, known, lost=above.lost and not tables)
        if without is None and not (refused and None in doubtful):
            refused = refused and not doubtful
            tables += told(page, [one for one in doubtful if one is not None])
        tables += told(page, [without] if without is not None else [])
    refused = refused or (before is not None and not tables and looks_tabular(outside, 3, 2))
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0])), refused


def holds(table: PageTable, one: Glyph) -> bool:
    """Whether a character stands in the area of a table (是否在表内)."""
    left, top, right, bottom = table.box
    return left <= one.spot[0] <= right and top <= one.spot[1] <= bottom


def heads_something(glyphs: Sequence[Glyph]) -> bool:
    """Whether headings of indicators stand among characters outside the tables (表外是否有指标表头)."""
    return bool(headings(lines_of(runs((one for one in glyphs if not one.hidden), APART))))


def told(page: Sheet, found: Iterable[Implied]) -> list[PageTable]:
    """Tables whose columns the text tells (推断的表格)."""
    drawn = [(one, table) for one in found if (table := ruled(page.number, one.across, one.down)) is not None]
    for one, table in drawn:
        table.told, table.columns, table.goes_on, table.unsure = True, one.columns, one.goes_on, one.unsure
    return [table for _, table in drawn]


def filled(tables: Sequence[PageTable], glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Put characters into the cells they stand in (填入文字); what is left stands outside."""
    held: dict[int, list[Glyph]] = {}
    loose: list[Glyph] = []
    slots = [slot_map(table) for table in tables]
    by_size = sorted(range(len(tables)), key=lambda at: area(tables[at]))
    for one in glyphs:
        for at in by_size:
            part = part_at(tables[at], slots[at], one)
            if part is not None:
                held.setdefault(id(part), []).append(one)
                break
        else:
            loose.append(one)
    for table in tables:
        for part in table.parts:
            part.lines = text_lines(held.get(id(part), ()))
    return loose


def heads_before(table: PageTable, before: PageTable | None) -> Sequence[Part]:
    """Headings of the page before that hold for a table that goes on (上页表头)."""
    return before.heads if before is not None and table.goes_on else ()


def as_before(table: PageTable, former: dict[float, float]) -> None:
    """Give the columns a page's text has moved the edges they have on the page before (列边界还原)."""
    table.xs = [former.get(x, x) for x in table.xs]
    for part in table.parts:
        part.left, part.right = former.get(part.left, part.left), former.get(part.right, part.right)


def carried_from(before: PageTable | None) -> Carried | None:
    """Columns the text of a table has told, with its sides (上页推断的列)."""
    if before is None or before.columns is None:
        return None
    return before.xs[0], before.xs[-1], before.columns.slim() if before.unsure else before.columns


def area(table: PageTable) -> float:
    """Area of a table; of nested ones the smaller holds the text (表格面积)."""
    left, top, right, bottom = table.box
    return (right - left) * (bottom - top)
