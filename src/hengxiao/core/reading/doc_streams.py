"""Streams of a binary Word file (二进制 Word 文件的数据流): file information block, piece table, property pages.

Facts of the format come from the open specification [MS-DOC]; every offset is checked against the stream's length.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from hengxiao.core.reading.guards import UnreadableError

PAGE = 512
OLDEST_VERSION = 0xC1  # nFib of Word 97; below it Word 6 and 95
WORD_IDENTS = (0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699)
CP1252 = {byte: ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)) for byte in range(0x80, 0xA0)}

# offsets in the file information block
FLAGS, TEXT_LENGTHS = 0x0A, 0x4C
CHARACTER_PAGES, PARAGRAPH_PAGES, FONTS, PIECES = 0xFA, 0x102, 0x112, 0x1A2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters stored in one place (文本片段): `first`/`last` count characters, `offset` bytes."""

    first: int
    last: int
    offset: int
    width: int
    extra: bytes = b""


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes `first` to `last` of the text stream share the properties in `sprms` (属性区间)."""

    first: int
    last: int
    sprms: bytes


@dataclass(slots=True)
class WordFile:
    """The parts of a Word file the reader needs (Word 文件内容); `damaged` names parts that could not be read whole."""

    text: str = ""
    lengths: tuple[int, ...] = ()
    pieces: tuple[Piece, ...] = ()
    paragraphs: tuple[Run, ...] = ()
    characters: tuple[Run, ...] = ()
    data: bytes = b""
    fonts: tuple[str, ...] = ()
    damaged: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def offset(self, position: int) -> tuple[int, Piece]:
        """Byte offset of a character and the piece it lies in (字符的存储位置)."""
        piece = self.pieces[max(bisect_right(self.starts, position) - 1, 0)]
        return piece.offset + (position - piece.first) * piece.width, piece


def u16(data: bytes, offset: int) -> int:
    """Unsigned 16-bit number; 0 beyond the end."""
    return int.from_bytes(data[offset : offset + 2], "little") if 0 <= offset <= len(data) - 2 else 0


def u32(data: bytes, offset: int) -> int:
    """Unsigned 32-bit number; 0 beyond the end."""
    return int.from_bytes(data[offset : offset + 4], "little") if 0 <= offset <= len(data) - 4 else 0


def open_word(data: bytes) -> WordFile:
    """The text and properties of a Word 97–2003 or WPS file (打开二进制 Word 文件).

    Raises:
        UnreadableError: not a Word file, Word 6/95, encrypted, or damaged beyond reading.
    """
    main, table, extra = streams(data)
    word = WordFile(data=extra)
    word.pieces = tuple(pieces(part(main, table, PIECES), main, word.damaged))
    if not word.pieces:
        raise UnreadableError("reading.doc_unreadable")
    word.starts = [piece.first for piece in word.pieces]
    word.text = "".join(piece_text(main, piece) for piece in word.pieces)
    word.lengths = tuple(u32(main, TEXT_LENGTHS + 4 * index) for index in range(8))
    if sum(word.lengths) > len(word.text):
        word.damaged.append("text")
    word.paragraphs = tuple(sorted(runs(main, table, PARAGRAPH_PAGES, word.damaged), key=lambda run: run.first))
    word.characters = tuple(runs(main, table, CHARACTER_PAGES, word.damaged))
    word.fonts = tuple(font_names(part(main, table, FONTS)))
    return word


def streams(data: bytes) -> tuple[bytes, bytes, bytes]:
    """The streams WordDocument, 0Table or 1Table, and Data of the container (复合文档的数据流)."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            main = stream(container, "WordDocument")
            refuse_foreign(main)
            table = stream(container, "1Table" if u16(main, FLAGS) & 0x200 else "0Table")
            return main, table, stream(container, "Data")
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error) as error:
        # the outer boundary: olefile answers a broken directory with any of these
        raise UnreadableError("reading.doc_unreadable") from error


def stream(container: Any, name: str) -> bytes:
    """One stream of the container, empty when it is absent (单个数据流)."""
    if not container.exists(name):
        return b""
    return bytes(container.openstream(name).read())


