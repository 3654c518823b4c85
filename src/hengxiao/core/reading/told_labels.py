"""Labels beside groups of rows in a table without rules (无线表格的层级名): where each group begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hengxiao.core.forms.vocabulary import content, is_level, row_word
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_lines import NEAR, lines_of

LONGEST_LABEL = 12
OFF = 5.5  # points by which a label may stand off the middle of its rows
UNLIKE = 0.3  # how much it counts that a label stands off where the middle of its rows most likely is
OPEN = 3.0  # how much it counts that a page break parts the first or the last label from some of its rows
CLEAR = 1.2  # points by which one way to place the labels must fit better than the next


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


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows labels stand beside (层级名所对应的行): how far the texts of each reach, and where groups may begin.

    `opened` when the first rows may belong to a label of the page before, `cut` when the last ones may go on on the
    next page, `end` is how far labels reach down. `side` is the side on which the cells of a row are level.
    """

    extents: Sequence[tuple[float, float]]
    starts: Collection[int]
    side: str
    opened: bool
    cut: bool
    end: float

    def off(self, start: int, stop: int, place: float) -> float:
        """How far a height is from where the middle of rows may be (偏离这些行居中位置的程度).

        Rows part somewhere between their texts: a tall label makes the last of its rows higher.
        """
        tops, bottoms = [top for top, _ in self.extents], [bottom for _, bottom in self.extents]
        room = max(min((low - up for up, low in zip(bottoms, tops[1:], strict=False)), default=0.0), 0.0)
        above = bottoms[start - 1] if start else tops[0] - room
        below = tops[stop] if stop < len(tops) else max(self.end, bottoms[-1] + room)
        low, high = (above + bottoms[stop - 1]) / 2, (tops[start] + below) / 2
        likely = min(abs((low + high) / 2 - place), abs((tops[start] + bottoms[stop - 1]) / 2 - place))
        return max(low - place, place - high, 0.0) + likely * UNLIKE


def label_starts(pieces: Sequence[TextLine], rows: Beside) -> list[Label] | None:
    """Labels of a column with their first rows (层级名起始行): each stands in the middle of its rows, or in the first.

    None when neither fits, or more than one way does.
    """
    labels = labels_of(pieces)
    if not labels:
        return []
    ways = [centred, topped] if rows.side == "middle" else [topped, centred]
    for way in ways:
        told = way(labels, rows)
        if told is not None:
            return [Label(row, one.top, one.bottom) for row, one in zip(told, labels, strict=True)] if told else None
    return None


def labels_of(pieces: Sequence[TextLine]) -> list[Label]:
    """Labels in a column, a wrapped one taken together (层级名位置)."""
    runs: list[list[list[TextLine]]] = []
    for line in lines_of(pieces):
        if runs and line[0].top - max(one.bottom for one in runs[-1][-1]) < 0.9 * line[0].size:
            runs[-1].append(line)
        else:
            runs.append([line])
    labels = [[piece for line in lines for piece in line] for run in runs for lines in split_labels(run)]
    return [Label(0, min(p.top for p in label), max(p.bottom for p in label)) for label in labels]


def split_labels(run: Sequence[list[TextLine]]) -> list[list[list[TextLine]]]:
    """Lines of a column without room between them, parted into as few labels as may be (切分层级名)."""
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(run) + 1):
        ways = [
            (best[start][0] + unlike_label(run[start:end]), start) for start in range(max(0, end - LONGEST_LABEL), end)
        ]
        best.append(min(ways))
    found: list[list[list[TextLine]]] = []
    end = len(run)
    while end:
        found.append(list(run[best[end][1] : end]))
        end = best[end][1]
    return found[::-1]


def unlike_label(lines: Sequence[Sequence[TextLine]]) -> int:
    """What speaks against lines being one label, or the weight beside one (不像层级名的程度)."""
    texts = ["".join(piece.text for piece in line) for line in lines]
    whole = "".join(texts)
    if any(all(is_second("".join(part)) for part in (texts[:at], texts[at:])) for at in range(1, len(texts))):
        return 3
    return 1 if is_label(whole.removesuffix("等")) or content("figure", whole) else 9 * len(lines)


def is_label(text: str) -> bool:
    """Whether a text is a label of a group of indicators (是否层级名)."""
    return is_level(text, 1) or is_level(text, 2) or row_word("outer", text) or row_word("goal_label", text)


def is_second(text: str) -> bool:
    """Whether a text is the name of a second level and of no first (是否只是二级指标名)."""
    return is_level(text, 2) and not is_level(text, 1)


def centred(labels: Sequence[Label], rows: Beside) -> list[int] | None:
    """Rows at which labels begin that stand in the middle of their rows (居中层级名).

    None when they do not fit, empty when they fit in two ways.
    """
    count = len(rows.extents)
    ways: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(count + 1)]
    for start in rows.starts if rows.opened else (0,):
        ways[start] = [(OPEN if start else 0.0, ())]
    for number, one in enumerate(labels):
        last = number == len(labels) - 1
        step: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(count + 1)]
        for start in range(count):
            for end in [count] if last else [end for end in rows.starts if end > start]:
                off = rows.off(start, end, one.middle)
                if last and rows.cut and rows.extents[start][0] - NEAR < one.middle < rows.extents[end - 1][1] + NEAR:
                    off = min(off, OPEN)
                if off < OFF:
                    step[end] += [(cost + off, (*begun, start)) for cost, begun in ways[start]]
        ways = [sorted(found)[:2] for found in step]
    found = ways[count]
    if not found:
        return None
    return list(found[0][1]) if len(found) == 1 or found[1][0] - found[0][0] > CLEAR else []


def topped(labels: Sequence[Label], rows: Beside) -> list[int] | None:
    """Rows in whose first line labels stand (居首层级名), None when one stands in none."""
    tops = [top for top, _ in rows.extents]
    found = [min(rows.starts, key=lambda at: abs(tops[at] - one.top)) for one in labels]
    fits = all(abs(tops[at] - one.top) < NEAR for at, one in zip(found, labels, strict=True))
    return found if fits and (found[0] == 0 or rows.opened) and len(set(found)) == len(found) else None


def widened(extents: Sequence[tuple[float, float]], labels: Sequence[Label]) -> list[tuple[float, float]]:
    """Heights of rows with the labels beside them (行高含层级名): a label may be taller than the texts of its rows."""
    found = list(extents)
    for at, one in enumerate(labels):
        after = labels[at + 1].row if at + 1 < len(labels) else len(extents)
        found[one.row] = min(found[one.row][0], one.top), found[one.row][1]
        found[after - 1] = found[after - 1][0], max(found[after - 1][1], one.bottom)
    return found
