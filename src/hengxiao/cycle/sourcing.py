"""The form a draft came from, beside it (原表对照): its tables, read again from the kept file when shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hengxiao.base.files import stored_bytes
from hengxiao.base.models import StoredFile
from hengxiao.core.forms.grid import Cell as PrintedCell
from hengxiao.core.forms.grid import Grid
from hengxiao.core.reading import open_bytes
from hengxiao.core.targets import Finding
from hengxiao.cycle.documents import Document

MOST_ROWS, MOST_COLUMNS = 400, 60


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A printed cell of the source (原表单元格): id, text, extent, whether the draft took something from it."""

    key: str
    text: str
    row_span: int
    column_span: int
    used: bool


@dataclass(frozen=True, slots=True)
class SourceGrid:
    """A table of the source (原表)."""

    title: str
    rows: tuple[tuple[SourceCell, ...], ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Source:
    """What the source says (原件): its tables and what the reader has to say about it."""

    name: str
    grids: tuple[SourceGrid, ...]
    findings: tuple[Finding, ...]


def source_of(file: StoredFile, document: Document) -> Source:
    """The source of a draft (原件), read from the kept file; tables the draft took nothing from are left out.

    Raises:
        ActionError: the file is gone or altered.
    """
    read = open_bytes(file.name, stored_bytes(file))
    used = {(place["table"], place["row"], place["column"]) for place in document["places"].values()}
    tables = {table for table, _, _ in used}
    grids = tuple(_grid(grid, used) for grid in read.grids() if not tables or grid.place.table in tables)
    return Source(file.name, grids, read.findings)


def _grid(grid: Grid, used: set[tuple[int, int, int]]) -> SourceGrid:
    table = grid.place.table
    slots = grid.slots()
    rows = tuple(tuple(_row(grid, slots, row, used)) for row in range(1, min(grid.rows, MOST_ROWS) + 1))
    title = grid.place.sheet or f"表{table}"
    return SourceGrid(title, rows, grid.rows > MOST_ROWS or grid.columns > MOST_COLUMNS)


def _row(
    grid: Grid, slots: dict[tuple[int, int], PrintedCell], row: int, used: set[tuple[int, int, int]]
) -> Iterator[SourceCell]:
    table = grid.place.table
    for column in range(1, min(grid.columns, MOST_COLUMNS) + 1):
        cell = slots.get((row, column))
        key = f"src-t{table}-r{row}-c{column}"
        if cell is None:
            yield SourceCell(key, "", 1, 1, False)
        elif (cell.row, cell.column) == (row, column):
            yield SourceCell(key, cell.text, cell.row_span, cell.column_span, (table, row, column) in used)
