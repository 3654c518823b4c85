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
ROW_END, SAME_CELL = 10, 6
GAP, GAP_CELL, TITLE_CELL, EDGE, UNLED = -8, -1, -5, -1, -16
LOOSE, LOOSE_WITHIN, SKIPPED = -4, -24, -3
HEADING = "指标"


class Step(NamedTuple):
    """A way to go on from a line: score, cells of the row (0: a line of its own), where the next row begins.

    `led` is False when the row begins with an empty cell, which only the row above can explain.
    """

    score: int
    width: int
    after: int
    led: bool = True


def rows_of(lines: Sequence[str]) -> Iterator[tuple[bool, Sequence[str]]]:
    """Rows of lines (各行单元格): True with the cells of a row, False with a line that belongs to no table."""
    if len(lines) > MAX_LINES:
        yield from ((False, [line]) for line in lines if line)
        return
    options = [[Step(0, 0, len(lines))] for _ in range(len(lines) + 1)]
    title = next((index for index, line in enumerate(lines) if not line), 0)
    for start in reversed(range(len(lines))):
        options[start] = steps(lines, start, options, LOOSE if start <= title else LOOSE_WITHIN)
    position, width = 0, 0
    while position < len(lines):
        step = best(options[position], width)
        cells = lines[position : position + max(step.width, 1)]
        if any(cells):
            yield step.width > 0, cells
        position, width = step.after, step.width


def best(options: Sequence[Step], width: int) -> Step:
    """The best step after a row of a given width."""
    return max(options, key=lambda step: step.score + fitting(step, width))


def fitting(step: Step, width: int) -> int:
    """How well a row follows another: the more cells they have in common, the less it is chance."""
    if step.width == width > 1:
        return SAME_CELL * width
    return 0 if step.led or step.width > width > 1 else UNLED


def steps(lines: Sequence[str], start: int, options: Sequence[Sequence[Step]], loose: int) -> list[Step]:
    """All ways to read on from a line: a loose line, or a row of any width that a blank line ends."""
    following = best(options[start + 1], 0)
    cost = (loose if lines[start] else SKIPPED) + fitting(following, 0)
    found = [Step(following.score + cost, 0, start + 1)]
    for width in range(1, MAX_CELLS + 1):
        end = start + width
        if end > len(lines) or (end < len(lines) and lines[end]) or not any(lines[start:end]):
            continue
        after = min(end + 1, len(lines))
        following = best(options[after], width)
        score = following.score + fitting(following, width) + worth(lines[start:end])
        found.append(Step(score, width, after, bool(lines[start])))
    return found


def worth(cells: Sequence[str]) -> int:
    """How likely a row is: blanks at its ends speak a little against it, blanks inside more, most behind a title."""
    filled = [index for index, cell in enumerate(cells) if cell]
    gaps = [(left, right) for left, right in pairwise(filled) if right - left > 1]
    titled = bool(gaps) and gaps[0] == (0, 2) and any(HEADING in cell for cell in cells[2:4])
    inside = GAP * len(gaps) + len(cells) * (TITLE_CELL if titled else GAP_CELL if gaps else 0)
    return ROW_END + inside + EDGE * (filled[0] + len(cells) - 1 - filled[-1])