def refuse_foreign(main: bytes) -> None:
    """Say why a main stream cannot be read (排除不能读取的文件)."""
    if u16(main, 0) not in WORD_IDENTS:
        raise UnreadableError("reading.doc_no_text")
    if u16(main, FLAGS) & 0x100:
        raise UnreadableError("reading.encrypted")
    if u16(main, 2) < OLDEST_VERSION:
        raise UnreadableError("reading.doc_too_old")


def part(main: bytes, table: bytes, offset: int) -> bytes:
    """The part of the table stream that the information block points to (表数据流中的一段)."""
    start, length = u32(main, offset), u32(main, offset + 4)
    return table[start : start + length]


def pieces(clx: bytes, main: bytes, damaged: list[str]) -> Iterator[Piece]:
    """The piece table (片段表): which characters are stored where, cut at the end of the stream."""
    position, shared = 0, []
    while position < len(clx) and clx[position] == 1:
        length = u16(clx, position + 1)
        shared.append(clx[position + 3 : position + 3 + length])
        position += 3 + length
    table = clx[position + 5 : position + 5 + u32(clx, position + 1)]
    count, expected = (len(table) - 4) // 12, 0
    for index in range(count):
        first, last = u32(table, 4 * index), u32(table, 4 * index + 4)
        entry = 4 * (count + 1) + 8 * index
        place, width = u32(table, entry + 2), 2
        if place & 0x40000000:
            place, width = (place & 0x3FFFFFFF) // 2, 1
        stored = min(last, first + max(len(main) - place, 0) // width)
        if first != expected or stored <= first or stored < last:
            damaged.append("text")
        if first != expected or stored <= first:
            return
        yield Piece(first, stored, place, width, modifier(u16(table, entry + 6), shared))
        expected = stored


def modifier(prm: int, shared: list[bytes]) -> bytes:
    """Properties a fast save attached to a whole piece (快速保存附加的属性)."""
    index = prm >> 1
    return shared[index] if prm & 1 and index < len(shared) else b""


def piece_text(main: bytes, piece: Piece) -> str:
    """Characters of a piece, one per 16-bit unit (片段的文字)."""
    raw = main[piece.offset : piece.offset + (piece.last - piece.first) * piece.width]
    if piece.width == 1:
        return raw.decode("latin-1").translate(CP1252)
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def runs(main: bytes, table: bytes, offset: int, damaged: list[str]) -> Iterator[Run]:
    """Property runs of all formatted pages (属性页): paragraph or character properties."""
    index = part(main, table, offset)
    count = max((len(index) - 4) // 8, 0)
    for entry in range(count):
        start = (u32(index, 4 * (count + 1) + 4 * entry) & 0x3FFFFF) * PAGE
        page = main[start : start + PAGE]
        if len(page) < PAGE or page[-1] * 5 > PAGE:
            damaged.append("properties")
            continue
        yield from paragraph_runs(page) if offset == PARAGRAPH_PAGES else character_runs(page)


def paragraph_runs(page: bytes) -> Iterator[Run]:
    """Runs of one page of paragraph properties (段落属性页); the style number in front is left out."""
    count = page[-1]
    for index in range(count):
        first, last = u32(page, 4 * index), u32(page, 4 * index + 4)
        start = page[4 * (count + 1) + 13 * index] * 2 if 4 * (count + 1) + 13 * index < PAGE else 0
        size = page[start]
        begin, length = (start + 1, 2 * size - 1) if size else (start + 2, 2 * page[min(start + 1, PAGE - 1)])
        yield Run(first, last, page[begin + 2 : begin + length] if start else b"")


def character_runs(page: bytes) -> Iterator[Run]:
    """Runs of one page of character properties (字符属性页)."""
    count = page[-1]
    for index in range(count):
        first, last = u32(page, 4 * index), u32(page, 4 * index + 4)
        start = page[4 * (count + 1) + index] * 2
        yield Run(first, last, page[start + 1 : start + 1 + page[start]] if start else b"")


def font_names(table: bytes) -> Iterator[str]:
    """Names in the font table (字体表), in the order symbols refer to them."""
    position = 4
    for _ in range(u16(table, 0)):
        size = table[position] if position < len(table) else 0
        name = table[position + 40 : position + 1 + size].decode("utf-16-le", "replace")
        yield name.split("\0")[0]
        position += 1 + size
