"""Indicator blocks (指标区): the lines below one header, found whole even when a page break cuts the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations_with_replacement

from hengxiao.core.forms.evidence import evidence
from hengxiao.core.forms.headers import Column, Header, find_header
from hengxiao.core.forms.lines import Line, Piece, column_texts
from hengxiao.core.forms.roles import plausibility
from hengxiao.core.forms.vocabulary import head_field, is_level, label_word, row_word

PAGE_MARK = 12
MAJORITY = 0.5
HEAD = ("name", "code", "department", "unit")
HEAD_ENDS = ("名称", "编码", "代码", "单位", "部门")
SAMPLE = 30
LONGEST_SECTION = 16
MOST_MISSING = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """One line laid over the columns (对栏): pieces by column number, and pieces that cover several columns or none."""

    line: Line
    cells: dict[int, list[Piece]] = field(default_factory=dict)
    wide: tuple[tuple[Piece, tuple[int, ...]], ...] = ()
    stray: tuple[Piece, ...] = ()

    @property
    def is_row(self) -> bool:
        """Whether every printed piece found a column of its own."""
        return not self.wide and not self.stray


@dataclass(frozen=True, slots=True)
class Block:
    """An indicator table (指标表): its header, its columns as the rows below show them, and the fitted lines."""

    header: Header
    columns: tuple[Column, ...]
    fits: tuple[Fit, ...]
    end: int


def take_block(lines: Sequence[Line], header: Header) -> Block:
    """The block below a header (取指标区)."""
    header = _stretched(lines, header)
    rows, position = _collect(lines, header)
    columns = _split_columns(header.columns, rows)
    return Block(header, columns, tuple(fit(line, columns) for line in rows), position)


def _collect(lines: Sequence[Line], header: Header) -> tuple[list[Line], int]:
    rows: list[Line] = []
    position, table = header.end, header.table
    while position < len(lines):
        line = lines[position]
        if line.table != table:
            following = _continuation(lines, position, header)
            if following is None:
                break
            position, table = following, lines[following].table
            continue
        line = _over(line, header)
        ends = line.filled and (find_header(lines, position) or _leaves(line, header))
        if ends and not _interlude(lines, position, header):
            break
        rows.append(line)
        position += 1
    return rows, position


def _continuation(lines: Sequence[Line], position: int, header: Header) -> int | None:
    """Number of the line where the block goes on in the next table without a header, else None (续表)."""
    while position < len(lines) and lines[position].is_paragraph and _page_mark(lines[position].text):
        position += 1
    if position >= len(lines):
        return None
    line = _over(lines[position], header)
    if line.is_paragraph or line.width != header.width or line.place.sheet != header.sheet:
        return None
    if find_header(lines, position) or _leaves(line, header):
        return None
    found = fit(line, header.columns)
    row = found.is_row and len(line.filled) > 1
    return position if row or (line.alone and is_level(line.alone.text, 1)) else None


def _over(line: Line, header: Header) -> Line:
    """A line of a continued table with one grid column for each printed column, put over the columns of the header."""
    columns = header.columns
    if line.table == header.table or line.width == header.width or line.width != len(columns):
        return line
    pieces = tuple(
        replace(p, left=columns[p.left - 1].left, right=columns[min(p.right, len(columns)) - 1].right)
        for p in line.pieces
    )
    return replace(line, pieces=pieces, width=header.width)


def _page_mark(text: str) -> bool:
    return not text or (
        len(text) <= PAGE_MARK and (text.strip("-— 第页共/0123456789") == "" or text in ("续表", "（续）"))
    )


def _leaves(line: Line, header: Header) -> bool:
    """Whether a line no longer belongs to the table (表后内容)."""
    pieces = _inner(line, header)
    if not pieces or row_word("total", pieces[0].text):
        return False
    first, single = pieces[0], len(pieces) == 1
    placed = fit(line, header.columns).is_row
    if placed and not single:
        return head_field(first.text) in HEAD and first.text.endswith(HEAD_ENDS)
    if single and (_section(first) or (placed and first.left >= header.inner[0].left)):
        return not _section(first) and first.left == header.inner[0].left and row_word("tail", first.text)
    tail = (
        label_word(first.text)
        or row_word("goal_label", first.text)
        or row_word("tail", first.text)
        or row_word("signature", line.text)
    )
    return tail or single


def _interlude(lines: Sequence[Line], position: int, header: Header) -> bool:
    """Whether a short text over all columns, with rows of the table below it, heads a section (层级通栏)."""
    line = lines[position]
    piece = line.alone
    if piece is None:
        return False
    below = [following for following in lines[position + 1 : position + 3] if following.table == line.table]
    if row_word("project_line", piece.text):
        return bool(below) and len(below[0].filled) > 1 and fit(below[0], header.columns).is_row
    if len(piece.text) > LONGEST_SECTION or set("，。；：:表") & set(piece.text):
        return bool(below) and _goes_on(below[0], header)
    if not piece.text.endswith("指标") and (label_word(piece.text) or row_word("tail", piece.text)):
        return bool(below) and _goes_on(below[0], header)
    return any(len(following.filled) > 1 and fit(following, header.columns).is_row for following in below)


def _goes_on(line: Line, header: Header) -> bool:
    """Whether a line is a full row of the table whose level labels begin anew (表中说明之后的指标行)."""
    found = fit(line, header.columns)
    first = next(iter(_inner(line, header)), None)
    levelled = first is not None and (is_level(first.text, 1) or is_level(first.text, 2))
    return levelled and found.is_row and len(line.filled) * 2 > len(header.columns)


def _section(piece: Piece) -> bool:
    return is_level(piece.text, 1) or is_level(piece.text, 2) or row_word("goal_label", piece.text)


def _inner(line: Line, header: Header) -> list[Piece]:
    """The filled pieces of a line beside the outer label."""
    outers = [column for column in header.columns if column.outer]
    return [p for p in line.filled if not any(c.left <= p.left and p.right <= c.right for c in outers)]


# ------------------------------------------------------------------ fitting


def fit(line: Line, columns: Sequence[Column]) -> Fit:
    """A line laid over columns by the grid columns its pieces cover (对栏)."""
    if line.ragged and len(line.pieces) < len(columns):
        return _fit_ragged(line, columns)
    cells: dict[int, list[Piece]] = {}
    wide: list[tuple[Piece, tuple[int, ...]]] = []
    stray: list[Piece] = []
    ruler = _ruler(tuple([(column.left, column.right) for column in columns]))
    for piece in line.pieces:
        covered = ruler[piece.left, piece.right]
        if len(covered) == 1:
            cells.setdefault(covered[0], []).append(piece)
        elif covered and piece.text and piece.top == line.row:
            wide.append((piece, covered))
        elif piece.text and piece.top == line.row:
            stray.append(piece)
    return Fit(line, cells, tuple(wide), tuple(stray))


class _Ruler(dict[tuple[int, int], tuple[int, ...]]):
    """Edges of a piece → numbers of the columns it stands in (对栏尺), worked out when first asked for."""

    def __init__(self, edges: tuple[tuple[int, int], ...]) -> None:
        super().__init__({edge: (number,) for number, edge in enumerate(edges)})
        self.edges = edges

    def __missing__(self, piece: tuple[int, int]) -> tuple[int, ...]:
        """All columns the piece covers for the most part; one with its very edges would stand alone."""
        left, right = piece
        shared = (
            (i, min(right, last) - max(left, first) + 1, last - first + 1) for i, (first, last) in enumerate(self.edges)
        )
        covered = tuple(i for i, both, wide in shared if both > 0 and both >= MAJORITY * min(right - left + 1, wide))
        return self.setdefault(piece, covered)


@lru_cache(maxsize=64)
def _ruler(edges: tuple[tuple[int, int], ...]) -> _Ruler:
    return _Ruler(edges)


def _fit_ragged(line: Line, columns: Sequence[Column]) -> Fit:
    """A line of a table that lost its spans and has too few cells: a total line ends with the last columns."""
    missing = len(columns) - len(line.pieces)
    if line.filled and row_word("total", line.filled[0].text):
        cells = {i + missing: [piece] for i, piece in enumerate(line.pieces) if piece.text and piece != line.filled[0]}
        return Fit(line, cells, ((line.filled[0], tuple(range(missing + 1))),))
    if line.alone:
        return Fit(line, {}, ((line.alone, tuple(range(len(columns)))),))
    return Fit(line, {}, (), line.filled)


# ------------------------------------------------------------------ one heading over several columns


def _stretched(lines: Sequence[Line], header: Header) -> Header:
    """In a table without merges: a header with fewer cells than its rows, its headings dealt out over the columns.

    Of all ways the one is taken in which headings and contents go together best (表头跨栏).
    """
    rows = [line for line in lines[header.end : header.end + SAMPLE] if line.table == header.table]
    wide = max((len(line.pieces) for line in rows), default=0)
    missing = wide - len(header.columns)
    full = [line for line in rows if len(line.pieces) == wide]
    whole = header.spanned or header.columns[-1].right >= header.width
    if whole or not 0 < missing <= MOST_MISSING or len(full) * 2 <= len(rows):
        return header
    inner = [i for i, column in enumerate(header.columns) if not column.outer]
    ways = (_dealt(header, extra) for extra in combinations_with_replacement(inner, missing))
    return max(ways, key=lambda way: _plausible(way, full))


def _dealt(header: Header, extra: Sequence[int]) -> Header:
    columns: list[Column] = []
    for number, column in enumerate(header.columns):
        copies = 1 + extra.count(number)
        for _ in range(copies):
            place = len(columns) + 1
            columns.append(replace(column, left=place, right=place, split=copies > 1))
    return replace(header, columns=tuple(columns))


def _plausible(header: Header, rows: Sequence[Line]) -> float:
    contents = [evidence(column_texts(rows, column.left, column.right)) for column in header.columns]
    return plausibility(header.columns, contents)


def _split_columns(columns: Sequence[Column], rows: Sequence[Line]) -> tuple[Column, ...]:
    """Columns cut where most rows print several cells below one heading (一个栏目名下多列)."""
    result: list[Column] = []
    for column in columns:
        edges = _inner_edges(column, rows)
        for left, right in edges:
            whole = (left, right) == (column.left, column.right)
            result.append(
                column if whole else Column(column.heading, column.path, left, right, column.outer, column.piece, True)
            )
    return tuple(result)


def _inner_edges(column: Column, rows: Sequence[Line]) -> list[tuple[int, int]]:
    whole = [(column.left, column.right)]
    if column.outer or column.left == column.right:
        return whole
    patterns: dict[tuple[tuple[int, int], ...], int] = {}
    for line in rows:
        inside = tuple((p.left, p.right) for p in line.pieces if p.left >= column.left and p.right <= column.right)
        if inside and inside[0][0] == column.left and inside[-1][1] == column.right:
            patterns[inside] = patterns.get(inside, 0) + 1
    if not patterns:
        return whole
    best = max(patterns, key=lambda pattern: patterns[pattern])
    return list(best) if patterns[best] * 2 > sum(patterns.values()) else whole
