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
    joined,
    is_heading,
)
from hengxiao.core.reading.pdf_lines import TextLine

FAULT = 1000
MOST_LINES, MOST_SLICES, LONGEST_LABEL = 3, 14, 12
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


@dataclass(frozen=True, slots=True)
class Told:
    """What the text tells of a table without rules (推断结果): its level lines, or only the headings it begins with."""

    levels: list[Level]
    heads: list[TextLine]


def levels_told(pieces: Sequence[TextLine], ends: tuple[float, float], carried: Columns | None) -> Told | None:
    """Level lines between the rows of a table without rules (推断行分隔); None when there is no table.

    Without level lines there is a table, but its rows cannot be told for certain.
    """
    lines = lines_of(pieces)
    heads = headings(lines)
    first, last = region(lines, heads, carried is not None)
    heads = [(start - first, end - first) for start, end in heads if first <= start and end <= last]
    lines = lines[first:last]
    if not lines or not (heads or carried):
        return None
    titles = [heading_line(lines[start:end]) for start, end in heads]
    if not heads and sum(len(line) > 2 for line in lines) < 2:
        return None
    found: list[Level] = []
    bounds = [start for start, _ in heads] + [len(lines)]
    before = lines[: bounds[0]]
    if before and carried is not None:
        told = body(before, carried, ends)
        if told is None:
            return Told([], titles)
        found += told
    elif before:
        found += head_levels(before, ends)
    for (start, end), stop in zip(heads, bounds[1:], strict=True):
        told = part(lines[start:end], lines[end:stop], ends)
        if told is None:
            return Told([], titles)
        found += told
    return Told(found, titles)


def heading_line(lines: Sequence[Sequence[TextLine]]) -> TextLine:
    """Headings of several lines as one line, so that they can be seen to be headings (表头合成一行)."""
    pieces = [piece for line in lines for piece in line]
    texts = [block.text for block in joined(blocks_of(pieces)) if is_heading(block.text)]
    first = pieces[0]
    return TextLine(
        " ".join(texts),
        min(one.x0 for one in pieces),
        min(one.top for one in pieces),
        max(one.x1 for one in pieces),
        max(one.bottom for one in pieces),
        first.size,
        first.bold,
    )


