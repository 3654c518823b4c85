"""Tables of a binary Word file (二进制 Word 文件的表格): rows with their own edges become one grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeGuard

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.doc_properties import CONTINUED, MERGED_LEFT, RESTARTED, RowShape

# marks around what was filled into a form field
FIELD_FROM, FIELD_TO = "\ufdd0", "\ufdd1"
FILLED = re.compile(f"{FIELD_FROM}(.*?){FIELD_TO}", re.DOTALL)
SLACK = 20  # twips: edges nearer than one point are the same edge


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in a cell (单元格内的段落)."""

    text: str
    bold: bool = False
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A physical row (物理行): the contents of its cells and, when the file gives it, its shape."""

    cells: tuple[tuple[Line | OpenTable, ...], ...]
    shape: RowShape


@dataclass(slots=True)
class OpenTable:
    """A table being read (正在读取的表格): finished rows, finished cells of the open row, parts of the open cell."""

    rows: list[Row] = field(default_factory=list)
    cells: list[tuple[Line | OpenTable, ...]] = field(default_factory=list)
    parts: list[Line | OpenTable] = field(default_factory=list)

    def end_cell(self) -> None:
        """The open cell is complete (单元格结束)."""
        self.cells.append(tuple(self.parts))
        self.parts.clear()

    def end_row(self, shape: RowShape, *, keep: bool = True) -> None:
        """The open row is complete (行结束); a deleted row is not kept."""
        if keep and self.cells:
            self.rows.append(Row(tuple(self.cells), shape))
        self.cells.clear()
        self.parts.clear()

    def finish(self) -> bool:
        """Close what a damaged file left open (补全未结束的行); True when something was."""
        if self.parts:
            self.end_cell()
        cut = bool(self.cells)
        self.end_row(RowShape())
        return cut

    @property
    def is_form(self) -> bool:
        """Whether a table inside a cell is a form of its own (嵌套表): several rows and at least three columns."""
        return len(self.rows) > 1 and max(len(row.cells) for row in self.rows) > 2

    def inner(self) -> list[OpenTable]:
        """Forms inside the cells (嵌套的表格)."""
        return [part for row in self.rows for cell in row.cells for part in cell if is_inner_form(part)]


def is_inner_form(part: Line | OpenTable) -> TypeGuard[OpenTable]:
    """Whether a part of a cell is a form of its own (是否嵌套表格)."""
    return isinstance(part, OpenTable) and part.is_form


def lines_of(parts: Iterable[Line | OpenTable]) -> Iterator[Line]:
    """Lines of a cell, those of small tables in it among them (单元格各行文字)."""
    for part in parts:
        if isinstance(part, Line):
            yield part
        elif not part.is_form:
            for row in part.rows:
                for cell in row.cells:
                    yield from lines_of(cell)


def content(parts: Iterable[Line | OpenTable]) -> Line:
    """Text of a cell (单元格文字); bold when it begins so, repaired when a form field in it was written repeatedly."""
    lines = list(lines_of(parts))
    bold = next((line.bold for line in lines if line.text.strip()), False)
    text = "\n".join(line.text for line in lines)
    results = {clean(found) for found in FILLED.findall(text)}
    rest = clean(FILLED.sub("", text))
    if len(results) == 1 and len(FILLED.findall(text)) > 1 and rest in (only := results.pop()):
        return Line(only, bold, repaired=True)
    return Line(clean(text.replace(FIELD_FROM, "").replace(FIELD_TO, "")), bold)


def table_edges(rows: Iterable[Row]) -> dict[int, int]:
    """Edge in twips → number of the grid line it belongs to (列边界归并); near edges are one line.

    Edges of one and the same row are never put together, however near they are.
    """
    apart = {pair for row in rows for pair in pairwise(row.shape.edges)}
    groups: list[list[int]] = []
    for edge in sorted({edge for row in rows for edge in row.shape.edges}):
        near = bool(groups) and edge - groups[-1][0] <= SLACK
        if near and not any((other, edge) in apart for other in groups[-1]):
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return {edge: number for number, group in enumerate(groups) for edge in group}


@dataclass(slots=True)
class Laid:
    """A table laid out as a grid (网格): cells, columns, rows without column widths, cells with repeated fields."""

    cells: list[Cell]
    columns: int
    untold: list[int] = field(default_factory=list)
    repaired: list[Cell] = field(default_factory=list)


def grid(table: OpenTable) -> Laid:
    """The grid of a table (合成网格)."""
    rows = shaped(table.rows)
    lines = table_edges(rows)
    columns = max([*lines.values(), *(len(row.cells) for row in rows if not row.shape.edges)], default=0)
    cells: list[Cell] = []
    laid = Laid(cells, columns)
    standing: dict[tuple[int, int], int] = {}
    for number, row in enumerate(rows, 1):
        spans, told = row_spans(row, lines)
        laid.untold += [] if told else [number]
        for first, last, line, flags in spans:
            above = standing.get((first, last))
            if flags & CONTINUED and not flags & RESTARTED and above is not None:
                cells[above] = taller(cells[above], number, line.text)
                continue
            standing = {key: at for key, at in standing.items() if key[1] <= first or key[0] >= last}
            cells.append(Cell(line.text, number, first + 1, 1, last - first, line.bold))
            laid.repaired += cells[-1:] if line.repaired else []
            if flags & CONTINUED:
                standing[first, last] = len(cells) - 1
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return laid


def taller(cell: Cell, row: int, text: str) -> Cell:
    """A merged cell that reaches down to `row` (合并单元格下延); other text of its continuation is kept."""
    more = bool(text) and text not in cell.text
    whole = f"{cell.text}\n{text}" if more else cell.text
    return cell._replace(text=whole, row_span=row - cell.row + 1, joined=cell.joined or more)


def shaped(rows: list[Row]) -> list[Row]:
    """Rows without a shape take that of the row before when it fits (沿用上一行的列定义)."""
    done: list[Row] = []
    for row in rows:
        if not row.shape.edges and done and len(done[-1].shape.edges) == len(row.cells) + 1:
            done.append(Row(row.cells, RowShape(done[-1].shape.edges, (0,) * len(row.cells))))
        else:
            done.append(row)
    return done


def row_spans(row: Row, lines: dict[int, int]) -> tuple[list[tuple[int, int, Line, int]], bool]:
    """(first line, last line, text, flags) of each cell, and whether the file told all columns (行内单元格范围)."""
    edges, flags = row.shape.edges, row.shape.flags
    if not edges:
        return [(index, index + 1, content(parts), 0) for index, parts in enumerate(row.cells)], False
    spans: list[tuple[int, int, Line, int]] = []
    for index, text in enumerate(map(content, row.cells)):
        beyond = index >= len(flags)
        if spans and (beyond or flags[index] & MERGED_LEFT):
            first, last, before, flag = spans[-1]
            whole = "\n".join(part for part in (before.text, text.text) if part)
            spans[-1] = (first, last if beyond else lines[edges[index + 1]], Line(whole, before.bold), flag)
        else:
            spans.append((lines[edges[index]], lines[edges[index + 1]], text, flags[index]))
    return spans, len(row.cells) == len(flags)
