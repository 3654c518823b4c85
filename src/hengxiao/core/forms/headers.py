"""Headings of indicator tables (表头识别): where a table begins, how deep its headings are, what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile

from hengxiao.core.forms.fitting import Ruler
from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.vocabulary import content, is_level, label, meanings, row_word

LABELS = frozenset({"level1", "level2", "name"})
VALUES = frozenset(
    [
        "target",
        "midterm",
        "actual",
        "points",
        "score",
        "deviation",
        "previous_year",
        "year_before_last",
        "standard",
        "grade1",
        "forecast",
        "likelihood",
        "rate",
        "sign",
    ]
)
OPENING = LABELS | {"goal", "target"}
BESIDE = frozenset({"previous_year", "unit", "sign", "points", "standard"})
STRONG, SURE = 9, 11
DEEPEST = 4
PEEK = 4
LONGEST, LONGEST_UNKNOWN = 40, 10
SENTENCE = frozenset("。；;！？")


@dataclass(slots=True)
class Column:
    """One printed column of an indicator table (栏目): its heading, the headings above it and its place in the grid."""

    heading: str
    path: str
    left: int
    right: int
    outer: bool
    piece: Piece
    split: bool = False

    @property
    def edges(self) -> tuple[int, int]:
        """First and last grid column."""
        return self.left, self.right


@dataclass(frozen=True)
class Header:
    """The headings of an indicator table (表头): `depth` lines from line number `start` on."""

    start: int
    depth: int
    columns: tuple[Column, ...]
    table: int
    width: int
    spanned: bool
    sheet: str = ""

    @cached_property
    def ruler(self) -> Ruler:
        """Tells which of the columns a piece stands in."""
        return Ruler([column.edges for column in self.columns])

    @property
    def end(self) -> int:
        """Number of the first line after the headings."""
        return self.start + self.depth

    @property
    def inner(self) -> tuple[Column, ...]:
        """The columns without the outer label."""
        return tuple(column for column in self.columns if not column.outer)


def find_header(lines: Sequence[Line], start: int) -> Header | None:
    """The headings that begin at a line, or None when no indicator table begins there (识别表头)."""
    first = lines[start]
    if first.is_paragraph or not _may_be_heading(first):
        return None
    depth = next((depth for depth in range(1, DEEPEST + 1) if not _goes_on(lines, start, depth)), 0)
    if not depth:
        return None
    end = start + depth
    below = [line for line in lines[end : end + PEEK] if line.table == first.table]
    if depth == 1 and not (_names_columns(first) or _begins_with_level(below)):
        return None
    columns = _flat_outer(_columns(lines[start:end]), below)
    if _labelled_row(columns) or not (_is_table(columns) or _heads_levels(columns, below)):
        return None
    return Header(start, depth, columns, first.table, first.width, first.spanned, first.source.sheet)


def _may_be_heading(line: Line) -> bool:
    filled = line.filled
    if len(filled) < 2:
        return False
    for piece in filled:
        if not _heading_like(piece.text):
            return False
    if not any(_opens(piece.text) for piece in filled):
        return False
    return not row_word("goal_label", filled[0].text) or any(_strong(piece.text, SURE) & LABELS for piece in filled)


def _names_columns(line: Line) -> bool:
    """Whether one row of headings names labels, or a value and something that stands beside values."""
    roles = _together([_strong(piece.text, STRONG) for piece in line.pieces])
    return not roles.isdisjoint(LABELS) or ("target" in roles and not roles.isdisjoint(BESIDE))


def _begins_with_level(below: Sequence[Line]) -> bool:
    """Whether the row below the headings may begin with a level label."""
    return bool(below) and any(is_level(piece.text, 1) and "指标" in piece.text for piece in below[0].filled)


@lru_cache(maxsize=16384)
def _opens(text: str) -> bool:
    return bool(_strong(text, STRONG) & OPENING) or row_word("outer", text)


@lru_cache(maxsize=16384)
def _heading_like(text: str) -> bool:
    if len(text) > LONGEST or SENTENCE & set(text) or content("figure", text):
        return False
    return not content("value", text) or bool(meanings(text))


@lru_cache(maxsize=16384)
def _strong(heading: str, least: int, path: str = "") -> frozenset[str]:
    """The roles a heading has with at least this weight."""
    return frozenset(role for role, weight in meanings(heading, path) if weight >= least)


def _goes_on(lines: Sequence[Line], start: int, depth: int) -> bool:
    """Whether the next line still belongs to the headings."""
    following = start + depth
    if following >= len(lines) or lines[following].table != lines[start].table:
        return False
    return _continues(lines[following - 1], lines[following])


def _continues(above: Line, last: Line) -> bool:
    """Whether a row stands below headings of the row before it and consists of headings itself."""
    filled = last.filled
    if _labels_cover(last):
        return True
    if not filled or not all(_sub_heading(piece) for piece in filled):
        return False
    if not last.spanned:
        return _fills_groups(above, last)
    open_groups = [p for p in above.pieces if p.text and p.bottom < last.row and p.width > 1]
    return any(g.left <= p.left and p.right <= g.right for g in open_groups for p in filled) and len(filled) > 1


def _labels_cover(line: Line) -> bool:
    """Whether a level heading of an earlier row reaches into a row."""
    above = [piece.text for piece in line.pieces if piece.top < line.row]
    return any(_strong(text, SURE) & LABELS and not row_word("outer", text) for text in above)


def _sub_heading(piece: Piece) -> bool:
    if is_level(piece.text, 1) or (is_level(piece.text, 2) and "指标" not in piece.text[:2]):
        return False
    found = meanings(piece.text) if len(piece.text) <= LONGEST and not SENTENCE & set(piece.text) else ()
    return bool(found) and found[0][1] >= 5 and not content("figure", piece.text)


def _fills_groups(above: Line, last: Line) -> bool:
    """In a table without spans: more cells than above, blanks where a heading is merged downwards."""
    if len(last.pieces) <= len(above.filled) or len(last.filled) < 2:
        return False
    blanks = sum(1 for piece in last.pieces if not piece.text)
    return blanks < len(above.pieces) or len(above.pieces) == len(last.pieces)


# ------------------------------------------------------------------ columns


def _columns(rows: Sequence[Line]) -> tuple[Column, ...]:
    layers = _flat_layers(rows) if not rows[0].spanned else [row.pieces for row in rows]
    columns: list[Column] = []
    top, bottom = rows[0].row, rows[-1].row
    for leaf in layers[-1]:
        stack = [p for p in _stack(layers, leaf) if p.text] or [leaf]
        path = ">".join(dict.fromkeys([p.text for p in stack]))
        outer = (not columns or columns[-1].outer) and _outer(leaf, top, bottom)
        columns.append(Column(stack[-1].text, path, leaf.left, leaf.right, outer, stack[-1]))
    return tuple(columns)


def _stack(layers: Sequence[Sequence[Piece]], leaf: Piece) -> list[Piece]:
    """The headings above one leaf, from the top down, and the leaf."""
    above = [p for layer in layers[:-1] for p in layer if p.left <= leaf.right and p.right >= leaf.left]
    return [*above, leaf]


def _outer(piece: Piece, top: int, bottom: int) -> bool:
    """Whether a cell left of the headings reaches beyond them, as the label of the whole table does."""
    if top <= piece.top and piece.bottom <= bottom:
        return False
    return row_word("outer", piece.text) or not (_strong(piece.text, SURE) & LABELS or is_level(piece.text, 1))


def _flat_outer(columns: tuple[Column, ...], below: Sequence[Line]) -> tuple[Column, ...]:
    """In a table without merges below its headings an outer label is the first column, blank in the rows below."""
    head = columns[0]
    if head.outer or not (row_word("outer", head.heading) or row_word("goal_label", head.heading)):
        return columns
    if any(piece.bottom > piece.top for line in below for piece in line.own):
        return columns
    rows = [line for line in below if len(line.filled) > 1]
    blank = list(takewhile(lambda line: not any(p.text and p.right <= head.right for p in line.pieces), rows))
    after = next((p.text for p in rows[len(blank)].filled), "") if len(blank) < len(rows) else ""
    ends = not after or row_word("goal_label", after) or row_word("outer", after) or row_word("total", after)
    return (replace(head, outer=True), *columns[1:]) if blank and ends else columns


def _flat_layers(rows: Sequence[Line]) -> list[tuple[Piece, ...]]:
    """Headings of a table that lost its spans, put over the columns of the deepest row (无合并信息的多层表头)."""
    base = rows[-1].pieces
    layers: list[tuple[Piece, ...]] = []
    for row in rows[:-1]:
        layers.append(_spread(row.pieces, base) if len(row.pieces) < len(base) else row.pieces)
    return [*layers, base]


def _spread(cells: Sequence[Piece], base: Sequence[Piece]) -> tuple[Piece, ...]:
    runs = _runs(base)
    groups = len(cells) - sum(1 for run in runs if not run[0].text)
    filled_runs = [run for run in runs if run[0].text]
    shares = _shares(filled_runs, groups)
    parts = [part for run in runs for part in ([run] if not run[0].text else shares.pop(0))]
    spread = [replace(cell, left=part[0].left, right=part[-1].right) for cell, part in zip(cells, parts, strict=False)]
    return tuple(spread)


def _runs(base: Sequence[Piece]) -> list[list[Piece]]:
    """Every blank cell by itself, neighbouring filled cells together."""
    runs: list[list[Piece]] = []
    for piece in base:
        if piece.text and runs and runs[-1][0].text:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _shares(runs: Sequence[list[Piece]], groups: int) -> list[list[list[Piece]]]:
    """How the filled runs are divided among the group headings above them."""
    if len(runs) == 1 and groups > 1:
        return [_cut(runs[0], groups)]
    return [[run] for run in runs]


def _cut(run: list[Piece], groups: int) -> list[list[Piece]]:
    """A run cut where its first heading is repeated, else into equal parts."""
    first = squeeze(run[0].text)
    starts = [i for i, piece in enumerate(run) if squeeze(piece.text) == first]
    if len(starts) != groups:
        size = -(-len(run) // groups)
        starts = list(range(0, len(run), size))
    return [run[a:b] for a, b in pairwise([*starts, len(run)])]


# ------------------------------------------------------------------ judgement


def _labelled_row(columns: Sequence[Column]) -> bool:
    """Whether the supposed headings are the labels of a row: level 1 beside level 2."""
    pairs = pairwise(column.heading for column in columns if not column.outer)
    return any(is_level(first, 1) and is_level(second, 2) and "指标" in first for first, second in pairs)


def _short_heading(text: str) -> bool:
    """Whether a text can head a column: short, no level label, no label of goals."""
    level = is_level(text, 1) and "指标" in text
    return len(text) <= LONGEST_UNKNOWN and not level and not label("goals", "label", text)


def _heads_levels(columns: Sequence[Column], below: Sequence[Line]) -> bool:
    """Whether a value is headed and the rows below begin with level labels, though no label heading is known."""
    inner = [column for column in columns if not column.outer]
    valued = any(_strong(column.heading, SURE - 1) & VALUES for column in inner)
    if not valued or len(inner) < 3 or not all(_short_heading(column.heading) for column in inner):
        return False
    first = next((p for p in below[0].own if p.left >= inner[0].left and p.text), None) if below else None
    return first is not None and first.left == inner[0].left and is_level(first.text, 1) and "指标" in first.text


def _together(roles: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*roles)


def _is_table(printed: Sequence[Column]) -> bool:
    columns = [column for column in printed if column.heading and not column.outer]
    roles = [_strong(column.heading, STRONG, column.path) for column in columns]
    sure = LABELS & _together([_strong(column.heading, SURE, column.path) for column in columns])
    labels = LABELS & _together(roles)
    values = [role for role in roles if role & VALUES]
    named = _together(values)
    if not labels:
        return (
            "target" in named and bool(named & BESIDE) and not any(label("goals", "label", c.heading) for c in columns)
        )
    if not values:
        return sure >= LABELS
    plain = [role for role in roles if role]
    return (len(sure) >= 1 and len(plain) >= 2) or len(labels) >= 2 or len(values) >= 3 or "target" in named