def region(lines: Sequence[Sequence[TextLine]], heads: Sequence[tuple[int, int]], carried: bool) -> tuple[int, int]:
    """First and one-past-last line of the table (表格范围): from the first label with a value to the signatures."""
    first = next(
        (at for at, line in enumerate(lines) if carried or (len(line) > 1 and any(label_word(one.text) for one in line))),
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
            blocks = joined(blocks_of([piece for line in lines[at:last] for piece in line]))
            count = sum(is_heading(block.text) for block in blocks)
            whole = count == len(blocks) or count >= len(blocks) - 1
            if heads_indicators(blocks) and whole and count > best:
                best, end = count, last
        while end and end < len(lines) and wraps_heading(lines[at:end], lines[end], best):
            end += 1
        if end:
            found.append((at, end))
        at = end or at + 1
    return found


def wraps_heading(head: Sequence[Sequence[TextLine]], line: Sequence[TextLine], count: int) -> bool:
    """Whether a line only goes on with headings wrapped in the lines above (是否表头续行)."""
    above = [piece for each in head for piece in each]
    return len(line) * 2 <= count and all(
        any(one.x0 < piece.x1 and piece.x0 < one.x1 and piece.top - one.bottom < 0.5 * piece.size for one in above)
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


def part(head: Sequence[Sequence[TextLine]], lines: Sequence[Sequence[TextLine]], ends: tuple[float, float]) -> list[Level] | None:
    """Level lines of a heading and the rows under it (一段的行分隔)."""
    pieces = [piece for line in head for piece in line]
    top, bottom = min(one.top for one in pieces), max(one.bottom for one in pieces)
    found = [full(top - 1.0, ends)]
    leaves = joined(blocks_of(pieces))
    for cut in range(1, len(head)):
        above = joined(blocks_of([piece for line in head[:cut] for piece in line]))
        below = joined(blocks_of([piece for line in head[cut:] for piece in line]))
        if len(below) > 1 and divides(above, below):
            split = groups(above, below)
            leaves = [leaf for one, children in zip(above, split, strict=True) for leaf in (children if len(children) > 1 else [one])]
            middle = (max(p.bottom for line in head[:cut] for p in line) + min(p.top for line in head[cut:] for p in line)) / 2
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
    told = body(lines, columns, ends)
    return None if told is None else found + told


def body(lines: Sequence[Sequence[TextLine]], columns: Columns, ends: tuple[float, float]) -> list[Level] | None:
    """Level lines between indicators (指标行的分隔)."""
    columns.learn([Row(joined(blocks_of(line))) for line in lines])
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
    cuts = [(max(p.bottom for p in up) + min(p.top for p in low)) / 2 for up, low in pairwise(rows)]
    tops = min(p.top for p in rows[0]), max(p.bottom for p in rows[-1])
    starts: dict[int, set[int]] = {}
    for at in labels:
        held = [piece for piece in pieces if place[id(piece)] == [at]]
        begun = label_starts(held, rows, alone=not columns.columns[at].texts or at < leading(columns))
        if begun is None:
            return None
        starts[at] = begun
    partings = columns.partings()
    sides = [ends[0], *partings, ends[1]]
    found = [full(min(tops[0], *(p.top for p in pieces)) - 0.5, ends)]
    for number, cut in enumerate(cuts, 1):
        spans: list[tuple[float, float]] = []
        for at, (left, right) in enumerate(pairwise(sides)):
            if at in labels and number not in starts[at]:
                continue
            if spans and spans[-1][1] == left:
                spans[-1] = (spans[-1][0], right)
            else:
                spans.append((left, right))
        found.append(Level(cut, tuple(spans)))
    return [*found, full(max(tops[1], *(p.bottom for p in pieces)) + 0.5, ends)]


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
            (best[start][0] + faults([p for one in slices[start:end] for p in one], place, columns, name), start)
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


def faults(row: Sequence[TextLine], place: dict[int, list[int]], columns: Columns, name: int) -> int:
    """What speaks against pieces being one row (不成一行的程度)."""
    cells: dict[int, list[TextLine]] = {}
    spanning = [piece for piece in row if len(place[id(piece)]) != 1]
    if spanning:
        return 1 if len(row) == len(spanning) and len(lines_of(spanning)) == 1 else FAULT
    for piece in row:
        cells.setdefault(place[id(piece)][0], []).append(piece)
    if any(row_word("total", piece.text) for piece in row):
        return 1 if len(lines_of(row)) == 1 else FAULT
    if name not in cells:
        return FAULT
    cost = 1
    for at, cell in cells.items():
        lines = lines_of(cell)
        room = columns.columns[at].high - columns.columns[at].low
        for above, below in pairwise(lines):
            size = above[0].size
            if below[0].top - above[0].bottom > 0.9 * size:
                return FAULT
            if extent(above) < room - 2.6 * size:
                return FAULT
    middles = [middle(cell) for cell in cells.values()]
    tops = [min(piece.top for piece in cell) for cell in cells.values()]
    common = median(middles)
    if max(abs(one - common) for one in middles) > NEAR and max(tops) - min(tops) > NEAR:
        return FAULT
    return cost + 2 * (len(cells) < 2)


def middle(cell: Sequence[TextLine]) -> float:
    """Middle of a cell's text."""
    return (min(piece.top for piece in cell) + max(piece.bottom for piece in cell)) / 2


def extent(line: Sequence[TextLine]) -> float:
    """Width of a line."""
    return max(piece.x1 for piece in line) - min(piece.x0 for piece in line)


# ------------------------------------------------------------------ labels


def label_starts(
    pieces: Sequence[TextLine], rows: Sequence[Sequence[TextLine]], *, alone: bool
) -> set[int] | None:
    """Rows a label begins at (层级名起始行): each label stands in the middle of its rows, or in the first of them."""
    labels = labels_of(pieces)
    if not labels:
        return set()
    if len(labels) == 1:
        return {0}
    middles = [middle(row) for row in rows]
    at_top = [min(range(len(rows)), key=lambda at: abs(middles[at] - centre)) for centre in labels]
    exact = all(abs(middles[at] - centre) < NEAR + 4 for at, centre in zip(at_top, labels, strict=True))
    told = centred(labels, rows)
    if exact and at_top[0] == 0 and len(set(at_top)) == len(at_top) and (told is None or len(labels) == len(rows)):
        return set(at_top)
    return told


def labels_of(pieces: Sequence[TextLine]) -> list[float]:
    """Middles of the labels in a column, a wrapped one taken together (层级名位置)."""
    runs: list[list[list[TextLine]]] = []
    for line in lines_of(pieces):
        if runs and line[0].top - max(one.bottom for one in runs[-1][-1]) < 0.9 * line[0].size:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [middle([one for line in group for one in line]) for run in runs for group in split_labels(run)]


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


def centred(labels: Sequence[float], rows: Sequence[Sequence[TextLine]]) -> set[int] | None:
    """Rows at which labels begin that stand in the middle of their rows (居中层级名), None when they do not fit."""
    tops = [min(piece.top for piece in row) for row in rows]
    bottoms = [max(piece.bottom for piece in row) for row in rows]
    count = len(rows)
    reach: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for centre in labels:
        step: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in reach[-1].items():
            for end in range(start + 1, count + 1):
                off = abs((tops[start] + bottoms[end - 1]) / 2 - centre)
                if off < 8.0 + 0.2 * (bottoms[end - 1] - tops[start]) and (end not in step or cost + off < step[end][0]):
                    step[end] = (cost + off, start)
        reach.append(step)
    if count not in reach[-1]:
        return None
    begun: set[int] = set()
    end = count
    for step in reversed(reach[1:]):
        end = step[end][1]
        begun.add(end)
    return begun
