"""The neutral page (版面) that all three writers print: tables of cells on one grid, nothing about any file format."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """One printed cell (格): 0-based anchor, extent, text, and role `label|head|band|value|text`."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that belong together (表): the first `heads` rows repeat on every page, `groups` stay on one page."""

    rows: int
    heads: int
    boxes: tuple[Box, ...]
    groups: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What ties a copy to its data (校验标记): the form printed and the digest of what it says."""

    form_id: str
    digest: str

    @property
    def text(self) -> str:
        """The printed line (校验行): `衡效校验 hubei_2020.target 0123-4567-89AB-CDEF`."""
        short = self.digest[:16].upper()
        return f"衡效校验 {self.form_id} " + "-".join(short[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Line:
    """A line outside the tables (表外文字): role `caption|title|subtitle|note|signature`."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Page:
    """A form ready to be written (版面)."""

    width_mm: float
    height_mm: float
    margins_mm: tuple[float, float, float, float]
    size_pt: float
    padding_mm: float
    grid_mm: tuple[float, ...]
    above: tuple[Line, ...]
    tables: tuple[Table, ...]
    below: tuple[Line, ...]
    mark: Mark | None

    def texts(self) -> str:
        """Every character that will be printed (全部文字)."""
        parts = [line.text for line in (*self.above, *self.below)]
        parts += [box.text for table in self.tables for box in table.boxes]
        return "".join(parts) + (self.mark.text if self.mark else "")


def joined(page: Page) -> Table:
    """All tables as one, head rows of the first only (合为一表)."""
    boxes: list[Box] = []
    groups: list[tuple[int, int]] = []
    offset = 0
    for table in page.tables:
        boxes += [Box(b.row + offset, b.column, b.rows, b.columns, b.text, b.role) for b in table.boxes]
        if table.heads:
            groups.append((offset, min(offset + table.heads + 1, offset + table.rows)))
        groups += [(first + offset, last + offset) for first, last in table.groups]
        offset += table.rows
    return Table(offset, page.tables[0].heads if page.tables else 0, tuple(boxes), tuple(groups))


def width_in_ems(text: str) -> float:
    """Width of a text in ems (字宽): wide signs count 1, others one half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def lines_needed(text: str, width_mm: float, size_pt: float) -> int:
    """Lines a text takes in a cell of this width, padding left out (行数)."""
    room = max((width_mm - 2.5) / (size_pt * 0.3528), 1.0)
    return sum(max(1, -int(-width_in_ems(part) // room)) for part in text.split("\n"))
