"""Ruled lines to cells (由线成格): rules that meet make a table, and closed stretches of them its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from hengxiao.core.reading.pdf_pages import Glyph, Rule
from hengxiao.core.reading.pdf_parts import PageTable, Part

TOUCH = 3.0  # points: rules that come this near meet; edges this near are one edge
COVERED = 0.6  # share of a cell's side that must be ruled to close it


def connected(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Numbers below a count in groups that pairs of them connect (连通分组)."""
    parent = list(range(count))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for first, second in pairs:
        parent[root(second)] = root(first)
    groups: dict[int, list[int]] = {}
    for at in range(count):
        groups.setdefault(root(at), []).append(at)
    return list(groups.values())


def components(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[tuple[list[Rule], list[Rule]]], list[Rule]]:
    """Groups of rules that meet each other, and level rules that meet no upright one (相连的表格线)."""
    whole: list[tuple[list[Rule], list[Rule]]] = []
    alone: list[Rule] = []
    for group in connected(len(across) + len(down), crossings(across, down)):
        levels = [across[at] for at in group if at < len(across)]
        uprights = [down[at - len(across)] for at in group if at >= len(across)]
        if levels and uprights:
            whole.append((levels, uprights))
        else:
            alone += levels
    return whole, alone


def crossings(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[int, int]]:
    """Level and upright rules that meet, upright ones numbered after the level ones (相交的横线与竖线)."""
    order = sorted(range(len(down)), key=lambda at: down[at].at)
    places = [down[at].at for at in order]
    for number, level in enumerate(across):
        first = bisect_right(places, level.start - TOUCH)
        for at in order[first : bisect_right(places, level.end + TOUCH)]:
            if down[at].start - TOUCH <= level.at <= down[at].end + TOUCH:
                yield number, len(across) + at


def ruled(page: int, across: list[Rule], down: list[Rule]) -> PageTable | None:
    """The table a group of rules draws (由线成表); a lone box is no table."""
    xs = edges([rule.at for rule in down], [x for rule in across for x in (rule.start, rule.end)])
    ys = edges([rule.at for rule in across], [y for rule in down for y in (rule.start, rule.end)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1:
        return None
    groups = connected(rows * columns, openings(closed(down, xs, ys), closed(across, ys, xs)))
    parts = [part for slots in groups for part in rectangles(slots, columns, xs)]
    if len(parts) < 2:
        return None
    return PageTable(page, xs, ys, sorted(parts, key=lambda part: (part.top, part.left)))


def openings(walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int]]:
    """Slots that no rule parts from the next one on the right or below, numbered row by row (相通的格位)."""
    columns, rows = len(walls) - 1, len(floors) - 1
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not walls[column + 1][row]:
                yield here, here + 1
            if row + 1 < rows and not floors[row + 1][column]:
                yield here, here + columns


def edges(places: Iterable[float], ends: Sequence[float]) -> list[float]:
    """Edges of columns or rows (列边界或行边界): where rules lie, and how far the crossing rules reach."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > TOUCH:
            found.append(place)
    if min(ends) < found[0] - 2 * TOUCH:
        found.insert(0, min(ends))
    if max(ends) > found[-1] + 2 * TOUCH:
        found.append(max(ends))
    return found


def closed(rules: Sequence[Rule], at: Sequence[float], along: Sequence[float]) -> list[list[bool]]:
    """For each edge and each stretch along it, whether a rule closes it (边是否有线)."""
    found = []
    for place in at:
        near = [rule for rule in rules if abs(rule.at - place) <= TOUCH]
        found.append(
            [
                sum(max(min(rule.end, high) - max(rule.start, low), 0) for rule in near) >= COVERED * (high - low)
                for low, high in pairwise(along)
            ]
        )
    return found


def rectangles(slots: list[int], columns: int, xs: Sequence[float]) -> list[Part]:
    """Cells from joined slots (单元格): one when they fill a rectangle, else one per row and run."""
    rows = [at // columns for at in slots]
    cols = [at % columns for at in slots]
    top, bottom, left, right = min(rows), max(rows) + 1, min(cols), max(cols) + 1
    if (bottom - top) * (right - left) == len(slots):
        return [Part(top, bottom, xs[left], xs[right])]
    found: list[Part] = []
    for at in sorted(slots):
        row, column = divmod(at, columns)
        if found and found[-1].top == row and found[-1].right == xs[column]:
            found[-1].right = xs[column + 1]
        else:
            found.append(Part(row, row + 1, xs[column], xs[column + 1]))
    return found


def slot_map(table: PageTable) -> dict[tuple[int, int], Part]:
    """(row, column) → the cell there (格位表)."""
    found = {}
    for part in table.parts:
        first, last = table.xs.index(part.left), table.xs.index(part.right)
        for row in range(part.top, part.bottom):
            for column in range(first, last):
                found[row, column] = part
    return found


def part_at(table: PageTable, slots: dict[tuple[int, int], Part], one: Glyph) -> Part | None:
    """The cell a character stands in (字符所在单元格)."""
    (x, y), (left, top, right, bottom) = one.spot, table.box
    if not (left <= x <= right and top <= y <= bottom):
        return None
    row = min(bisect_right(table.ys, y) - 1, table.rows - 1)
    column = min(bisect_right(table.xs, x) - 1, len(table.xs) - 2)
    return slots.get((row, column))
