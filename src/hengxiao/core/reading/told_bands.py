"""Lines to rows where no rule parts them (按行距、折行与对齐分行): the one way to part them nothing speaks against.

In one row the cells have one top, one middle or one bottom, and the lines of a cell one and the same room between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hengxiao.core.forms.vocabulary import content, row_word
from hengxiao.core.reading.pdf_lines import TextLine, first_word
from hengxiao.core.reading.told_lines import NEAR, lines_of

EVEN = 0.9  # points by which the room between the lines of a cell may differ
LOOSE = 0.95  # characters of room between the lines of a cell at most
SLACK = 1.0  # characters a full line may leave free besides those of the next word
SPOILT = 100  # what speaks against texts of one and of several columns on one height
WIDE = 0.6  # characters of room from which lines are hardly of one cell
ENDED, VALUES, ALONE, NAMELESS, FULL = 2, 4, 3, 2, 1  # what speaks against: a cell goes on after a line with room left,
# or after a value; a row has a name only, or none; a row ends with a full line
MOST_SPACINGS, MOST_WAYS = 5, 4
ITEM = re.compile("[≥≤≧≦＞＜><=＝═]|(指标)?[0-9]{1,2}[.．:：、]|[①-⑳]|[一二三四五六七八九十]、")
SIDES = ("middle", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column (栏内一行): its slice, top, bottom and whether the next one had no room in it."""

    slice: int
    top: float
    bottom: float
    full: bool = False
    ends: int = 0  # what speaks against going on in the next line
    room: float = 0.0  # to the line below
    size: float = 0.0


