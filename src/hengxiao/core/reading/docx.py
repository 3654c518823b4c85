"""Word files, .docx (Word 文档): own walk over the XML, because the grid stands only there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.docx_text import P, TBL, VAL, WORD, FieldState, flow, is_on, is_placeholder, printed
from hengxiao.core.reading.guards import Package, UnreadableError, open_package, parse_xml
from hengxiao.core.targets.places import Place

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAX_COLUMNS = 512
EDGE_TOLERANCE = 60


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a .docx file (读取 .docx).

    Raises:
        UnreadableError: the package is damaged or refused.
    """
    package = open_package(data)
    root = parse_xml(main_part(package).replace(STRICT, TRANSITIONAL), "document.xml")
    body = root.find(WORD + "body")
    if body is None:
        raise UnreadableError("reading.truncated", part="document.xml")
    walk = Walk(Assembly(place))
    walk.blocks(body)
    if walk.hidden:
        walk.out.find("reading.hidden_text")
    return walk.out.result()


def main_part(package: Package) -> bytes:
    """The main document part: what the package's relations name, else the usual place."""
    if "_rels/.rels" in package:
        for relation in parse_xml(package.part("_rels/.rels"), ".rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = relation.get("Target", "").lstrip("/")
                if target in package:
                    return package.part(target)
    return package.part("word/document.xml")


@dataclass(slots=True)
class RawCell:
    """A table cell before its columns are known (单元格原样)."""

    text: str
    span: int
    width: int
    merge: str
    bold: bool
    nested: list[Any] = field(default_factory=list)
    column: int = 0


@dataclass(slots=True)
class RawRow:
    """A table row (表行) with the grid columns left free before and after."""

    before: int
    before_width: int
    after: int
    cells: list[RawCell]

    @property
    def total(self) -> int:
        """Grid columns the row takes."""
        return self.before + sum(cell.span for cell in self.cells) + self.after


@dataclass(slots=True)
class Walk:
    """Walk over the body (遍历正文)."""

    out: Assembly
    fields: FieldState = field(default_factory=FieldState)
    hidden: bool = False

    def blocks(self, container: Any) -> None:
        """Paragraphs and tables of a container in order."""
        for element in flow(container):
            if element.tag == P:
                self.paragraph(element)
            elif element.tag == TBL:
                self.table(element)
            else:
                self.blocks(element)

    def paragraph(self, element: Any) -> None:
        """One paragraph and the text boxes anchored in it."""
        found = printed(element, self.fields)
        self.hidden = self.hidden or found.hidden
        self.out.paragraph(clean(found.text), found.page_break)
        for box in found.boxes:
            self.blocks(box)

    def table(self, element: Any) -> None:
        """One table; a table of a single column that only holds other tables is a frame, not a form."""
        rows = [self.row(row) for row in flow(element) if row.tag == WORD + "tr" and not is_deleted(row, "trPr", "del")]
        rows = [row for row in rows if row.cells]
        nested = [table for row in rows for cell in row.cells for table in cell.nested]
        if nested and all(len(row.cells) == 1 for row in rows):
            for row in flow(element):
                for cell in flow(row):
                    self.blocks(cell)
            return
        if rows:
            columns = place_columns(rows, grid_widths(element))
            self.out.table(merge_down(rows), len(rows), columns)
        for table in nested:
            self.table(table)

    def row(self, element: Any) -> RawRow:
        """One row with its cells."""
        properties = element.find(WORD + "trPr")
        cells: list[RawCell] = []
        for cell in flow(element):
            if cell.tag != WORD + "tc" or is_deleted(cell, "tcPr", "cellDel"):
                continue
            found = self.cell(cell)
            if found.merge == "left" and cells:
                cells[-1].span += found.span
                cells[-1].width += found.width
            else:
                cells.append(found)
        return RawRow(
            number(properties, "gridBefore"), number(properties, "wBefore", "w"), number(properties, "gridAfter"), cells
        )

    def cell(self, element: Any) -> RawCell:
        """One cell: its text, joined with that of small tables inside it."""
        properties = element.find(WORD + "tcPr")
        lines: list[str] = []
        nested: list[Any] = []
        bold: list[bool] = []
        self.content(element, lines, nested, bold)
        width = properties.find(WORD + "tcW") if properties is not None else None
        fixed = width is not None and width.get(WORD + "type", "dxa") == "dxa"
        return RawCell(
            clean("".join(lines)),
            min(max(number(properties, "gridSpan"), 1), MAX_COLUMNS),
            number(properties, "tcW", "w") if fixed else 0,
            merge_of(properties),
            bool(bold) and bold[0],
            nested,
        )

    def content(self, container: Any, lines: list[str], nested: list[Any], bold: list[bool]) -> None:
        """Lines of a cell: paragraphs, text boxes, and small tables row by row."""
        for element in flow(container):
            if element.tag == P:
                found = printed(element, self.fields)
                self.hidden = self.hidden or found.hidden
                lines.append(found.text + ("" if mark_deleted(element) else "\n"))
                bold.extend([found.bold] if found.bold is not None else [])
                for box in found.boxes:
                    self.content(box, lines, nested, bold)
            elif element.tag == TBL and is_form(element):
                nested.append(element)
            else:
                self.content(element, lines, nested, bold)


def number(properties: Any, name: str, attribute: str = "val") -> int:
    """An integer property, 0 when absent or not a number."""
    found = properties.find(WORD + name) if properties is not None else None
    text = (found.get(WORD + attribute) or "") if found is not None else ""
    return int(float(text)) if text.replace(".", "", 1).isdecimal() else 0


def is_deleted(element: Any, properties: str, mark: str) -> bool:
    """Whether a row or cell is struck out by a tracked change."""
    found = element.find(WORD + properties)
    return found is not None and found.find(WORD + mark) is not None


def mark_deleted(paragraph: Any) -> bool:
    """Whether the paragraph's end is struck out, so that the next one continues it."""
    return paragraph.find(f"{WORD}pPr/{WORD}rPr/{WORD}del") is not None


def merge_of(properties: Any) -> str:
    """How a cell is merged: `start`, `up` (continues the cell above), `left` (continues the one before) or nothing."""
    if properties is None:
        return ""
    across, down = properties.find(WORD + "hMerge"), properties.find(WORD + "vMerge")
    if across is not None and across.get(VAL, "continue") != "restart":
        return "left"
    if down is None:
        return ""
    return "start" if down.get(VAL, "continue") == "restart" else "up"


def is_form(table: Any) -> bool:
    """Whether a nested table is a form of its own: several columns and several rows."""
    rows = [row for row in flow(table) if row.tag == WORD + "tr"]
    return len(rows) >= 2 and sum(1 for _ in flow(rows[0])) >= 1 and max(sum(1 for _ in flow(row)) for row in rows) >= 3


def grid_widths(table: Any) -> list[int]:
    """Widths of the table's grid columns."""
    return [int(float(column.get(WORD + "w") or 0)) for column in table.iterfind(f"{WORD}tblGrid/{WORD}gridCol")]


def place_columns(rows: Sequence[RawRow], widths: Sequence[int]) -> int:
    """Give every cell its first grid column and return the number of columns.

    Spans are trusted as long as the rows agree on the number of columns; a row that does not is laid over the edges of
    the others by its printed widths.
    """
    totals = Counter(row.total for row in rows)
    usual = max(totals, key=lambda total: (totals[total], total))
    edges = grid_edges(rows, widths, usual)
    for row in rows:
        if row.total == usual or not edges or not all(cell.width for cell in row.cells):
            by_spans(row)
        else:
            by_widths(row, edges)
    return max(cell.column + cell.span - 1 for row in rows for cell in row.cells)


def grid_edges(rows: Sequence[RawRow], widths: Sequence[int], usual: int) -> list[int]:
    """Positions of the column edges: from the table's grid when it fits the rows, else from the widths of the cells."""
    if len(widths) == usual and all(widths):
        return list(accumulate(widths, initial=0))
    edges: set[int] = {0}
    for row in rows:
        if row.total == usual and not all(cell.width for cell in row.cells):
            return []
        if row.total == usual:
            edges.update(accumulate((cell.width for cell in row.cells), initial=row.before_width))
    found: list[int] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > EDGE_TOLERANCE:
            found.append(edge)
    return found if len(found) == usual + 1 else []


def by_spans(row: RawRow) -> None:
    """Columns of a row by counting spans."""
    column = row.before + 1
    for cell in row.cells:
        cell.column = column
        column += cell.span


def by_widths(row: RawRow, edges: Sequence[int]) -> None:
    """Columns of a row by the nearest edges; each cell takes at least one column."""
    left = nearest(edges, row.before_width, 0)
    position = row.before_width
    for index, cell in enumerate(row.cells):
        position += cell.width
        right = max(nearest(edges, position, left), left + 1)
        if right > len(edges) - len(row.cells) + index:
            right = max(left + 1, len(edges) - len(row.cells) + index)
        cell.column, cell.span = left + 1, right - left
        left = right


def nearest(edges: Sequence[int], position: int, start: int) -> int:
    """Index of the edge nearest to a position."""
    return min(range(start, len(edges)), key=lambda index: abs(edges[index] - position), default=start)


def merge_down(rows: Sequence[RawRow]) -> list[Cell]:
    """Cells with their vertical extent; a merge goes on over a row that leaves its columns free."""
    finished: list[Cell] = []
    anchors: dict[int, list[Any]] = {}
    for number_of_row, row in enumerate(rows, 1):
        for cell in row.cells:
            above = anchors.get(cell.column)
            if cell.merge == "up" and above is not None and above[0].span == cell.span:
                above[2] = number_of_row
                if cell.text and cell.text not in above[3]:
                    above[3].append(cell.text)
                continue
            for column in [
                c for c, a in anchors.items() if c < cell.column + cell.span and cell.column < c + a[0].span
            ]:
                finished.append(settled(*anchors.pop(column)))
            anchors[cell.column] = [cell, number_of_row, number_of_row, [cell.text] if cell.text else []]
    finished.extend(settled(*anchor) for anchor in anchors.values())
    return sorted(finished, key=lambda cell: (cell.row, cell.column))


def settled(cell: RawCell, first: int, last: int, texts: list[str]) -> Cell:
    """The finished cell; texts of continued parts are joined."""
    return Cell("\n".join(texts), first, cell.column, last - first + 1, cell.span, cell.bold, len(texts) > 1)
