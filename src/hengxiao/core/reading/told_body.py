"""Rows of indicators told by the text (按文字推断的指标行), under known headings.

A row has a name; the cells of a row are level; a label stands in the middle of its rows or in the first of them. What
breaks any of this is not read at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hengxiao.core.forms.vocabulary import meanings
from hengxiao.core.reading.columns import Block, Column, Columns, Row, is_heading
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.pdf_pages import Rule
from hengxiao.core.reading.told_bands import Bands, Rows
from hengxiao.core.reading.told_labels import Beside, Label, label_starts, widened
from hengxiao.core.reading.told_lines import NEAR, blocks

LABELS = frozenset(["level1", "level2", "goal", "number"])


@dataclass(frozen=True, slots=True)
class Level:
    """A level line that parts two rows (行分隔): its height, and the stretches across where it parts them."""

    at: float
    spans: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a table before its rows are told (已知条件): its sides, the columns of the page before.

    A table that reaches the `foot` of its page may go on, so that its last labels need not stand in the middle of the
    rows seen. `known` are level lines at which rows part, `lost` when the page before had a table that was not read.
    """

    ends: tuple[float, float]
    carried: Columns | None
    foot: float
    known: Sequence[Rule] = ()
    lost: bool = False


def body(
    lines: Sequence[Sequence[TextLine]],
    columns: Columns,
    frame: Frame,
    *,
    opened: bool,
    cut: bool,
    above: Sequence[TextLine] = (),
) -> list[Level] | None:
    """Level lines between indicators (指标行的分隔), None when they cannot be told.

    `opened` when they go on from the page before, `cut` when on the next one; `above` is the part of an outer label
    that stands beside the headings.
    """
    columns.learn([Row(blocks(line)) for line in lines], lines=True)
    if columns.doubts:
        return None
    pieces = [piece for line in lines for piece in line]
    has_outer = outer_column(columns, [*above, *pieces])
    place = {id(piece): columns.at(Block(piece.text, piece.x0, piece.x1, piece.size)) for piece in pieces}
    name = names_column(columns)
    if name is None:
        return None
    labels = range(name)
    data = [piece for piece in pieces if not (len(place[id(piece)]) == 1 and place[id(piece)][0] in labels)]
    held = {at: [piece for piece in pieces if place[id(piece)] == [at]] for at in labels[has_outer:]}
    ways = bands(data, place, columns, name, known=frame.known, opened=opened).told()
    fitting = [(told.faults, groups) for told in ways if (groups := grouped(told, held, opened=opened, cut=cut))]
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    groups = fitting[0][1]
    if has_outer:
        groups.starts[0] = [Label(0, groups.extents[0][0], groups.extents[-1][1])]
    return level_lines(groups, columns, frame.ends, (pieces, bool(above)))


@dataclass(slots=True)
class Groups:
    """Rows with the labels beside them (行与层级名): how far each reaches, and where the labels of each column begin.

    Rows from `count` on are of totals, beside which no label stands.
    """

    extents: list[tuple[float, float]]
    count: int
    starts: dict[int, list[Label]]


def grouped(told: Rows, held: dict[int, list[TextLine]], *, opened: bool, cut: bool) -> Groups | None:
    """Where the labels of each column begin (层级名起始行), None when that cannot be told."""
    extents = [(min(p.top for p in row), max(p.bottom for p in row)) for row in told.rows]
    count = next(at for at in range(len(extents) + 1) if set(range(at, len(extents))) <= told.others)
    starts: dict[int, list[Label]] = {}
    allowed = set(range(count))
    for at in sorted(held, reverse=True):
        low = max((piece.bottom for piece in held[at]), default=0.0)
        rows = Beside(extents[:count], sorted(allowed), told.side, opened, cut, low)
        begun = label_starts(held[at], rows) if count else []
        if begun is None:
            return None
        starts[at] = begun
        extents[:count] = widened(extents[:count], begun)
        allowed = {0, *(one.row for one in begun)} if begun else allowed
    return Groups(extents, count, starts)


def level_lines(
    groups: Groups, columns: Columns, ends: tuple[float, float], held: tuple[Sequence[TextLine], bool]
) -> list[Level] | None:
    """Level lines between rows that cut no label (行间分隔线); of `held` texts, and whether one goes on from above."""
    cuts = cuts_between(groups.extents, list(groups.starts.values()))
    if cuts is None:
        return None
    pieces, from_above = held
    whole = tuple(pairwise([ends[0], *columns.partings(), ends[1]]))
    found = [Level(min(p.top for p in pieces) - 0.5, whole[from_above:])]
    for number, height in enumerate(cuts, 1):
        open_ = {
            at
            for at, begun in groups.starts.items()
            if number < groups.count and not any(one.row == number for one in begun)
        }
        found.append(Level(height, tuple(span for at, span in enumerate(whole) if at not in open_)))
    return [*found, Level(max(p.bottom for p in pieces) + 0.5, whole)]


def bands(
    data: Sequence[TextLine],
    place: dict[int, list[int]],
    columns: Columns,
    name: int,
    *,
    known: Sequence[Rule],
    opened: bool,
) -> Bands:
    """Texts beside the labels, ready to be parted into rows (待分行的文字)."""
    column = columns.columns[name]
    heights = [rule.at for rule in known if rule.start < (column.low + column.high) / 2 < rule.end]
    widths = [max((text.x1 - text.x0 for text in column.texts), default=0.0) for column in columns.columns]
    return Bands(data, place, name, widths, heights, tail=opened)


def names_column(columns: Columns) -> int | None:
    """The column of names (指标名称栏), left of which all hold labels of groups and their weights; None without one."""
    roles = [role(columns, at) for at in range(len(columns.columns))]
    name = next((at for at, each in enumerate(roles) if each == "name"), None)
    return name if name is not None and not LABELS & set(roles[name:]) else None


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


def outer_column(columns: Columns, pieces: Sequence[TextLine]) -> bool:
    """Whether the first column is one no heading stands over, of a label beside the whole table (外侧标签列)."""
    beside = [piece for piece in pieces if piece.x1 <= columns.columns[0].low]
    if beside:
        columns.columns.insert(0, Column(min(one.x0 for one in beside), max(one.x1 for one in beside)))
        columns.cuts.insert(0, None)
    texts = columns.columns[0].texts
    return not (texts and is_heading(texts[0].text))
