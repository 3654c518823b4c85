"""Binary Word and WPS documents, .doc and .wps (二进制 Word 文档): paragraphs and tables in reading order."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.doc_properties import Marks, Paragraphing, Paragraphs, marks
from hengxiao.core.reading.doc_streams import WordFile, open_word
from hengxiao.core.reading.doc_tables import FIELD_FROM, FIELD_TO, Line, content
from hengxiao.core.reading.symbols import sign
from hengxiao.core.reading.table_stack import TableStack
from hengxiao.core.targets.places import Place

END = re.compile("[\r\x07\x0c]")
FIELD_CODE, FIELD_RESULT, FIELD_END = "\x13", "\x14", "\x15"
SHOWN = {code: None for code in range(0x20) if code not in (0x09, 0x0A)} | {0x0B: "\n", 0x0E: "\n", 0x1E: "-"}
TEXT_BOXES = 6  # which of the parts of the document text the text boxes are


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a .doc or .wps file (读取 .doc、.wps); of a damaged file the part that can be read, with a finding.

    Raises:
        UnreadableError: no Word text, Word 6/95, encrypted, or damaged beyond reading.
    """
    word = open_word(data)
    starts = [run.first for run in word.paragraphs]
    out = Assembly(place)
    walk = Walk(out, word, Paragraphs(word, starts), marks(word), TableStack(out))
    walk.text(0, word.lengths[0] or len(word.text))
    boxes = sum(word.lengths[:TEXT_BOXES])
    walk.text(boxes, boxes + word.lengths[TEXT_BOXES])
    if walk.marks.hidden:
        walk.out.find("reading.hidden_text")
    if word.damaged or walk.tables.cut:
        walk.out.find("reading.doc_damaged")
    return walk.out.result()


@dataclass(slots=True)
class Walk:
    """Walk over the text from mark to mark (逐段读取).

    `fields` holds the open fields, outermost first: the code read so far, then None or the mark that ends a filled form
    field.
    """

    out: Assembly
    word: WordFile
    paragraphs: Paragraphs
    marks: Marks
    tables: TableStack
    fields: list[str | None] = field(default_factory=list)
    pending: str = ""

    def text(self, first: int, last: int) -> None:
        """Read the characters from `first` to `last` (读取一段文字)."""
        start, last = first, min(last, len(self.word.text))
        for mark in END.finditer(self.word.text, first, last):
            self.take(start, mark.start(), mark.group())
            start = mark.end()
        if start < last:
            self.take(start, last, "\r")
        self.tables.close(0)

    def take(self, start: int, end: int, mark: str) -> None:
        """One paragraph, cell or row end (处理一个段落标记)."""
        line = Line(self.pending + self.shown(start, end), overlaps(self.marks.bold, start, min(start + 1, end)))
        props = self.paragraphs.at(end) if end < len(self.word.text) else Paragraphing()
        gone = overlaps(self.marks.absent, end, end + 1)
        self.pending = line.text if gone and mark == "\r" and not props.inner_row_end else ""
        if self.pending:
            return
        depth = max(props.depth, int(mark == "\x07"))
        if not depth:
            self.tables.close(0)
            self.out.paragraph(content([line]).text, mark == "\x0c")
            return
        table = self.tables.at(depth)
        if props.row_end if mark == "\x07" else props.inner_row_end:
            table.end_row(props.shape, keep=not gone)
            return
        table.parts.append(line)
        if mark == "\x07" or props.inner_cell:
            table.end_cell()

    def shown(self, start: int, end: int) -> str:
        """The characters a reader of the print sees (显示的文字): no deletions, field codes or control characters."""
        text = self.word.text[start:end]
        if overlaps(self.marks.special, start, end):
            text = "".join(self.character(position) for position in range(start, end))
        if self.fields or FIELD_CODE in text:
            text = self.without_codes(text)
        return text.translate(SHOWN).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def character(self, position: int) -> str:
        """One character as shown (单个字符)."""
        if overlaps(self.marks.absent, position, position + 1):
            return ""
        if position in self.marks.symbols:
            font, code = self.marks.symbols[position]
            return sign(self.word.fonts[font] if font < len(self.word.fonts) else "", code)
        return self.word.text[position]

    def without_codes(self, text: str) -> str:
        """Text without field codes, filled form fields marked (去掉域代码); a field may run over several paragraphs."""
        kept = []
        for character in text:
            if character == FIELD_CODE:
                self.fields.append("")
            elif character == FIELD_RESULT and self.fields:
                filled = "FORMTEXT" in (self.fields[-1] or "")
                self.fields[-1] = FIELD_TO if filled else None
                kept.append(FIELD_FROM if filled else "")
            elif character == FIELD_END and self.fields:
                kept.append(FIELD_TO if self.fields.pop() == FIELD_TO else "")
            elif all(state in (None, FIELD_TO) for state in self.fields):
                kept.append(character)
            else:
                self.fields[-1] = (self.fields[-1] or "") + character
        return "".join(kept)


def overlaps(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the sorted stretches shares a character with `start` to `end` (区间是否相交)."""
    index = bisect_left(stretches, (end, 0)) - 1
    return index >= 0 and start < end and stretches[index][1] > start
