"""Properties of characters, paragraphs and table rows in a binary Word file (二进制 Word 文件的属性)."""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from hengxiao.core.reading.doc_streams import WordFile, u16, u32

DELETED, BOLD, HIDDEN, SYMBOL = 0x0800, 0x0835, 0x083C, 0x6A09
IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
HUGE, TABLE_PROPERTIES = 0x6646, 0x646B
DEFINE_ROW, MERGE_CELLS, MERGE_VERTICALLY, LONG_TABS = 0xD608, 0x5624, 0xD62B, 0xC615
OPERAND = (1, 1, 2, 4, 2, 2, 0, 3)
CELL_SIZE = 20
DEEPEST = 31  # tables inside tables; more is damage
MERGED_LEFT, CONTINUED, RESTARTED = 0x02, 0x20, 0x40


@dataclass(frozen=True, slots=True)
class RowShape:
    """Edges of the cells of one table row in twips, and their merge flags (表格行的列边界)."""

    edges: tuple[int, ...] = ()
    flags: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraphing:
    """What a paragraph mark says about tables (段落属性): nesting depth, and whether it ends a cell or a row."""

    depth: int = 0
    row_end: bool = False
    inner_cell: bool = False
    inner_row_end: bool = False
    shape: RowShape = RowShape()


def sprms(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Single property modifiers of a block (属性修改项): code and operand; a cut operand ends the block."""
    position = 0
    while position + 2 < len(block):
        code = u16(block, position)
        position += 2
        length = OPERAND[code >> 13] or variable_length(code, block, position)
        if position + length > len(block):
            return
        yield code, block[position : position + length]
        position += length


def variable_length(code: int, block: bytes, position: int) -> int:
    """Length of an operand that carries its own length (变长操作数)."""
    if code == DEFINE_ROW:
        return u16(block, position) + 1
    size = block[position]
    if code == LONG_TABS and size == 255:
        deleted = block[position + 1] if position + 1 < len(block) else 0
        added = position + 2 + 4 * deleted
        return 3 + 4 * deleted + 3 * (block[added] if added < len(block) else 0)
    return size + 1


def paragraphing(block: bytes, data: bytes) -> Paragraphing:
    """Table properties in a paragraph's modifiers; `data` is the stream long blocks are kept in (段落的表格属性)."""
    depth, shape = 0, RowShape()
    marks = dict.fromkeys((ROW_END, INNER_CELL, INNER_ROW_END), False)
    for code, operand in expanded(block, data):
        if code == IN_TABLE:
            depth = max(depth, 1) if operand[0] else 0
        elif code == DEPTH:
            depth = min(u32(operand, 0), DEEPEST)
        elif code in marks:
            marks[code] = bool(operand[0])
        else:
            shape = reshaped(shape, code, operand)
    return Paragraphing(depth, marks[ROW_END], marks[INNER_CELL], marks[INNER_ROW_END], shape)


def expanded(block: bytes, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Modifiers with those kept in the data stream put in their place (展开外存属性)."""
    for code, operand in sprms(block):
        if code in (HUGE, TABLE_PROPERTIES):
            start = u32(operand, 0)
            yield from sprms(data[start + 2 : start + 2 + u16(data, start)])
        else:
            yield code, operand


def reshaped(shape: RowShape, code: int, operand: bytes) -> RowShape:
    """A row's shape after one modifier (应用行属性)."""
    if code == DEFINE_ROW:
        return defined(operand)
    if code not in (MERGE_CELLS, MERGE_VERTICALLY):
        return shape
    flags = list(shape.flags)
    if code == MERGE_CELLS:
        for index in range(operand[0] + 1, min(operand[1], len(flags))):
            flags[index] |= MERGED_LEFT
    elif len(operand) > 2 and operand[1] < len(flags):
        kept = flags[operand[1]] & ~(CONTINUED | RESTARTED)
        flags[operand[1]] = kept | (0, CONTINUED, 0, CONTINUED | RESTARTED)[operand[2] & 3]
    return replace(shape, flags=tuple(flags))


def defined(operand: bytes) -> RowShape:
    """The shape a row definition gives (列定义); cells without a descriptor are plain."""
    count = operand[2] if len(operand) > 2 else 0
    start = 3 + 2 * (count + 1)
    if not count or start > len(operand):
        return RowShape()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
    if any(left >= right for left, right in pairwise(edges)):
        return RowShape()
    return RowShape(edges, tuple(u16(operand, start + CELL_SIZE * index) for index in range(count)))


@dataclass(slots=True)
class Paragraphs:
    """Finds the table properties of the paragraph that ends at a character (按段落标记取属性)."""

    word: WordFile
    starts: list[int]
    known: dict[bytes, Paragraphing] = field(default_factory=dict)

    def at(self, position: int) -> Paragraphing:
        """Properties at a paragraph mark (段落标记处的属性)."""
        offset, piece = self.word.offset(position)
        index = bisect_right(self.starts, offset) - 1
        inside = index >= 0 and offset < self.word.paragraphs[index].last
        block = (self.word.paragraphs[index].sprms if inside else b"") + piece.extra
        if block not in self.known:
            self.known[block] = paragraphing(block, self.word.data)
        return self.known[block]


@dataclass(frozen=True, slots=True)
class Look:
    """How characters are shown (字符显示): struck out by a tracked change, hidden, bold, or a symbol (font, code)."""

    deleted: bool = False
    hidden: bool = False
    bold: bool = False
    symbol: tuple[int, int] | None = None


@dataclass(slots=True)
class Marks:
    """Stretches of characters that differ in what is shown (字符标记): deleted or hidden, bold, symbols."""

    absent: list[tuple[int, int]] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    special: list[tuple[int, int]] = field(default_factory=list)
    symbols: dict[int, tuple[int, int]] = field(default_factory=dict)
    hidden: bool = False

    def note(self, first: int, last: int, look: Look) -> None:
        """Note how the characters from `first` to `last` are shown (记录字符标记)."""
        if look.deleted or look.hidden:
            self.absent.append((first, last))
            self.hidden = self.hidden or not look.deleted
        elif look.symbol:
            self.symbols.update({position: look.symbol for position in range(first, last)})
        if look.deleted or look.hidden or look.symbol:
            self.special.append((first, last))
        if look.bold:
            self.bold.append((first, last))

    def in_order(self) -> Marks:
        """The same marks, sorted by position (按位置排序)."""
        for stretches in (self.absent, self.bold, self.special):
            stretches.sort()
        return self


PLAIN = Look()


@lru_cache(maxsize=4096)
def look(block: bytes) -> Look:
    """What a block of character modifiers says (字符属性)."""
    found = PLAIN
    for code, operand in sprms(block):
        on = operand[0] in (1, 0x81)
        if code == DELETED:
            found = replace(found, deleted=on)
        elif code == HIDDEN:
            found = replace(found, hidden=on)
        elif code == BOLD:
            found = replace(found, bold=on)
        elif code == SYMBOL:
            found = replace(found, symbol=(u16(operand, 0), u16(operand, 2)))
    return found


def marks(word: WordFile) -> Marks:
    """Deleted, hidden, bold and symbol characters by position (按字符位置排列的标记)."""
    order = sorted(word.pieces, key=lambda piece: piece.offset)
    offsets = [piece.offset for piece in order]
    found = Marks()
    for run in word.characters:
        shown = look(run.sprms)
        first_piece = max(bisect_right(offsets, run.first) - 1, 0)
        for piece in order[first_piece : bisect_left(offsets, run.last)] if shown != PLAIN else ():
            first = piece.first + max(run.first - piece.offset, 0) // piece.width
            last = min(piece.first + (run.last - piece.offset) // piece.width, piece.last)
            if first < last:
                found.note(first, last, shown)
    return found.in_order()
