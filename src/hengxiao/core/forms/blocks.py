"""Indicator blocks (指标区): the lines below one header, found whole even when a page break cuts the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

from hengxiao.core.forms.evidence import evidence
from hengxiao.core.forms.fitting import Edges, Fit, Ruler
from hengxiao.core.forms.headers import Column, Header, find_header
from hengxiao.core.forms.lines import Line, Piece, column_texts
from hengxiao.core.forms.roles import plausibility
from hengxiao.core.forms.vocabulary import head_field, is_level, label_word, row_word

PAGE_MARK = 12
HEAD = ("name", "code", "department", "unit")
HEAD_ENDS = ("名称", "编码", "代码", "单位", "部门")
SAMPLE = 30
LONGEST_SECTION = 16
MOST_MISSING = 3


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
    fits, position = _collect(lines, header)
    columns = _split_columns(header.columns, fits)
    if len(columns) > len(header.columns):
        ruler = Ruler([column.edges for column in columns])
        fits = [ruler.fit(found.line) for found in fits]
    return Block(header, columns, tuple(fits), position)


def _collect(lines: Sequence[Line], header: Header) -> tuple[list[Fit], int]:
    fits: list[Fit] = []
    position, table = header.end, header.table
    while position < len(lines):
        line = lines[position]
        if line.table != table:
            following = _continuation(lines, position, header)
            if following is None:
                break
            position, table = following, lines[following].table
            continue
        found = header.ruler.fit(_over(line, header))
        ends = line.filled and (find_header(lines, position) or _leaves(found, header))
        if ends and not _interlude(lines, position, header):
            break
        fits.append(found)
        position += 1
    return fits, position


def _continuation(lines: Sequence[Line], position: int, header: Header) -> int | None:
    """Number of the line where the block goes on in the next table without a header, else None (续表)."""
    while position < len(lines) and lines[position].is_paragraph and _page_mark(lines[position].text):
        position += 1
    if position >= len(lines):
        return None
    line = _over(lines[position], header)
    if line.is_paragraph or line.width != header.width or line.source.sheet != header.sheet:
        return None
    found = header.ruler.fit(line)
    if find_header(lines, position) or _leaves(found, header):
        return None
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


def _leaves(found: Fit, header: Header) -> bool:
    """Whether a line no longer belongs to the table (表后内容)."""
    pieces = _inner(found.line, header)
    if not pieces or row_word("total", pieces[0].text):
        return False
    first = pieces[0]
    if len(pieces) == 1:
        return _leaves_alone(first, found, header)
    if found.is_row:
        return head_field(first.text) in HEAD and first.text.endswith(HEAD_ENDS)
    tail = label_word(first.text) or row_word("goal_label", first.text) or row_word("tail", first.text)
    return tail or row_word("signature", found.line.text)


def _leaves_alone(piece: Piece, found: Fit, header: Header) -> bool:
    """Whether a single text is none of the table's: no section, no value, or the tail below its first column."""
    if _section(piece):
        return False
    start = header.inner[0].left
    if piece.left < start or not found.is_row:
        return True
    return piece.left == start and row_word("tail", piece.text)


def _interlude(lines: Sequence[Line], position: int, header: Header) -> bool:
    """Whether a short text over all columns, with rows of the table below it, heads a section (层级通栏)."""
    line = lines[position]
    piece = line.alone
    if piece is None:
        return False
    below = [following for following in lines[position + 1 : position + 3] if following.table == line.table]
    if row_word("project_line", piece.text):
        return bool(below) and len(below[0].filled) > 1 and header.ruler.fit(below[0]).is_row
    if len(piece.text) > LONGEST_SECTION or set("，。；：:表") & set(piece.text):
        return bool(below) and _goes_on(below[0], header)
    if not piece.text.endswith("指标") and (label_word(piece.text) or row_word("tail", piece.text)):
        return bool(below) and _goes_on(below[0], header)
    return any(len(following.filled) > 1 and header.ruler.fit(following).is_row for following in below)


def _goes_on(line: Line, header: Header) -> bool:
    """Whether a line is a full row of the table whose level labels begin anew (表中说明之后的指标行)."""
    found = header.ruler.fit(line)
    first = next(iter(_inner(line, header)), None)
    levelled = first is not None and (is_level(first.text, 1) or is_level(first.text, 2))
    return levelled and found.is_row and len(line.filled) * 2 > len(header.columns)


def _section(piece: Piece) -> bool:
    return is_level(piece.text, 1) or is_level(piece.text, 2) or row_word("goal_label", piece.text)


def _inner(line: Line, header: Header) -> tuple[Piece, ...]:
    """The filled pieces of a line beside the outer label."""
    if not header.columns[0].outer:
        return line.filled
    outers = [column for column in header.columns if column.outer]
    return tuple([p for p in line.filled if not any(c.left <= p.left and p.right <= c.right for c in outers)])


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


def _split_columns(columns: Sequence[Column], fits: Sequence[Fit]) -> tuple[Column, ...]:
    """Columns cut where most rows print several cells below one heading (一个栏目名下多列)."""
    result: list[Column] = []
    for number, column in enumerate(columns):
        edges = _inner_edges(number, column, fits)
        if len(edges) == 1:
            result.append(column)
        else:
            result.extend(replace(column, left=left, right=right, split=True) for left, right in edges)
    return tuple(result)


def _inner_edges(number: int, column: Column, fits: Sequence[Fit]) -> Sequence[Edges]:
    whole, (left, right) = (column.edges,), column.edges
    if column.outer or left == right:
        return whole
    ways: Counter[tuple[Edges, ...]] = Counter()
    for found in fits:
        inside = [(p.left, p.right) for p in found.cells.get(number, ()) if p.left >= left and p.right <= right]
        if inside and inside[0][0] == left and inside[-1][1] == right:
            ways[tuple(inside)] += 1
    best = max(ways, key=ways.__getitem__, default=whole)
    return best if ways[best] * 2 > ways.total() else whole
