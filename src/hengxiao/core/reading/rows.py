"""Rows told by the text (按文字推断的行): where no line parts them, headings, full lines and alignment do.

A row has a name; a cell goes on in a next line only when the line before was full; the cells of a row have one middle
or one top. What breaks any of this is not read at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hengxiao.core.forms.vocabulary import is_level, label_word, meanings, row_word
from hengxiao.core.reading.columns import (
    Block,
    Column,
    Columns,
    Row,
    divides,
    groups,
    heads_indicators,
    is_heading,
    joined,
)
from hengxiao.core.reading.pdf_lines import TextLine

FAULT = 1000
MOST_LINES, MOST_SLICES, LONGEST_LABEL = 3, 14, 12
OFF = 5.0  # points by which a label may stand off the middle of its rows
NEAR = 2.5  # points by which middles or tops of one row may differ
LABELS = frozenset(["level1", "level2", "goal", "number"])


@dataclass(frozen=True, slots=True)
class Level:
    """A level line that parts two rows (行分隔): its height, and the stretches across where it parts them."""

    at: float
    spans: tuple[tuple[float, float], ...]


def blocks_of(lines: Sequence[TextLine]) -> list[Block]:
    """Texts that stand side by side, the lines of one cell taken together (文字块)."""
    found: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.x0):
        if found and line.x0 <= max(one.x1 for one in found[-1]) + 1.0:
            found[-1].append(line)
        else:
            found.append([line])
    return [
        Block(
            "".join(line.text for line in sorted(group, key=lambda line: line.top)),
            group[0].x0,
            max(line.x1 for line in group),
            max(line.size for line in group),
        )
        for group in found
    ]


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


def headings(lines: Sequence[Sequence[TextLine]]) -> list[tuple[int, int]]:
    """First and one-past-last line of each heading of indicators (表头所在行)."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        best, end = 0, 0
        for last in range(at + 1, min(at + MOST_LINES, len(lines)) + 1):
            if last > at + 1 and parts_rows(lines[at : last - 1], lines[last - 1]):
                break
            count = count_heads(lines[at:last])
            if count > best:
                best, end = count, last
        while end and at and begins_heading(lines, at, end, best):
            at -= 1
        while (
            end - at > 1
            and not wraps_heading(lines[at + 1 : end], lines[at], best, above=True)
            and count_heads(lines[at + 1 : end]) >= best
        ):
            at += 1
        while end and end < len(lines) and wraps_heading(lines[at:end], lines[end], best):
            end += 1
        if end and found and found[-1][1] >= at:
            found[-1] = found[-1][0], end
        elif end:
            found.append((at, end))
        at = end or at + 1
    return found


def parts_rows(above: Sequence[Sequence[TextLine]], line: Sequence[TextLine]) -> bool:
    """Whether a text of a line stands under another with room between them (是否另起一行)."""
    return any(
        one.x0 < piece.x1 and piece.x0 < one.x1
        for piece in line
        for one in max(above, key=lambda each: max((p.bottom for p in each if meets(p, piece)), default=0.0))
        if piece.top - one.bottom >= 0.5 * piece.size
    )


def meets(first: TextLine, second: TextLine) -> bool:
    """Whether two texts share room across (左右是否重叠)."""
    return first.x0 < second.x1 and second.x0 < first.x1


def begins_heading(lines: Sequence[Sequence[TextLine]], at: int, end: int, count: int) -> bool:
    """Whether the line above begins headings that wrap, rather than ends the texts above it (是否表头首行)."""
    if not wraps_heading(lines[at:end], lines[at - 1], count, above=True):
        return False
    return at < 2 or not any(
        one.x0 < piece.x1 and piece.x0 < one.x1 and piece.top - one.bottom < 0.5 * piece.size
        for piece in lines[at - 1]
        for one in lines[at - 2]
    )


def count_heads(lines: Sequence[Sequence[TextLine]]) -> int:
    """How many headings of indicators lines hold, 0 when they hold other texts too (表头栏数)."""
    blocks = joined(blocks_of([piece for line in lines for piece in line]))
    count = sum(is_heading(block.text) for block in blocks)
    return count if heads_indicators(blocks) and count >= len(blocks) - 1 else 0


def wraps_heading(
    head: Sequence[Sequence[TextLine]], line: Sequence[TextLine], count: int, *, above: bool = False
) -> bool:
    """Whether a line only goes on with headings wrapped in the lines beside it (是否表头续行)."""
    near = [piece for each in head for piece in each]
    return len(line) * 2 <= count and all(
        any(
            one.x0 < piece.x1
            and piece.x0 < one.x1
            and (one.top - piece.bottom if above else piece.top - one.bottom) < 0.5 * piece.size
            for one in near
        )
        for piece in line
    )


