"""A document as lines (行): grid rows and paragraphs in one sequence, each made of pieces with their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from hengxiao.core.forms.grid import Cell, Document, Grid, Paragraph
from hengxiao.core.forms.text import tidy
from hengxiao.core.targets.places import Field, Place

EMPTY = Field()
LEFT = attrgetter("left")


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed cell as seen from one row (单元格片段): rows `top` to `bottom`, columns `left` to `right`."""

    text: str
    left: int
    right: int
    top: int
    bottom: int
    place: Place
    joined: bool = False

    @property
    def width(self) -> int:
        """Number of grid columns covered."""
        return self.right - self.left + 1

    def field(self, *, inherited: bool = False) -> Field:
        """The text with its place."""
        return Field(self.text, self.place, inherited) if self.text else EMPTY


@dataclass(frozen=True)
class Line:
    """One row of a grid, or a paragraph (一行): its pieces from left to right, those continued from above included."""

    row: int
    pieces: tuple[Piece, ...]
    place: Place
    table: int = 0
    width: int = 0
    spanned: bool = True
    page_break: bool = False

    @property
    def is_paragraph(self) -> bool:
        """Whether the line stands outside tables."""
        return self.table == 0

    @cached_property
    def own(self) -> tuple[Piece, ...]:
        """Pieces printed first in this row."""
        return tuple([piece for piece in self.pieces if piece.top == self.row])

    @cached_property
    def filled(self) -> tuple[Piece, ...]:
        """Pieces with a text that are printed first in this row."""
        return tuple([piece for piece in self.pieces if piece.text and piece.top == self.row])

    @cached_property
    def text(self) -> str:
        """The texts of the line, joined."""
        return " ".join(piece.text for piece in self.filled)

    @cached_property
    def ragged(self) -> bool:
        """Whether the row has too few cells because its table lost its merges (栏数不足)."""
        return not self.spanned and sum(piece.width for piece in self.pieces) < self.width

    @property
    def alone(self) -> Piece | None:
        """The only filled piece of the row, if there is just one."""
        return self.filled[0] if len(self.filled) == 1 else None


def lines_of(document: Document) -> tuple[Line, ...]:
    """All lines of a document in reading order (逐行)."""
    lines: list[Line] = []
    for number, block in enumerate(document.blocks, 1):
        if isinstance(block, Paragraph):
            lines.append(_paragraph(block))
        else:
            lines.extend(_rows(block, number))
    return tuple(lines)


def _paragraph(block: Paragraph) -> Line:
    text = tidy(block.text)
    pieces = (Piece(text, 1, 1, 1, 1, block.place),) if text else ()
    return Line(1, pieces, block.place, page_break=block.page_break)


def _rows(grid: Grid, number: int) -> Iterable[Line]:
    spanned = any(cell.row_span > 1 for cell in grid.cells)
    by_row: dict[int, list[Piece]] = {}
    for cell in grid.cells:
        piece = _piece(cell, grid.place)
        for row in range(cell.row, cell.row + cell.row_span):
            by_row.setdefault(row, []).append(piece)
    for row in sorted(by_row):
        pieces = sorted(by_row[row], key=LEFT)
        yield Line(row, tuple(pieces), grid.place.at(row, 0), number, grid.columns, spanned)


def _piece(cell: Cell, place: Place) -> Piece:
    right, bottom = cell.column + cell.column_span - 1, cell.row + cell.row_span - 1
    return Piece(tidy(cell.text), cell.column, right, cell.row, bottom, place.at(cell.row, cell.column), cell.joined)


def column_texts(lines: Sequence[Line], left: int, right: int) -> list[str]:
    """Texts that stand in a range of columns, one for each line; empty where nothing stands (列内文字)."""
    return [next((p.text for p in line.pieces if p.left <= right and p.right >= left and p.text), "") for line in lines]
