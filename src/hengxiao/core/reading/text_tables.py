"""Rows of plain text laid into grids (文本表格排列): titles over all columns, group headings over their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from hengxiao.core.forms.grid import Cell
from hengxiao.core.forms.vocabulary import meanings
from hengxiao.core.reading.blocks import Assembly
from hengxiao.core.reading.cleaning import clean

Row = Sequence[str]
AHEAD = 3
FIGURE = re.compile(r"[≥≤≧≦═=<>＞＜≈~]+.*|[-+]?[\d,.]+\s*[%％‰]?")


def lay_rows(rows: Sequence[Row], out: Assembly) -> None:
    """Add rows of text to the document (文本行 → 网格), cut where a title stands between parts of different width."""
    cleaned = [tuple(map(clean, row)) for row in rows]
    for part in parts([row for row in cleaned if any(row)]):
        columns = max(map(len, part))
        out.table(list(cells_of(part, columns)), len(part), columns)


def parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Parts of a table: a title begins a new one when the rows after it are wider or narrower than those before."""
    start = 0
    for index, row in enumerate(rows):
        if len(row) > 1 or index == start:
            continue
        before = {len(each) for each in rows[start:index] if len(each) > 1}
        after = [len(each) for each in rows[index + 1 : index + 1 + AHEAD] if len(each) > 1]
        if before and after and max(before) != max(after):
            yield rows[start:index]
            start = index
    if rows:
        yield rows[start:]


def cells_of(rows: Sequence[Row], columns: int) -> Iterator[Cell]:
    """Cells of one table with the spans that plain text has lost."""
    units = [shared(row, rows[index + 1]) if index + 1 < len(rows) else () for index, row in enumerate(rows)]
    widths: list[list[int]] = [[] for _ in rows]
    for index in reversed(range(len(rows))):
        below = iter(widths[index + 1]) if units[index] else iter(())
        grouped = [sum(next(below) for _ in range(unit)) for unit in units[index]]
        widths[index] = grouped or ([columns] if len(rows[index]) == 1 else [1] * len(rows[index]))
    heights = merged_down(rows, units)
    for index, row in enumerate(rows):
        column = 1
        for position, (text, width) in enumerate(zip(row, widths[index], strict=True)):
            if heights[index][position]:
                yield Cell(text, index + 1, column, heights[index][position], width)
            column += width


def merged_down(rows: Sequence[Row], units: Sequence[Sequence[int]]) -> list[list[int]]:
    """Heights of all cells: a heading above a blank cell of the next heading row takes it in, which leaves 0 there."""
    heights = [[1] * len(row) for row in rows]
    for index in reversed(range(len(rows) - 1)):
        below = 0
        for position, unit in enumerate(units[index]):
            if unit == 1 and not rows[index + 1][below]:
                heights[index][position] += heights[index + 1][below]
                heights[index + 1][below] = 0
            below += unit
    return heights


def shared(row: Row, below: Row) -> Sequence[int]:
    """How many cells of the next row each heading covers (表头分组); empty when the next row is none of headings.

    A blank cell below continues the heading above it; what is filled between blanks belongs to the remaining headings,
    shared out as evenly as may be.
    """
    if len(below) <= len(row) or all(below) or any(FIGURE.fullmatch(text) for text in (*row, *below)):
        return ()
    runs = [(filled, len(list(group))) for filled, group in groupby(map(bool, below))]
    free = len(row) - sum(length for filled, length in runs if not filled)
    total = sum(length for filled, length in runs if filled)
    counts = [length for filled, length in runs if filled]
    sizes = counts if len(counts) == free else [total // free] * len(counts) if free > 0 and total % free == 0 else []
    uneven = not sizes and len(counts) == 1 and 1 < free < total and all(map(meanings, row))
    units: list[int] = []
    for filled, length in runs:
        size = sizes.pop(0) if filled and sizes else 1
        if filled and uneven:
            units.extend(total // free + (number < total % free) for number in range(free))
        elif length % size:
            return ()
        else:
            units.extend([size] * (length // size))
    if len(units) != len(row) or not all(text or unit == 1 for text, unit in zip(row, units, strict=True)):
        return ()
    return units
