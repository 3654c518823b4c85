"""Labels beside groups of rows in a table without rules (无线表格的层级名): where each group begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengxiao.core.forms.vocabulary import is_level, row_word
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_lines import NEAR, lines_of

LONGEST_LABEL = 12
OFF = 5.0  # points by which a label may stand off the middle of its rows


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
    labels = [[piece for line in lines for piece in line] for run in runs for lines in split_labels(run)]
    return [Label(0, min(p.top for p in label), max(p.bottom for p in label)) for label in labels]


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


def widened(extents: Sequence[tuple[float, float]], labels: Sequence[Label]) -> list[tuple[float, float]]:
    """Heights of rows with the labels that stand in one row only (行高含单行层级名)."""
    found = list(extents)
    for at, one in enumerate(labels):
        after = labels[at + 1].row if at + 1 < len(labels) else len(extents)
        if after == one.row + 1:
            found[one.row] = min(found[one.row][0], one.top), max(found[one.row][1], one.bottom)
    return found