@dataclass(slots=True)
class Way:
    """A way to part slices into rows (一种分行): what speaks against it, and where each row ends."""

    faults: int
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of texts from top to bottom (分出的行), which side of a row's cells is level, and the rows of totals.

    `faults` is what speaks against it.
    """

    rows: list[list[TextLine]]
    side: str
    others: frozenset[int]
    faults: int


@dataclass(slots=True)
class Bands:
    """Texts of a table's columns, cut into slices no text reaches over (横带).

    `place` tells the columns of a text, `widths` how wide the texts of each column get, `known` heights at which rows
    are known to part. `tail` when the first row may be the rest of one of the page before.
    """

    data: Sequence[TextLine]
    place: Mapping[int, list[int]]
    name: int
    widths: Sequence[float]
    known: Sequence[float] = ()
    tail: bool = False
    slices: list[list[TextLine]] = field(default_factory=list)
    columns: dict[int, list[Line]] = field(default_factory=dict)
    lines: list[dict[int, list[Line]]] = field(default_factory=list)
    parted: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Cut the texts into slices, and each column into lines."""
        bottom = 0.0
        for piece in sorted(self.data, key=lambda one: one.top):
            if self.slices and piece.top < bottom - 1.0:
                self.slices[-1].append(piece)
                bottom = max(bottom, piece.bottom)
            else:
                self.slices.append([piece])
                bottom = piece.bottom
        tops = [min(piece.top for piece in each) for each in self.slices]
        self.parted = {bisect_right(tops, height) for height in self.known}
        held: dict[int, list[tuple[int, list[TextLine]]]] = {}
        for number, each in enumerate(self.slices):
            own: dict[int, list[TextLine]] = {}
            for piece in each:
                if len(self.place[id(piece)]) == 1:
                    own.setdefault(self.place[id(piece)][0], []).append(piece)
            for column, pieces in own.items():
                held.setdefault(column, []).extend((number, line) for line in lines_of(pieces))
        self.columns = {column: measured(lines, self.widths[column]) for column, lines in held.items()}
        self.lines = [{} for _ in self.slices]
        for column, lines in self.columns.items():
            for line in lines:
                self.lines[line.slice].setdefault(column, []).append(line)

    def spacings(self) -> list[float | None]:
        """Rooms there may be between the lines of a cell, commonest first (可能的行距); None for no second lines."""
        rooms = sorted(
            line.room
            for lines in self.columns.values()
            for line in lines[:-1]
            if -0.3 * line.size < line.room <= LOOSE * line.size
        )
        found: list[list[float]] = []
        for room in rooms:
            if found and room - found[-1][0] <= EVEN:
                found[-1].append(room)
            else:
                found.append([room])
        found.sort(key=len, reverse=True)
        return [None, *(sum(group) / len(group) for group in found[:MOST_SPACINGS])]

    def told(self) -> list[Rows]:
        """Ways to part the texts into rows (可能的分行), the likeliest first."""
        found: dict[tuple[int, ...], tuple[int, str]] = {}
        for spacing in self.spacings() if self.slices else ():
            for side in SIDES:
                for way in self.ways(spacing, side):
                    if way.ends not in found or way.faults < found[way.ends][0]:
                        found[way.ends] = way.faults, side
        return [
            Rows(
                [[piece for each in self.slices[start:end] for piece in each] for start, end in pairwise((0, *ends))],
                side,
                frozenset(at for at, start in enumerate((0, *ends[:-1])) if self.spans(start)),
                faults,
            )
            for ends, (faults, side) in sorted(found.items(), key=lambda item: item[1][0])
            if faults < SPOILT
        ]

    def ways(self, spacing: float | None, side: str) -> list[Way]:
        """The best ways to part the slices into rows (最好的几种分行)."""
        ended = self.ended(spacing)
        best: list[list[Way]] = [[Way(0, ())]]
        for end in range(1, len(self.slices) + 1):
            ways = [
                Way(way.faults + faults + ended[start], (*way.ends, end))
                for start, faults in self.rows_to(end, spacing, side)
                for way in best[start]
            ]
            best.append(sorted(ways, key=lambda way: way.faults)[:MOST_WAYS])
        return best[-1]

    def ended(self, spacing: float | None) -> list[int]:
        """For each slice what speaks against a row beginning there: full lines right above (行首处的折行迹象)."""
        found = [0] * len(self.slices)
        for lines in self.columns.values():
            for line, below in pairwise(lines):
                near = line.room <= WIDE * line.size and (spacing is None or abs(line.room - spacing) <= EVEN)
                if line.full and near and line.slice < below.slice and below.slice not in self.parted:
                    found[below.slice] += FULL
        return found

    def rows_to(self, end: int, spacing: float | None, side: str) -> Iterator[tuple[int, int]]:
        """First slice of each row that may end before `end`, and what speaks against it (以此为止的各种行)."""
        cells: dict[int, tuple[float, float]] = {}
        breaks = 0
        for start in range(end - 1, -1, -1):
            if self.spans(start):
                if start == end - 1:
                    yield start, 1 + self.unlike_row(start)
                return
            for column, own in self.lines[start].items():
                below = cells.get(column)
                for number, line in enumerate(own):
                    if number + 1 == len(own) and below is None:
                        continue
                    if spacing is None or abs(line.room - spacing) > EVEN:
                        return
                    breaks += line.ends + (spacing > WIDE * line.size)
                cells[column] = own[0].top, below[1] if below is not None else own[-1].bottom
            faults = self.faults(start, cells, side)
            if faults is not None:
                yield start, faults + breaks * (1 + (len(cells) < 2))
            if start in self.parted:
                return

    def faults(self, start: int, cells: Mapping[int, tuple[float, float]], side: str) -> int | None:
        """What speaks against cells being one row (不成一行的程度), None when they are none."""
        tail = self.tail and start == 0
        if self.name not in cells and not tail:
            return None
        places = [{"middle": (top + bottom) / 2, "top": top, "bottom": bottom}[side] for top, bottom in cells.values()]
        if max(places) - min(places) > NEAR:
            return None
        return (ALONE if len(cells) < 2 else 0) if self.name in cells else NAMELESS

    def spans(self, number: int) -> bool:
        """Whether a slice is no indicator: of totals, or texts over several columns (是否合计行、通栏行)."""
        each = self.slices[number]
        return is_total(each) or any(len(self.place[id(one)]) != 1 for one in each)

    def unlike_row(self, number: int) -> int:
        """What speaks against a slice of texts over several columns standing alone (通栏行的疑点)."""
        each = self.slices[number]
        over = all(len(self.place[id(one)]) != 1 for one in each)
        return 0 if len(lines_of(each)) == 1 and (over or is_total(each)) else SPOILT


def is_total(each: Sequence[TextLine]) -> bool:
    """Whether texts are a row of totals (是否合计行)."""
    return any(row_word("total", one.text) for one in each)


def measured(held: Sequence[tuple[int, list[TextLine]]], width: float) -> list[Line]:
    """Lines of a column with the room below them and whether they are full (量行距与行满)."""
    widest = max(width, *(extent(line) for _, line in held))
    found = []
    for (number, line), below in zip(held, (*(line for _, line in held[1:]), None), strict=True):
        bottom, size = max(one.bottom for one in line), max(one.size for one in line)
        full = below is not None and widest - extent(line) < (first_word("".join(p.text for p in below)) + SLACK) * size
        room = min(one.top for one in below) - bottom if below is not None else 0.0
        ends = (0 if full else ENDED) + (VALUES if below is not None and both_values(line, below) else 0)
        found.append(Line(number, min(one.top for one in line), bottom, full, ends, room, size))
    return found


def both_values(upper: Sequence[TextLine], lower: Sequence[TextLine]) -> bool:
    """Whether two lines are each a value for itself (是否各为一个值): figures, what begins like one, the same text."""
    first, second = ("".join(piece.text for piece in line) for line in (upper, lower))
    return first == second or bool(ITEM.match(second)) or (content("figure", first) and content("figure", second))


def extent(line: Sequence[TextLine]) -> float:
    """Width of a line."""
    return max(piece.x1 for piece in line) - min(piece.x0 for piece in line)
