"""Rich text files, .rtf and many a county office's .doc (RTF 文档): paragraphs and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.doc_properties import CONTINUED, MERGED_LEFT, RESTARTED, RowShape
from hengxiao.core.reading.doc_tables import Line, OpenTable, content
from hengxiao.core.reading.table_stack import TableStack
from hengxiao.core.targets.places import Place

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)
CHARSET = re.compile(rb"\\fcharset134\b")
CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
HIDDEN_PARTS = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "footnote", "annotation", "listtable", "revtbl", "rsidtbl", "generator",
    "filetbl", "xmlnstbl", "fldinst", "bkmkstart", "bkmkend", "nonshppict", "object", "objdata",
    "nonesttables", "sp",
))  # fmt: skip
SHOWN_PARTS = frozenset(["nesttableprops", "shpinst", "shptxt", "shprslt", "fldrslt"])
CHARACTERS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
SIGNS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
ENDS = frozenset(["par", "sect", "page", "cell", "nestcell", "row", "nestrow"])
MERGES = {"clvmgf": CONTINUED | RESTARTED, "clvmrg": CONTINUED, "clmrg": MERGED_LEFT}
DEEPEST, DEEPEST_GROUP = 8, 4096
WORD, NUMBER, BYTE, SIGN, BRACE, PLAIN = range(1, 7)


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a rich text file (读取 RTF); of a damaged file the part that can be read, with a finding."""
    out = Assembly(place)
    walk = Walk(out, TableStack(out), codec_of(data))
    for token in tokens(data):
        walk.take(token)
    if walk.text or walk.raw:
        walk.paragraph("par")
    walk.tables.close(0)
    if walk.tables.cut or walk.groups:
        out.find("reading.doc_damaged")
    if walk.hidden:
        out.find("reading.hidden_text")
    return out.result()


def codec_of(data: bytes) -> str:
    """The encoding of bytes above ASCII (字节编码): Chinese when the file names a Chinese font or code page."""
    page = CODE_PAGE.search(data, 0, 4096)
    number = int(page[1]) if page else 936
    if number in (936, 54936) or CHARSET.search(data, 0, 262_144):
        return "gb18030"
    return {950: "big5", 932: "cp932", 65001: "utf-8"}.get(number, "cp1252")


def tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """Control words, signs, braces and runs of text (记号); binary data of pictures is passed over."""
    position = 0
    while found := TOKEN.match(data, position) or TOKEN.match(data, position + 1):
        position = found.end()
        if found[WORD] == b"bin":
            position += max(int(found[NUMBER] or 0), 0)
        yield found


@dataclass(frozen=True, slots=True)
class Style:
    """What holds within a group (组内属性): outside the text, deleted, hidden, bold, signs after a Unicode one."""

    silent: bool = False
    deleted: bool = False
    hidden: bool = False
    bold: bool = False
    fallback: int = 1


