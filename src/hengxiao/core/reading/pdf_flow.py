"""Reading order of a PDF (阅读顺序): paragraphs between tables, tables over pages, without running heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hengxiao.core.forms.vocabulary import head_field
from hengxiao.core.reading.blocks import Assembly
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.pdf_joining import chain, chained
from hengxiao.core.reading.pdf_lines import TextLine, between, text_lines
from hengxiao.core.reading.pdf_pages import Glyph, Sheet
from hengxiao.core.reading.pdf_tables import PageTable

PAGE_NUMBER = re.compile(r"[第\-—–－·\s]*\d{1,4}[页\-—–－·\s]*([,，/\s]*(共|of)?\s*\d{1,4}\s*页?)?", re.IGNORECASE)
MARGIN = 0.11  # share of a page's height in which running heads and page numbers stand
INDENT = 2.6  # characters a paragraph's first line may be set in


@dataclass(slots=True)
class Flow:
    """Puts pages together (逐页拼接): open tables wait for the next page, open paragraph for the next line."""

    out: Assembly
    tables: list[PageTable] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    opened: int = 0
    heads: set[str] = field(default_factory=set)
    left: float = 0.0
    right: float = 0.0

    def page(self, sheet: Sheet, tables: Sequence[PageTable], loose: Sequence[Glyph]) -> None:
        """Add a page (加入一页)."""
        lines = self.kept(sheet, text_lines(loose))
        self.left = min((line.x0 for line in lines), default=0.0)
        self.right = max((line.x1 for line in lines), default=sheet.width)
        items: list[tuple[float, PageTable | TextLine]] = [(table.ys[0], table) for table in tables]
        items += [(line.top, line) for line in lines]
        for _, item in sorted(items, key=lambda item: item[0]):
            if isinstance(item, PageTable):
                self.table(item)
            else:
                self.line(item, sheet.number)

    def kept(self, sheet: Sheet, lines: Sequence[TextLine]) -> list[TextLine]:
        """Lines of a page without page numbers and repeated running heads (去掉页眉页脚)."""
        found, heads = [], set()
        for line in lines:
            outer = line.bottom < sheet.height * MARGIN or line.top > sheet.height * (1 - MARGIN)
            if outer and PAGE_NUMBER.fullmatch(line.text):
                continue
            key = re.sub(r"\d+", "0", line.text)
            if outer and key in self.heads:
                heads.add(key)
                continue
            if outer:
                heads.add(key)
            found.append(line)
        self.heads = heads
        return found

    def table(self, table: PageTable) -> None:
        """Add a table, to the open one when it goes on (加入表格)."""
        self.end_paragraph()
        before = self.tables[-1] if self.tables else None
        if before is not None and not (
            table.page == before.page + 1 and chained(before, table) and not starts_form(self.tables[0], table)
        ):
            self.end_tables()
        self.tables.append(table)

    def line(self, line: TextLine, page: int) -> None:
        """Add a line outside tables, to the open paragraph when it goes on (加入文本行)."""
        self.end_tables()
        if self.lines and not self.goes_on(self.lines[-1], line):
            self.end_paragraph()
        if not self.lines:
            self.opened = page
        self.lines.append(line)

    def goes_on(self, before: TextLine, line: TextLine) -> bool:
        """Whether a line belongs to the paragraph of the one before (是否同一段落)."""
        full = before.x1 > self.right - 1.6 * before.size and before.x0 < self.left + INDENT * before.size
        starts = line.x0 < self.left + 1.2 * line.size
        near = -before.size < line.top - before.bottom < 1.6 * before.size
        return full and starts and near and abs(before.size - line.size) < 0.6

    def end_paragraph(self) -> None:
        """Put out the open paragraph (输出段落)."""
        text = ""
        for line in self.lines:
            text += between(text, line.text) + line.text
        if text:
            self.put_at(self.opened)
            self.out.paragraph(clean(text))
        self.lines.clear()

    def end_tables(self) -> None:
        """Put out the open table (输出表格)."""
        if not self.tables:
            return
        whole = chain(self.tables)
        self.put_at(self.tables[0].page)
        self.out.table(whole.finished(), whole.rows, len(whole.xs) - 1)
        for row in whole.cut_rows:
            self.out.find("reading.row_joined", self.out.here.at(row, 1), row=row)
        self.tables.clear()

    def put_at(self, page: int) -> None:
        """Number what follows with a page (标注页码)."""
        self.out.place = replace(self.out.place, page=page)

    def end(self) -> None:
        """Put out what is open (收尾)."""
        self.end_paragraph()
        self.end_tables()
        self.put_at(0)


def first_row(table: PageTable) -> list[str]:
    """Texts of a table's first row (首行文字)."""
    return ["".join(line.text for line in part.lines) for part in table.parts if part.top == 0 and part.lines]


def starts_form(head: PageTable, table: PageTable) -> bool:
    """Whether a table at the top of a page begins a form of its own (是否新表)."""
    row = first_row(table)
    return bool(row) and head_field(row[0]) == "name" and row != first_row(head)
