"""Rows of Word tables laid into a grid (Word 表格排列): columns from spans or widths, vertical merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Any

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.docx_folding import MAX_SPAN, SHAPE, spanned, unfolded, whole
from hengxiao.core.reading.docx_text import VAL, WORD

CELL_PROPERTIES, ROW_PROPERTIES, WIDE, KIND = WORD + "tcPr", WORD + "trPr", WORD + "w", WORD + "type"
BEFORE, BEFORE_WIDTH, AFTER = (WORD + name for name in ("gridBefore", "wBefore", "gridAfter"))
WIDTH, SPAN, DOWN, ACROSS, STRUCK = (WORD + name for name in ("tcW", "gridSpan", "vMerge", "hMerge", "cellDel"))
BY_PLACE = itemgetter(1, 2)
EDGE_TOLERANCE = 100  # twentieths of a point: edges closer than 1.8 mm are the same line


@dataclass(slots=True)
class RawCell:
    """A table cell before its columns are known (单元格原样); `width` 0 when the file gives none.

    `merge`: `up` continues the cell above, `left` the one before, `struck` is deleted by a tracked change.
    """

    text: str
    span: int
    width: int
    merge: str
    bold: bool
    column: int = 0

    def absorb(self, other: RawCell) -> None:
        """Take in the cell merged with this one from the right."""
        self.text = "\n".join(filter(None, (self.text, other.text)))
        self.span += other.span
        self.width = self.width + other.width if self.width and other.width else 0


@dataclass(slots=True)
class RawRow:
    """A table row (表行) with the grid columns left free before and after it."""

    before: int
    before_width: int
    after: int
    cells: list[RawCell]

    @property
    def total(self) -> int:
        """Grid columns the row takes."""
        return self.before + sum(cell.span for cell in self.cells) + self.after

    @property
    def edges(self) -> list[int]:
        """Positions of the cells' edges by their widths."""
        return list(accumulate((cell.width for cell in self.cells), initial=self.before_width))


def twips(element: Any) -> int:
    """A width in twentieths of a point (宽度), 0 when relative."""
    return whole(element.get(WIDE)) if element.get(KIND, "dxa") == "dxa" else 0


def plain_cell(element: Any) -> RawCell | None:
    """A cell folded with its only paragraph (折叠的单元格); None for any other."""
    shape = element.get(SHAPE)
    if shape is None or len(element) != 1:
        return None
    content = element[0]
    return RawCell(clean(content.text or ""), *unfolded(shape), False) if not len(content) else None


def shaped(text: str, element: Any, bold: bool) -> RawCell:
    """A cell with the span, width and merge its properties give it (单元格属性)."""
    shape = element.get(SHAPE)
    if shape is not None:
        return RawCell(text, *unfolded(shape), bold)
    span, width, merge = 1, 0, ""
    for each in next(element.iterchildren(CELL_PROPERTIES), ()):
        tag = each.tag
        if tag == WIDTH:
            width = twips(each)
        elif tag == SPAN:
            span = spanned(each.get(VAL))
        elif tag == DOWN and each.get(VAL, "continue") != "restart":
            merge = merge or "up"
        elif tag == ACROSS and each.get(VAL, "continue") != "restart":
            merge = merge if merge == "struck" else "left"
        elif tag == STRUCK:
            merge = "struck"
    return RawCell(text, span, width, merge, bold)


def spaced(properties: Any, cells: list[RawCell]) -> RawRow:
    """A row with the grid columns its properties leave free (行首行尾空列)."""
    row = RawRow(0, 0, 0, cells)
    for each in reversed(properties) if properties is not None else ():
        tag = each.tag
        if tag == BEFORE:
            row.before = min(whole(each.get(VAL)), MAX_SPAN)
        elif tag == BEFORE_WIDTH:
            row.before_width = twips(each)
        elif tag == AFTER:
            row.after = min(whole(each.get(VAL)), MAX_SPAN)
    return row


def place_columns(rows: Sequence[RawRow], widths: Sequence[int]) -> int:
    """Give every cell its columns and return their number (确定各单元格的列).

    Spans are trusted as long as all rows agree on the number of columns; where they do not, the printed widths decide:
    laid over the table's own grid when they fit it, else over the edges of all rows together.
    """
    if len({row.total for row in rows}) > 1 and all(cell.width for row in rows for cell in row.cells):
        edges = list(accumulate(widths, initial=0))
        if not all(widths) or not all(is_near(edges, edge) for row in rows for edge in row.edges):
            edges = clustered(edge for row in rows for edge in row.edges)
        for row in rows:
            by_widths(row, edges)
    else:
        for row in rows:
            by_spans(row)
    return max(cell.column + cell.span - 1 for row in rows for cell in row.cells)


def clustered(positions: Iterable[int]) -> list[int]:
    """Distinct edges (列边线): positions that nearly coincide count once."""
    found: list[int] = []
    for position in sorted(set(positions)):
        if not found or position - found[-1] > EDGE_TOLERANCE:
            found.append(position)
    return found


def nearest(edges: Sequence[int], position: int) -> int:
    """Index of the edge nearest to a position."""
    return min(range(len(edges)), key=lambda index: abs(edges[index] - position))


def is_near(edges: Sequence[int], position: int) -> bool:
    """Whether a position coincides with an edge."""
    return abs(edges[nearest(edges, position)] - position) <= EDGE_TOLERANCE


def by_spans(row: RawRow) -> None:
    """Columns of a row by counting spans."""
    column = row.before + 1
    for cell in row.cells:
        cell.column = column
        column += cell.span


def by_widths(row: RawRow, edges: Sequence[int]) -> None:
    """Columns of a row by the nearest edges; every cell takes at least one."""
    indices = [nearest(edges, position) for position in row.edges]
    left = indices[0]
    for cell, right in zip(row.cells, indices[1:], strict=True):
        cell.column, cell.span = left + 1, max(right - left, 1)
        left += cell.span


@dataclass(slots=True)
class Anchor:
    """A cell whose vertical extent is still open (未结束的合并单元格); `more` are the texts of continued parts."""

    cell: RawCell
    first: int
    last: int
    more: tuple[str, ...] = ()

    def goes_on(self, index: int, text: str) -> None:
        """Take in the part of a row below; a text printed already is not repeated."""
        self.last = index
        if text and text != self.cell.text and text not in self.more:
            self.more = (*self.more, text)

    def settled(self) -> Cell:
        """The finished cell; texts of continued parts are joined."""
        cell, text, joined = self.cell, self.cell.text, False
        if self.more:
            texts = [text, *self.more] if text else self.more
            text, joined = "\n".join(texts), len(texts) > 1
        return Cell(text, self.first, cell.column, self.last - self.first + 1, cell.span, cell.bold, joined)


def merge_down(rows: Sequence[RawRow]) -> list[Cell]:
    """Cells with their vertical extent (纵向合并); a merge goes on over a row that leaves its columns free."""
    finished: list[Cell] = []
    anchors: dict[int, Anchor] = {}
    for index, row in enumerate(rows, 1):
        for cell in row.cells:
            above = anchors.get(cell.column)
            if above is not None and above.cell.span == cell.span:
                if cell.merge == "up":
                    above.goes_on(index, cell.text)
                    continue
                finished.append(above.settled())
            else:
                right = cell.column + cell.span
                for column in [c for c, a in anchors.items() if c < right and cell.column < c + a.cell.span]:
                    finished.append(anchors.pop(column).settled())
            anchors[cell.column] = Anchor(cell, index, index)
    finished.extend(anchor.settled() for anchor in anchors.values())
    return sorted(finished, key=BY_PLACE)