def full(levels: float, ends: tuple[float, float]) -> Level:
    """A level line over the whole width."""
    return Level(levels, (ends,))


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
    leaves = joined(blocks_of(pieces))
    for count in range(1, len(head)):
        above = joined(blocks_of([piece for line in head[:count] for piece in line]))
        below = joined(blocks_of([piece for line in head[count:] for piece in line]))
        if len(below) > 1 and divides(above, below):
            split = groups(above, below)
            if sum(len(children) > 1 for children in split) > 1:
                return None
            leaves = [
                leaf
                for one, children in zip(above, split, strict=True)
                for leaf in (children if len(children) > 1 else [one])
            ]
            middle = (
                max(p.bottom for line in head[:count] for p in line) + min(p.top for line in head[count:] for p in line)
            ) / 2
            spans = []
            for at, children in enumerate(split):
                if len(children) > 1:
                    left = (above[at - 1].x1 + children[0].x0) / 2 if at else ends[0]
                    right = (children[-1].x1 + above[at + 1].x0) / 2 if at + 1 < len(above) else ends[1]
                    spans.append((left, right))
            found.append(Level(middle, tuple(spans)))
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
    columns.learn([Row(joined(blocks_of(line))) for line in lines], lines=True)
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
    cuts = []
    for number, (upper, lower) in enumerate(pairwise(extents), 1):
        parted = [pair for begun in starts.values() for pair in pairwise(begun) if pair[1].row == number]
        low = max([upper[1], *(before.bottom for before, _ in parted)])
        high = min([lower[0], *(after.top for _, after in parted)])
        if low > high + NEAR:
            return None
        cuts.append((low + high) / 2)
    sides = [ends[0], *columns.partings(), ends[1]]
    whole = tuple(pairwise(sides))
    found = [Level(min(p.top for p in pieces) - 0.5, whole)]
    for number, at_height in enumerate(cuts, 1):
        closed = [at not in labels or any(one.row == number for one in starts[at]) for at in range(len(whole))]
        found.append(Level(at_height, tuple(span for span, is_closed in zip(whole, closed, strict=True) if is_closed)))
    return [*found, Level(max(p.bottom for p in pieces) + 0.5, whole)]


def widened(extents: Sequence[tuple[float, float]], labels: Sequence[Label]) -> list[tuple[float, float]]:
    """Heights of rows with the labels that stand in one row only (行高含单行层级名)."""
    found = list(extents)
    for at, one in enumerate(labels):
        after = labels[at + 1].row if at + 1 < len(labels) else len(extents)
        if after == one.row + 1:
            found[one.row] = min(found[one.row][0], one.top), max(found[one.row][1], one.bottom)
    return found


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


def middle(cell: Sequence[TextLine]) -> float:
    """Middle of a cell's text."""
    return (min(piece.top for piece in cell) + max(piece.bottom for piece in cell)) / 2


def extent(line: Sequence[TextLine]) -> float:
    """Width of a line."""
    return max(piece.x1 for piece in line) - min(piece.x0 for piece in line)


# ------------------------------------------------------------------ labels


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a group (层级名): the row its group begins at, and how far its text reaches up and down."""

    row: int
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Middle."""
        return (self.top + self.bottom) / 2


def label_starts(pieces: Sequence[TextLine], extents: Sequence[tuple[float, float]]) -> list[Label] | None:
    """Labels of a column with their first rows (层级名起始行): each stands in the middle of its rows, or in the first.

    None when neither fits.
    """
    labels = labels_of(pieces)
    if not labels:
        return []
    if len(labels) == 1:
        return [Label(0, labels[0].top, labels[0].bottom)]
    middles = [(top + bottom) / 2 for top, bottom in extents]
    first = [min(range(len(middles)), key=lambda at: abs(middles[at] - one.middle)) for one in labels]
    fits = all(abs(middles[at] - one.middle) < NEAR for at, one in zip(first, labels, strict=True))
    ways = [centred(labels, extents), first if fits and first[0] == 0 and len(set(first)) == len(first) else None]
    told = next((way for way in ways if way is not None), None)
    if told is None:
        return None
    return [Label(row, one.top, one.bottom) for row, one in zip(told, labels, strict=True)]


def labels_of(pieces: Sequence[TextLine]) -> list[Label]:
    """Labels in a column, a wrapped one taken together (层级名位置)."""
    runs: list[list[list[TextLine]]] = []
    for line in lines_of(pieces):
        if runs and line[0].top - max(one.bottom for one in runs[-1][-1]) < 0.9 * line[0].size:
            runs[-1].append(line)
        else:
            runs.append([line])
    groups_ = [[piece for line in group for piece in line] for run in runs for group in split_labels(run)]
    return [Label(0, min(p.top for p in group), max(p.bottom for p in group)) for group in groups_]


def split_labels(run: Sequence[list[TextLine]]) -> list[list[list[TextLine]]]:
    """Lines of a column without room between them, parted into as few labels as may be (切分层级名)."""
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(run) + 1):
        ways = [
            (best[start][0] + (1 if is_label("".join(p.text for line in run[start:end] for p in line)) else 9), start)
            for start in range(max(0, end - LONGEST_LABEL), end)
        ]
        best.append(min(ways))
    found: list[list[list[TextLine]]] = []
    end = len(run)
    while end:
        found.append(list(run[best[end][1] : end]))
        end = best[end][1]
    return found[::-1]


def is_label(text: str) -> bool:
    """Whether a text is a label of a group of indicators (是否层级名)."""
    return is_level(text, 1) or is_level(text, 2) or row_word("outer", text) or row_word("goal_label", text)


def centred(labels: Sequence[Label], extents: Sequence[tuple[float, float]]) -> list[int] | None:
    """Rows at which labels begin that stand in the middle of their rows (居中层级名), None when they do not fit."""
    count = len(extents)
    reach: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for one in labels:
        step: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in reach[-1].items():
            for end in range(start + 1, count + 1):
                off = abs((extents[start][0] + extents[end - 1][1]) / 2 - one.middle)
                if off < OFF and (end not in step or cost + off < step[end][0]):
                    step[end] = (cost + off, start)
        reach.append(step)
    if count not in reach[-1]:
        return None
    begun: list[int] = []
    end = count
    for step in reversed(reach[1:]):
        end = step[end][1]
        begun.append(end)
    return begun[::-1]
