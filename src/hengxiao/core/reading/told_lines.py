"""Texts on one height, and texts one below the other (同行文字、上下文字), for tables without rules."""

from __future__ import annotations

from collections.abc import Sequence

from hengxiao.core.reading.columns import Block
from hengxiao.core.reading.pdf_lines import TextLine

NEAR = 2.5  # points by which middles or tops of one row may differ
ROOM = 1.0  # points of room between texts side by side at least


def lines_of(pieces: Sequence[TextLine]) -> list[list[TextLine]]:
    """Pieces that stand on one line (同一行的文字), from top to bottom."""
    found: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda one: (one.top + one.bottom, one.x0)):
        middle = (piece.top + piece.bottom) / 2
        if found and abs(sum((one.top + one.bottom) / 2 for one in found[-1]) / len(found[-1]) - middle) < NEAR:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def middle(cell: Sequence[TextLine]) -> float:
    """Middle of a cell's text."""
    return (min(piece.top for piece in cell) + max(piece.bottom for piece in cell)) / 2


def beside(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Texts parted into those that stand side by side (左右并列的文字), from the left; each from top to bottom."""
    found: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.x0):
        if found and line.x0 <= max(one.x1 for one in found[-1]) + ROOM:
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(group, key=lambda line: line.top) for group in found]


def blocks(lines: Sequence[TextLine]) -> list[Block]:
    """Texts that stand side by side in a row, the lines of one cell taken together (文字块)."""
    return [
        Block(
            "".join(line.text for line in group),
            min(line.x0 for line in group),
            max(line.x1 for line in group),
            max(line.size for line in group),
        )
        for group in beside(lines)
    ]
