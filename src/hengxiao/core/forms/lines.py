"""A document as lines (行): grid rows and paragraphs in one sequence, each made of pieces with their columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from hengxiao.core.forms.grid import Document, Grid, Paragraph
from hengxiao.core.forms.text import tidy
from hengxiao.core.targets.places import Field, Place

EMPTY = Field()
LEFT = attrgetter("left")


@dataclass(slots=True, eq=False)
class Piece:
    """A printed cell as seen from its rows (单元格片段): rows `top` to `bottom`, columns `left` to `right`."""

    text: str
    left: int
    right: int
    top: int
    bottom: int
    place: Place
    joined: bool = False
    printed: Field | None = None
    handed: Field | None = None

    @property
    def width(self) -> int:
        """Number of grid columns covered."""
        return self.right - self.left + 1

    def field(self) -> Field:
        """The text with its place."""
        if self.printed is None:
            self.printed = Field(self.text, self.place) if self.text else EMPTY
        return self.printed

    def handed_down(self) -> Field:
        """The text with its place, as rows below the first one inherit it (承上)."""
        if self.handed is None:
            self.handed = Field(self.text, self.place, True) if self.text else EMPTY
        return self.handed


@dataclass(slots=True, eq=False)
class Line:
    """One row of a grid, or a paragraph (一行): its pieces from left to right, those continued from above included.

    `source` is the place of the table or paragraph; `filled` are the pieces with a text that are printed first here.
    """

    row: int
    pieces: tuple[Piece, ...]
    source: Place
    table: int = 0
    width: int = 0
    spanned: bool = True
    page_break: bool = False
    filled: tuple[Piece, ...] = field(init=False)

    def __post_init__(self) -> None:
        row = self.row
        self.filled = tuple([piece for piece in self.pieces if piece.top == row and piece.text])

    @property
    def is_paragraph(self) -> bool:
        """Whether the line stands outside tables."""
        return self.table == 0

    @property
    def place(self) -> Place:
        """Where the line stands."""
        return self.source.at(self.row, 0) if self.table else self.source

    @property
    def own(self) -> tuple[Piece, ...]:
        """Pieces printed first in this row."""
        return tuple([piece for piece in self.pieces if piece.top == self.row])

    @property
    def text(self) -> str:
        """The texts of the line, joined."""
        return " ".join([piece.text for piece in self.filled])

    @property
    def ragged(self) -> bool:
        """Whether the row has too few cells because its table lost its merges (栏数不足)."""
        return not self.spanned and sum([piece.width for piece in self.pieces]) < self.width

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
    place, by_row = grid.place, defaultdict[int, list[Piece]](list)
    file, table, _, _, sheet, page, digest = place
    spanned = any([cell.row_span > 1 for cell in grid.cells])
    for text, row, column, height, width, _, joined in grid.cells:
        at = Place(file, table, row, column, sheet, page, digest)
        piece = Piece(tidy(text) if text else "", column, column + width - 1, row, row + height - 1, at, joined)
        by_row[row].append(piece)
        for covered in range(row + 1, row + height):
            by_row[covered].append(piece)
    for row in sorted(by_row):
        yield Line(row, tuple(sorted(by_row[row], key=LEFT)), place, number, grid.columns, spanned)


def column_texts(lines: Sequence[Line], left: int, right: int) -> list[str]:
    """Texts that stand in a range of columns, one for each line; empty where nothing stands (列内文字)."""
    return [next((p.text for p in line.pieces if p.left <= right and p.right >= left and p.text), "") for line in lines]