@dataclass(slots=True)
class Walk:
    """Walk over the tokens (逐个记号读取)."""

    out: Assembly
    tables: TableStack
    codec: str
    style: Style = field(default_factory=Style)
    groups: list[Style] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    bold: bool = False
    depth: int = 0
    skip: int = 0
    starred: bool = False
    hidden: bool = False
    edges: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    flag: int = 0

    def take(self, token: re.Match[bytes]) -> None:
        """One token (处理一个记号)."""
        if token[WORD]:
            self.word(token[WORD].decode("ascii"), token[NUMBER])
        elif token[BYTE]:
            self.put(bytes([int(token[BYTE], 16)]))
        elif token[PLAIN]:
            self.put(token[PLAIN])
        elif token[BRACE]:
            self.brace(token[BRACE] == b"{")
        elif token[SIGN] == b"*":
            self.starred = True
        elif token[SIGN] in SIGNS:
            self.show(SIGNS[token[SIGN]])
        elif token[SIGN] in (b"\n", b"\r"):
            self.paragraph("par")

    def brace(self, opens: bool) -> None:
        """A group begins or ends (组的开始与结束)."""
        self.flush()
        self.starred = False
        self.skip = 0
        if opens and len(self.groups) < DEEPEST_GROUP:
            self.groups.append(self.style)
        elif not opens and self.groups:
            self.style = self.groups.pop()

    def put(self, raw: bytes) -> None:
        """Bytes of text, less those that only stand in for a Unicode sign (文字字节)."""
        passed = min(self.skip, len(raw))
        self.skip -= passed
        if raw[passed:] and self.shows():
            self.raw += raw[passed:]

    def show(self, sign: str) -> None:
        """A sign that is not a byte (字符)."""
        if self.shows():
            self.flush()
            self.text.append(sign)

    def shows(self) -> bool:
        """Whether text is shown here (是否显示); the first of a paragraph tells whether it is bold."""
        shown = not (self.style.silent or self.style.deleted or self.style.hidden)
        self.hidden = self.hidden or (self.style.hidden and not self.style.silent)
        if shown and not self.text and not self.raw:
            self.bold = self.style.bold
        return shown

    def flush(self) -> None:
        """Decode the bytes read so far (解码)."""
        if self.raw:
            self.text.append(self.raw.decode(self.codec, "replace"))
            self.raw.clear()

    def word(self, word: str, number: bytes | None) -> None:
        """A control word (控制字)."""
        value = int(number) if number else None
        starred, self.starred = self.starred, False
        if word in HIDDEN_PARTS or (starred and word not in SHOWN_PARTS):
            self.style = replace(self.style, silent=True)
        elif word == "u" and value is not None:
            self.show(chr(value % 0x10000))
            self.skip = self.style.fallback
        elif word in CHARACTERS:
            self.show(CHARACTERS[word])
        elif word in ENDS:
            self.paragraph(word)
        elif self.styled(word, value) or self.placed(word, value):
            return

    def styled(self, word: str, value: int | None) -> bool:
        """Words that change how text shows (字符属性)."""
        on = value != 0
        if word == "uc":
            self.style = replace(self.style, fallback=min(max(value or 0, 0), 9))
        elif word == "b":
            self.style = replace(self.style, bold=on)
        elif word == "plain":
            self.style = replace(self.style, bold=False, hidden=False)
        elif word == "v":
            self.style = replace(self.style, hidden=on)
        elif word == "deleted":
            self.style = replace(self.style, deleted=on)
        else:
            return False
        self.flush()
        return True

    def placed(self, word: str, value: int | None) -> bool:
        """Words that place paragraphs and cells in tables (表格属性)."""
        if word == "pard":
            self.depth = 0
        elif word == "intbl":
            self.depth = max(self.depth, 1)
        elif word == "itap":
            self.depth = min(max(value or 0, 0), DEEPEST)
        elif word == "trowd":
            self.edges, self.flags, self.flag = [0], [], 0
        elif word == "trleft" and self.edges:
            self.edges[0] = value or 0
        elif word in MERGES:
            self.flag |= MERGES[word]
        elif word == "cellx":
            self.edges.append(value or 0)
            self.flags.append(self.flag)
            self.flag = 0
        else:
            return False
        return True

    def paragraph(self, end: str) -> None:
        """A paragraph, cell or row is complete (段落、单元格或行结束)."""
        if self.style.silent:
            return
        self.flush()
        text = "".join(self.text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.text.clear()
        line = Line(text, self.bold)
        inner = end.startswith("nest")
        depth = max(self.depth, 2) if inner else 1 if end in ("cell", "row") else self.depth
        if not depth:
            self.tables.close(0)
            if text or end in ("par", "page"):
                self.out.paragraph(content([line]).text, end == "page")
            return
        self.cell(self.tables.at(depth), line, end)

    def cell(self, table: OpenTable, line: Line, end: str) -> None:
        """What a paragraph adds to its table (归入表格)."""
        if line.text or not end.endswith("row"):
            table.parts.append(line)
        if end.endswith("cell"):
            table.end_cell()
        elif end.endswith("row"):
            table.end_row(self.shape(len(table.cells)))

    def shape(self, count: int) -> RowShape:
        """The columns of a row (行的列定义), when they are told for all its cells and lie from left to right."""
        edges, flags = tuple(self.edges), tuple(self.flags)
        ordered = all(left < right for left, right in pairwise(edges))
        whole = len(edges) == len(flags) + 1 and len(flags) >= count
        return RowShape(edges, flags) if flags and whole and ordered else RowShape()
