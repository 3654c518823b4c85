"""Worksheets (工作表): cells at true addresses, cut to what is used, laid into a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.blocks import MAX_AREA, Assembly
from hengxiao.core.targets.places import column_letters

MAX_COLUMNS = 256
MAX_ROWS = 65536
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
Slot = tuple[int, int]


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """Number of a column by its letters (列号): AB → 28; 0 when they name none."""
    number = 0
    for letter in letters[:4].upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(slots=True)
class Sheet:
    """A worksheet while it is being read (工作表): texts by slot, blank formatted slots, merges, what is hidden."""

    name: str
    texts: dict[Slot, str] = field(default_factory=dict)
    bold: set[Slot] = field(default_factory=set)
    blanks: set[Slot] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unread: list[Slot] = field(default_factory=list)
    errors: list[tuple[Slot, str]] = field(default_factory=list)
    last_row: int = 0
    outside: Slot | None = None
    empty_rows: int = 0

    def put(self, slot: Slot, text: str, bold: bool = False) -> None:
        """Keep a cell (放入单元格), but none so far away that no form could reach it."""
        if slot[0] > MAX_ROWS or slot[1] > MAX_COLUMNS:
            self.outside = self.outside or (slot if text else None)
        elif not text:
            self.blanks.add(slot)
        else:
            self.texts[slot] = text
            if bold:
                self.bold.add(slot)

    def merge(self, reference: str) -> None:
        """Keep a merged range given as A1:C3 (合并区域)."""
        match = RANGE.fullmatch(reference.upper())
        if match:
            self.merges.append((int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3])))

    def hide_columns(self, first: int, last: int) -> None:
        """Mark columns as hidden (隐藏列)."""
        self.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    def is_shown(self, slot: Slot, extent: Slot = (1, 1)) -> bool:
        """Whether any part of a cell with this extent is visible."""
        if not self.hidden_rows and not self.hidden_columns:
            return True
        rows, columns = range(slot[0], slot[0] + extent[0]), range(slot[1], slot[1] + extent[1])
        return not self.hidden_rows.issuperset(rows) and not self.hidden_columns.issuperset(columns)

    def spans(self, rows: int, columns: int) -> tuple[dict[Slot, Slot], set[Slot]]:
        """Extent of every merged cell (合并范围), cut to the used area, and all slots they cover.

        Of overlapping ranges the first counts.
        """
        found: dict[Slot, Slot] = {}
        taken: set[Slot] = set()
        for top, left, bottom, right in self.merges:
            height, width = min(bottom, rows) - top + 1, min(right, columns) - left + 1
            if height < 1 or width < 1 or len(taken) + height * width > MAX_AREA:
                continue
            slots = covered((top, left), (height, width))
            if taken.isdisjoint(slots):
                taken.update(slots)
                found[top, left] = (height, width)
        return found, taken


def covered(slot: Slot, extent: Slot) -> list[Slot]:
    """All slots of a cell."""
    return list(product(range(slot[0], slot[0] + extent[0]), range(slot[1], slot[1] + extent[1])))


def lay(sheet: Sheet, out: Assembly) -> None:
    """Add a worksheet to the document (工作表 → 网格); of an empty one only a finding."""
    if sheet.empty_rows:
        out.find("reading.empty_rows", sheet=sheet.name, rows=sheet.empty_rows)
    if not sheet.texts:
        out.find("reading.empty_sheet", sheet=sheet.name)
        return
    rows, columns = max(row for row, _ in sheet.texts), max(column for _, column in sheet.texts)
    spans, taken = sheet.spans(rows, columns)
    blanks = [slot for slot in sheet.blanks - taken if slot[0] <= rows and slot[1] <= columns]
    cells: list[Cell] = []
    lost: list[Slot] = []
    for slot in sorted({*blanks, *sheet.texts.keys() - taken, *spans}):
        extent = spans.get(slot, (1, 1))
        if sheet.is_shown(slot, extent):
            cells.append(Cell(sheet.texts.get(slot, ""), *slot, *extent, slot in sheet.bold))
        elif slot in sheet.texts:
            lost.append(slot)
    out.table(cells, rows, columns, sheet.name)
    place = out.here
    for slot in sheet.unread:
        out.find("reading.formula_unread", place.at(*slot))
    for slot, text in sheet.errors:
        out.find("reading.formula_error", place.at(*slot), text=text)
    if sheet.outside:
        out.find("reading.sheet_too_large", place.at(*sheet.outside))
    if lost:
        out.find("reading.hidden_cells", place, cells=listed(lost))


def listed(slots: Iterable[Slot]) -> str:
    """Addresses of a few cells in words."""
    names = [f"{column_letters(column)}{row}" for row, column in slots]
    return "、".join(names[:5]) + (" …" if len(names) > 5 else "")
