"""Lines laid over columns (对栏): which column each printed piece of a line stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.vocabulary import row_word

MAJORITY = 0.5
Edges = tuple[int, int]


@dataclass(slots=True, eq=False)
class Fit:
    """One line laid over the columns (对栏): pieces by column number, and pieces that cover several columns or none."""

    line: Line
    cells: dict[int, list[Piece]] = field(default_factory=dict)
    wide: Sequence[tuple[Piece, tuple[int, ...]]] = ()
    stray: Sequence[Piece] = ()

    @property
    def is_row(self) -> bool:
        """Whether every printed piece found a column of its own."""
        return not self.wide and not self.stray


class Ruler(dict[Edges, tuple[int, ...]]):
    """Edges of a piece → numbers of the columns it stands in (对栏尺), worked out when first asked for."""

    def __init__(self, edges: Sequence[Edges]) -> None:
        self.edges = edges
        super().__init__({edge: (number,) for number, edge in enumerate(edges)})

    def __missing__(self, piece: Edges) -> tuple[int, ...]:
        """All columns the piece covers for the most part; one with its very edges would stand alone."""
        left, right = piece
        shared = (
            (i, min(right, last) - max(left, first) + 1, last - first + 1) for i, (first, last) in enumerate(self.edges)
        )
        covered = tuple(i for i, both, wide in shared if both > 0 and both >= MAJORITY * min(right - left + 1, wide))
        return self.setdefault(piece, covered)

    def fit(self, line: Line) -> Fit:
        """A line laid over the columns by the grid columns its pieces cover."""
        if len(line.pieces) < len(self.edges) and line.ragged:
            return self._ragged(line)
        cells: dict[int, list[Piece]] = {}
        wide: list[tuple[Piece, tuple[int, ...]]] = []
        stray: list[Piece] = []
        for piece in line.pieces:
            covered = self[piece.left, piece.right]
            if len(covered) == 1:
                cells.setdefault(covered[0], []).append(piece)
            elif piece.text and piece.top == line.row:
                if covered:
                    wide.append((piece, covered))
                else:
                    stray.append(piece)
        return Fit(line, cells, wide, stray)

    def _ragged(self, line: Line) -> Fit:
        """A line of a table that lost its spans and has too few cells: a total line ends with the last columns."""
        missing = len(self.edges) - len(line.pieces)
        if line.filled and row_word("total", line.filled[0].text):
            rest = {i + missing: [p] for i, p in enumerate(line.pieces) if p.text and p is not line.filled[0]}
            return Fit(line, rest, [(line.filled[0], tuple(range(missing + 1)))])
        if line.alone:
            return Fit(line, wide=[(line.alone, tuple(range(len(self.edges))))])
        return Fit(line, stray=line.filled)
