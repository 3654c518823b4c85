"""Tables written one cell per line without marks (每行一格的表格): rows told apart by blank lines.

A blank line ends a row, but an empty cell is a blank line too. Which is which follows from the rows themselves: those
of one table have the same number of cells. The best reading of all lines is found backwards from the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

MAX_CELLS = 24
MAX_LINES = 20_000
SAME_CELL, ROW_END = 2, 10
GAP, EDGE, LOOSE, SKIPPED = -8, -2, -4, -3


class Step(NamedTuple):
    """The best way to go on from a line: score, cells of the row (0: a line of its own), where the next row begins."""

    score: int
    width: int
    after: int


def rows_of(lines: Sequence[str]) -> Iterator[tuple[bool, Sequence[str]]]:
    """Rows of lines (各行单元格): True with the cells of a row, False with a line that belongs to no table."""
    if len(lines) > MAX_LINES:
        yield from ((False, [line]) for line in lines if line)
        return
    options = [[Step(0, 0, len(lines))] for _ in range(len(lines) + 1)]
    for start in reversed(range(len(lines))):
        options[start] = steps(lines, start, options)
    position, width = 0, 0
    while position < len(lines):
        step = best(options[position], width)
        cells = lines[position : position + max(step.width, 1)]
        if any(cells):
            yield step.width > 0, cells
        position, width = step.after, step.width


def best(options: Sequence[Step], width: int) -> Step:
    """The best step after a row of a given width."""
    return max(options, key=lambda step: step.score + same(step.width, width))


def same(width: int, other: int) -> int:
    """How much two rows in succession speak for each other: the more cells they have, the less it is chance."""
    return SAME_CELL * width if width == other > 1 else 0


def steps(lines: Sequence[str], start: int, options: Sequence[Sequence[Step]]) -> list[Step]:
    """All ways to read on from a line: a loose line, or a row of any width that a blank line ends."""
    following = best(options[start + 1], 0)
    found = [Step(following.score + (LOOSE if lines[start] else SKIPPED), 0, start + 1)]
    for width in range(1, MAX_CELLS + 1):
        end = start + width
        if end > len(lines) or (end < len(lines) and lines[end]) or not any(lines[start:end]):
            continue
        after = min(end + 1, len(lines))
        following = best(options[after], width)
        found.append(Step(following.score + same(following.width, width) + worth(lines[start:end]), width, after))
    return found


def worth(cells: Sequence[str]) -> int:
    """How likely a row is: blanks inside it speak against it, blanks at its ends a little."""
    filled = [index for index, cell in enumerate(cells) if cell]
    inside = sum(1 for left, right in pairwise(filled) if right - left > 1)
    return ROW_END + GAP * inside + EDGE * (filled[0] + len(cells) - 1 - filled[-1])
