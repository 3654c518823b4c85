"""Worksheets (工作表): cells at true addresses, cut to what is used, laid into a grid."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.blocks import Assembly

MAX_COLUMNS = 512
MAX_AREA = 1_000_000
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


@dataclass(slots=True)
class Sheet:
    """A worksheet while it is being read (工作表)."""

    name: str
    cells: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)
    blanks: set[tuple[int, int]] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unread: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    last_row: int = 0
    overflow: tuple[int, int] | None = None

    def put(self, row: int, column: int, text: str, bold: bool = False) -> None:
        """Keep a cell; blank ones only as far as a form could reach."""
        if column > MAX_COLUMNS or row * min(column, 8) > MAX_AREA:
            self.overflow = self.overflow or ((row, column) if text else None)
        elif text:
            self.cells[row, column] = (text, bold)
        elif len(self.blanks) < MAX_AREA // 10:
            self.blanks.add((row, column))

    def merge(self, reference: str) -> None:
        """Keep a merged range given as A1:C3."""
        match = RANGE.fullmatch(reference.upper())
        if match and match[3]:
            self.merges.append((int(match[2]), _number(match[1]), int(match[4]), _number(match[3])))

    def hide_columns(self, first: int, last: int) -> None:
        """Mark columns as hidden."""
        self.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    @property
    def extent(self) -> tuple[int, int]:
        """Last row and last column with content."""
        return max((r for r, _ in self.cells), default=0), max((c for _, c in self.cells), default=0)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def lay(sheet: Sheet, out: Assembly) -> None:
    """Add a worksheet to the document (工作表 → 网格); an empty one is only mentioned."""
    rows, columns = sheet.extent
    if not sheet.cells:
        out.find("reading.empty_sheet", sheet=sheet.name)
        return
    merged, covered = spans(sheet, rows, columns)
    cells = []
    for at in sorted(set(sheet.cells) | {b for b in sheet.blanks if b[0] <= rows and b[1] <= columns} | set(merged)):
        if at in covered:
            continue
        text, bold = sheet.cells.get(at, ("", False))
        cells.append(Cell(text, *at, *merged.get(at, (1, 1)), bold))
    place = out.table(cells, rows, columns, sheet.name)
    for row, column in sheet.unread:
        out.find("reading.formula_unread", place.at(row, column))
    for row, column, text in sheet.errors:
        out.find("reading.formula_error", place.at(row, column), text=text)
    if sheet.overflow:
        out.find("reading.sheet_too_large", place.at(*sheet.overflow))
    _hidden(sheet, out, rows, columns)


def _hidden(sheet: Sheet, out: Assembly, rows: int, columns: int) -> None:
    pass


def spans(sheet: Sheet, rows: int, columns: int) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Extent of merged cells, cut to the used area, and the slots they cover."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        height, width = min(bottom, rows) - top + 1, min(right, columns) - left + 1
        if height < 1 or width < 1 or len(covered) + height * width > MAX_AREA or (top, left) in covered:
            continue
        merged[top, left] = (height, width)
        covered.update(
            (r, c) for r in range(top, top + height) for c in range(left, left + width) if (r, c) != (top, left)
        )
    return merged, covered
