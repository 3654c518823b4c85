"""The meaning-free grid (网格) every reader produces and recognition starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.places import Place


class Cell(NamedTuple):
    """One printed cell (单元格): text with its line breaks, 1-based anchor and extent.

    `joined` is True when the reader put the text together from pieces (a row cut by a page break).
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    bold: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table or worksheet (网格): cells by anchor, no meaning; `place` names file, table and sheet."""

    place: Place
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...] = ()

    def slots(self) -> dict[tuple[int, int], Cell]:
        """(row, column) → the cell printed there, for every covered slot; missing keys are true holes."""
        return {
            (r, c): cell
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text outside tables (段落)."""

    text: str
    place: Place
    page_break: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read (文件): paragraphs and grids in reading order, and what the reader has to say about them."""

    name: str
    digest: str
    format: str
    blocks: tuple[Grid | Paragraph, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    def grids(self) -> Iterator[Grid]:
        """The tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Grid))
