"""Rows told by the text (按文字推断的行): where no line parts them, headings, full lines and alignment do.

A row has a name; a cell goes on in a next line only when the line before was full; the cells of a row have one middle
or one top. What breaks any of this is not read at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hengxiao.core.forms.vocabulary import label_word, meanings, row_word
from hengxiao.core.reading.columns import (
    Block,
    Column,
    Columns,
    Row,
    divides,
    groups,
    joined,
)
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_heads import headings
from hengxiao.core.reading.told_labels import Label, label_starts, widened
from hengxiao.core.reading.told_lines import NEAR, blocks, lines_of, middle

FAULT = 1000
MOST_SLICES = 14
LABELS = frozenset(["level1", "level2", "goal", "number"])


@dataclass(frozen=True, slots=True)
class Level:
    """A level line that parts two rows (行分隔): its height, and the stretches across where it parts them."""

    at: float
    spans: tuple[tuple[float, float], ...]


def levels_told(
    pieces: Sequence[TextLine], ends: tuple[float, float], carried: Columns | None, foot: float
) -> list[Level] | None:
    """Level lines between the rows of a table without rules (推断行分隔); None when there is no table.

    Without level lines there is a table, but its rows cannot be told for certain. A table that reaches the `foot`
    of its page may go on, so that its last labels need not stand in the middle of the rows seen.
    """
    lines = lines_of(pieces)
    heads = headings(lines)
    first, last = region(lines, heads, carried is not None)
    heads = [(start - first, end - first) for start, end in heads if first <= start and end <= last]
    cut = last == len(lines) and bool(lines) and max(one.bottom for one in lines[-1]) > foot
    lines = lines[first:last]
    if not lines or not (heads or carried):
        return None
    if not heads and sum(len(line) > 2 for line in lines) < 2:
        return None
    found: list[Level] = []
    bounds = [start for start, _ in heads] + [len(lines)]
    before = lines[: bounds[0]]
    if before and carried is not None:
        told = body(before, carried, ends, cut and not heads)
        if told is None:
            return []
        found += told
    elif before:
        found += head_levels(before, ends)
    for (start, end), stop in zip(heads, bounds[1:], strict=True):
        told = part(lines[start:end], lines[end:stop], ends, cut and stop == len(lines))
        if told is None:
            return []
        found += told
    return found


def region(lines: Sequence[Sequence[TextLine]], heads: Sequence[tuple[int, int]], carried: bool) -> tuple[int, int]:
    """First and one-past-last line of the table (表格范围): from the first label with a value to the signatures."""
    first = next(
        (
            at
            for at, line in enumerate(lines)
            if carried or (len(line) > 1 and any(label_word(one.text) for one in line))
        ),
        heads[0][0] if heads else len(lines),
    )
    after = heads[-1][1] if heads else first
    last = next(
        (at for at in range(after, len(lines)) if row_word("signature", "".join(one.text for one in lines[at]))),
        len(lines),
    )
    return min(first, heads[0][0] if heads else first), last


def full(at: float, ends: tuple[float, float]) -> Level:
    """A level line over the whole width."""
    return Level(at, (ends,))


def head_levels(lines: Sequence[Sequence[TextLine]], ends: tuple[float, float]) -> list[Level]:
    """Level lines between the rows of the head of a form (表头部分的行): texts that go on after a full line are one."""
    found: list[Level] = []
    bottom = -1.0
    previous: list[TextLine] = []
    for line in lines:
        top = min(piece.top for piece in line)
        wraps = any(goes_on(old, new, ends[1]) for old in previous for new in line)
        if previous and not wraps and top > bottom - 1.0:
            found.append(full((bottom + top) / 2, ends))
            previous = []
        elif not previous:
            found.append(full(top - 1.0, ends))
        previous += line
        bottom = max(bottom, *(piece.bottom for piece in line))
    return [*found, full(bottom + 1.0, ends)]


def goes_on(old: TextLine, new: TextLine, right: float) -> bool:
    """Whether a line continues the one above it that reached the right side (是否续行)."""
    return abs(old.x0 - new.x0) < 2.5 * old.size and old.x1 > right - 2 * old.size and new.top - old.bottom < old.size


def part(
    head: Sequence[Sequence[TextLine]], lines: Sequence[Sequence[TextLine]], ends: tuple[float, float], cut: bool
) -> list[Level] | None:
    """Level lines of a heading and the rows under it (一段的行分隔)."""
    pieces = [piece for line in head for piece in line]
    top, bottom = min(one.top for one in pieces), max(one.bottom for one in pieces)
    found = [full(top - 1.0, ends)]
    leaves = joined(blocks(pieces))
    for count in reversed(range(1, len(head))):
        above = joined(blocks([piece for line in head[:count] for piece in line]))
        below = joined(blocks([piece for line in head[count:] for piece in line]))
        if len(above) > 1 and divides(above, below):
            split = groups(above, below)
            if sum(len(children) > 1 for children in split) > 1:
                return None
            leaves = [
                leaf
                for one, children in zip(above, split, strict=True)
                for leaf in (children if len(children) > 1 else [one])
            ]
            upper = max(p.bottom for line in head[:count] for p in line)
            lower = min(p.top for line in head[count:] for p in line)
            spans = []
            for at, children in enumerate(split):
                if len(children) > 1:
                    left = (above[at - 1].x1 + children[0].x0) / 2 if at else ends[0]
                    right = (children[-1].x1 + above[at + 1].x0) / 2 if at + 1 < len(above) else ends[1]
                    spans.append((left, right))
            found.append(Level((upper + lower) / 2, tuple(spans)))
            break
    columns = Columns.under(sorted(leaves, key=lambda one: one.x0), ends)
    if not lines:
        return [*found, full(bottom + 1.0, ends)]
    told = body(lines, columns, ends, cut)
    return None if told is None else found + told


def body(
    lines: Sequence[Sequence[TextLine]], columns: Columns, ends: tuple[float, float], cut: bool
) -> list[Level] | None:
    """Level lines between indicators (指标行的分隔)."""
    columns.learn([Row(joined(blocks(line))) for line in lines], lines=True)
    if columns.doubts:
        return None
    pieces = [piece for line in lines for piece in line]
    outer_column(columns, pieces)
    place = {id(piece): columns.at(Block(piece.text, piece.x0, piece.x1, piece.size)) for piece in pieces}
    labels = {at for at, column in enumerate(columns.columns) if is_label_column(columns, at)}
    names = [at for at in range(len(columns.columns)) if at not in labels and role(columns, at) == "name"]
    if not names:
        return None
    data = [piece for piece in pieces if not (len(place[id(piece)]) == 1 and place[id(piece)][0] in labels)]
    rows = rows_of(data, place, columns, names[0])
    if rows is None:
        return None
    extents = [(min(p.top for p in row), max(p.bottom for p in row)) for row in rows]
    starts: dict[int, list[Label]] = {}
    for at in sorted(labels, reverse=True):
        held = [piece for piece in pieces if place[id(piece)] == [at]]
        begun = label_starts(held, extents)
        if begun is None or (cut and len(begun) > 1 and begun[-1].row < len(rows) - 1):
            return None
        starts[at] = begun
        extents = widened(extents, begun)
    cuts = cuts_between(extents, list(starts.values()))
    if cuts is None:
        return None
    sides = [ends[0], *columns.partings(), ends[1]]
    whole = tuple(pairwise(sides))
    found = [Level(min(p.top for p in pieces) - 0.5, whole)]
    for number, at_height in enumerate(cuts, 1):
        closed = [at not in labels or any(one.row == number for one in starts[at]) for at in range(len(whole))]
        found.append(Level(at_height, tuple(span for span, is_closed in zip(whole, closed, strict=True) if is_closed)))
    return [*found, Level(max(p.bottom for p in pieces) + 0.5, whole)]


def cuts_between(extents: Sequence[tuple[float, float]], labels: Sequence[Sequence[Label]]) -> list[float] | None:
    """Heights that part the rows and cut no label (行间分隔位置), None when a label reaches into two groups."""
    cuts = []
    for number, (upper, lower) in enumerate(pairwise(extents), 1):
        parted = [pair for begun in labels for pair in pairwise(begun) if pair[1].row == number]
        low = max([upper[1], *(before.bottom for before, _ in parted)])
        high = min([lower[0], *(after.top for _, after in parted)])
        if low > high + NEAR:
            return None
        cuts.append((low + high) / 2)
    return cuts


def role(columns: Columns, at: int) -> str:
    """What the heading of a column means most likely (栏目含义)."""
    texts = columns.columns[at].texts
    found = meanings(texts[0].text) if texts else ()
    return found[0][0] if found else ""


def is_label_column(columns: Columns, at: int) -> bool:
    """Whether a column holds labels of groups (是否层级栏)."""
    return role(columns, at) in LABELS or at < leading(columns)


def leading(columns: Columns) -> int:
    """The first column of levels or names; what stands before it labels the table (首个层级栏)."""
    return next((at for at in range(len(columns.columns)) if role(columns, at) in ("level1", "level2", "name")), 0)


def outer_column(columns: Columns, pieces: Sequence[TextLine]) -> None:
    """Add the column of a label beside the whole table, which no heading stands over (补外侧标签列)."""
    beside = [piece for piece in pieces if piece.x1 <= columns.columns[0].low]
    if beside:
        columns.columns.insert(0, Column(min(one.x0 for one in beside), max(one.x1 for one in beside)))
        columns.cuts.insert(0, None)


# ------------------------------------------------------------------ rows


def rows_of(
    data: Sequence[TextLine], place: dict[int, list[int]], columns: Columns, name: int
) -> list[list[TextLine]] | None:
    """Pieces row by row (分行), None when no way of reading has every row right."""
    slices: list[list[TextLine]] = []
    bottom = 0.0
    for piece in sorted(data, key=lambda one: one.top):
        if slices and piece.top < bottom - 1.0:
            slices[-1].append(piece)
        else:
            slices.append([piece])
        bottom = max(bottom, piece.bottom) if slices[-1][0] is not piece else piece.bottom
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(slices) + 1):
        ways = [
            (best[start][0] + faults(slices[start:end], place, columns, name), start)
            for start in range(max(0, end - MOST_SLICES), end)
        ]
        best.append(min(ways))
    if best[-1][0] >= FAULT:
        return None
    found: list[list[TextLine]] = []
    end = len(slices)
    while end:
        start = best[end][1]
        found.append([piece for one in slices[start:end] for piece in one])
        end = start
    return found[::-1]


def faults(slices: Sequence[Sequence[TextLine]], place: dict[int, list[int]], columns: Columns, name: int) -> int:
    """What speaks against slices being one row (不成一行的程度)."""
    row = [piece for one in slices for piece in one]
    spanning = [piece for piece in row if len(place[id(piece)]) != 1]
    if spanning or any(row_word("total", piece.text) for piece in row):
        return 1 if len(lines_of(row)) == 1 and len(spanning) in (0, len(row)) else FAULT
    cells: dict[int, list[TextLine]] = {}
    for piece in row:
        cells.setdefault(place[id(piece)][0], []).append(piece)
    middles = [middle(cell) for cell in cells.values()]
    tops = [min(piece.top for piece in cell) for cell in cells.values()]
    common = median(middles)
    level = max(abs(one - common) for one in middles) <= NEAR or max(tops) - min(tops) <= NEAR
    if name not in cells or not level or not all(wraps(up, low, place, columns) for up, low in pairwise(slices)):
        return FAULT
    return 1 + 2 * (len(cells) < 2)


def wraps(upper: Sequence[TextLine], lower: Sequence[TextLine], place: dict[int, list[int]], columns: Columns) -> bool:
    """Whether texts go on from one slice of a row to the next: the upper line has no room left (是否折行)."""
    both = {place[id(piece)][0] for piece in upper} & {place[id(piece)][0] for piece in lower}
    for at in both:
        last = lines_of([piece for piece in upper if place[id(piece)] == [at]])[-1]
        following = lines_of([piece for piece in lower if place[id(piece)] == [at]])[0]
        size = last[0].size
        room = columns.columns[at].high - columns.columns[at].low
        if following[0].top - last[0].bottom > 0.9 * size or extent(last) < room - 2.6 * size:
            return False
    return bool(both)


def extent(line: Sequence[TextLine]) -> float:
    """Width of a line."""
    return max(piece.x1 for piece in line) - min(piece.x0 for piece in line)
