"""Reading order of a PDF (阅读顺序): paragraphs between tables, tables over pages, without running heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hengxiao.core.forms.vocabulary import head_field, label
from hengxiao.core.reading.blocks import Assembly
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.pdf_joining import chain, chained
from hengxiao.core.reading.pdf_lines import TextLine, between, text_lines
from hengxiao.core.reading.pdf_pages import Glyph, Sheet
from hengxiao.core.reading.pdf_parts import PageTable
from hengxiao.core.reading.pdf_seams import Leaf, lies_on, meet
from hengxiao.core.reading.pdf_tables import Above, Layout

PAGE_NUMBER = re.compile(r"[第\-—–－·\s]*\d{1,4}[页\-—–－·\s]*([,，/\s]*(共|of)?\s*\d{1,4}\s*页?)?", re.IGNORECASE)
MARGIN = 0.11  # share of a page's height in which running heads and page numbers stand
SAME = 4.0  # points: running heads stand at the same height
INDENT = 2.6  # characters a paragraph's first line may be set in


@dataclass(slots=True)
class Flow:
    """Puts pages together (逐页拼接): a page waits for the next one, an open table or paragraph for what goes on."""

    out: Assembly
    waiting: Leaf | None = None
    tables: list[PageTable] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    opened: int = 0
    lost: bool = False
    heads: dict[str, float] = field(default_factory=dict)

    def page(self, sheet: Sheet, layout: Layout) -> None:
        """Add a page (加入一页)."""
        tables, loose = layout.tables, layout.loose
        shown = [one for one in loose if not one.hidden]
        furniture = self.furniture(sheet, shown, tables)
        kept = [one for one in shown if not any(line.holds(one) for line in furniture)]
        clipped = [one for one in loose if one.hidden]
        self.lost = layout.refused
        if layout.refused:
            self.out.find("reading.table_unruled", page=sheet.number)
        leaf = Leaf(sheet.number, tables, text_lines(kept), [*kept, *clipped])
        if self.waiting is not None:
            without_heads(self.waiting, furniture)
            meet(self.waiting, leaf)
            self.put(self.waiting)
        self.waiting = leaf

    def above(self, sheet: Sheet) -> Above:
        """What the page before tells about a page (上页情况)."""
        leaf = self.waiting
        edges = [one for one in sheet.glyphs if not one.hidden and in_margin(sheet, one.top, one.bottom)]
        aside = [
            line
            for line in text_lines(edges, apart=2.0)
            if PAGE_NUMBER.fullmatch(line.text) or (self.stood(line) and not is_title(line))
        ]
        return Above(leaf.tables[-1] if leaf is not None and leaf.tables else None, aside, self.lost)

    def stood(self, line: TextLine) -> bool:
        """Whether a line stood at the same height on the page before (是否与上页重复)."""
        return abs(self.heads.get(head_key(line), -99.0) - line.top) < SAME

    def furniture(self, sheet: Sheet, loose: Sequence[Glyph], tables: list[PageTable]) -> list[TextLine]:
        """Page numbers and running heads that stood on the page before (页眉页脚).

        A repeated title is a running head only over a table that goes on; else it is the title of the next form.
        """
        before = self.waiting.tables[-1:] if self.waiting is not None and tables else []
        same = bool(before) and (chained(before[0], tables[0]) or lies_on(before[0], tables[0]))
        goes_on = same and not starts_form(before[0], tables[0])
        found, heads = [], {}
        for line in text_lines(loose, apart=2.0):
            if not in_margin(sheet, line.top, line.bottom):
                continue
            heads[head_key(line)] = line.top
            if PAGE_NUMBER.fullmatch(line.text) or (self.stood(line) and (goes_on or not is_title(line))):
                found.append(line)
        self.heads = heads
        return found

    def put(self, leaf: Leaf) -> None:
        """Put out what stands on a page, from top to bottom (输出一页)."""
        left = min((*(line.x0 for line in leaf.lines), *(table.xs[0] for table in leaf.tables)), default=0.0)
        right = max((*(line.x1 for line in leaf.lines), *(table.xs[-1] for table in leaf.tables)), default=0.0)
        items: list[tuple[float, PageTable | TextLine]] = [(table.ys[0], table) for table in leaf.tables]
        items += [(line.top, line) for line in leaf.lines]
        for _, item in sorted(items, key=lambda item: item[0]):
            if isinstance(item, PageTable):
                self.end_paragraph()
                if self.tables and not follows(self.tables, item):
                    self.end_tables()
                if item.goes_on and not self.tables:
                    self.out.find("reading.table_unruled", page=item.page)
                self.tables.append(item)
                continue
            self.end_tables()
            if self.lines and not goes_on(self.lines[-1], item, left, right):
                self.end_paragraph()
            self.opened = self.opened if self.lines else leaf.number
            self.lines.append(item)

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
        if any(table.told for table in self.tables):
            self.out.find("reading.columns_unruled", self.out.here)
        self.tables.clear()

    def put_at(self, page: int) -> None:
        """Number what follows with a page (标注页码)."""
        self.out.place = self.out.place._replace(page=page)

    def end(self) -> None:
        """Put out what is open (收尾)."""
        if self.waiting is not None:
            self.put(self.waiting)
        self.end_paragraph()
        self.end_tables()
        self.put_at(0)


def in_margin(sheet: Sheet, top: float, bottom: float) -> bool:
    """Whether something stands where running heads and page numbers do (是否在页边)."""
    return top <= sheet.height * MARGIN or bottom >= sheet.height * (1 - MARGIN)


def head_key(line: TextLine) -> str:
    """A running head without the numbers that change (页眉文字)."""
    return re.sub(r"\d+", "0", line.text)


def is_title(line: TextLine) -> bool:
    """Whether a line reads like the title of a form (是否表名)."""
    return label("titles", "form", line.text) or label("titles", "year_line", line.text)


def without_heads(leaf: Leaf, furniture: Sequence[TextLine]) -> None:
    """Drop from a page the running heads its next page repeats, unless they are its only title (去掉首页页眉)."""
    repeated = {head_key(line): line.top for line in furniture}
    heads = [line for line in leaf.lines if abs(repeated.get(head_key(line), -99.0) - line.top) < SAME]
    titled = any(is_title(line) for line in leaf.lines if line not in heads)
    leaf.lines = [line for line in leaf.lines if line not in heads or (is_title(line) and not titled)]


def goes_on(before: TextLine, line: TextLine, left: float, right: float) -> bool:
    """Whether a line belongs to the paragraph of the one before (是否同一段落)."""
    full = before.x1 > right - 2 * before.size and before.x0 < left + INDENT * before.size
    centred = abs(before.x0 + before.x1 - line.x0 - line.x1) < 2 * line.size
    starts = line.x0 < left + 1.2 * line.size or centred
    near = -before.size < line.top - before.bottom < 1.6 * before.size
    return full and starts and near and abs(before.size - line.size) < 0.6


def follows(tables: Sequence[PageTable], table: PageTable) -> bool:
    """Whether a table goes on with the open one (是否续表)."""
    before = tables[-1]
    return table.page == before.page + 1 and chained(before, table) and not starts_form(tables[0], table)


def starts_form(head: PageTable, table: PageTable) -> bool:
    """Whether a table at the top of a page begins a form of its own (是否新表)."""
    row = first_row(table)
    return bool(row) and head_field(row[0]) == "name" and row != first_row(head)


def first_row(table: PageTable) -> list[str]:
    """Texts of a table's first row (首行文字)."""
    return ["".join(line.text for line in part.lines) for part in table.parts if part.top == 0 and part.lines]
