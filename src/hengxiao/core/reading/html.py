"""Web pages (网页, .html): tables with row and column spans, paragraphs between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.blocks import MAX_AREA, Assembly, Reading, is_frame
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.encodings import decode
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.targets.places import Place

CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
UNSEEN = frozenset(
    ("script", "style", "head", "template", "noscript", "iframe", "object", "svg", "title", "button", "datalist")
)
BLOCKS = frozenset(
    (
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section", "article",
        "header", "footer", "main", "nav", "aside", "center", "form", "fieldset", "blockquote", "pre", "hr", "body",
        "address", "figure", "figcaption", "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th",
    )
)  # fmt: skip
CELLS, PARTS = frozenset(("td", "th")), frozenset(("thead", "tbody", "tfoot"))
ENTRY_FIELDS = frozenset(("text", "number", "date"))
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
CHINESE = "[\u3000-\u9fff\uff00-\uffef]"
WRAP = re.compile(f"(?<={CHINESE})[ \t]*[\r\n]\\s*(?={CHINESE})")
BLANKS = re.compile(r"[ \t\r\n\f]+")
SPAN = re.compile(r"\s*(\d{1,6})")
BREAK = "\x0b"
MAX_SPAN = 1000
NOTHING = frozenset[int]()


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a web page (读取网页).

    Raises:
        UnreadableError: nothing in it can be read as a page.
    """
    from lxml import etree

    declared = CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else "")
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = etree.fromstring(DECLARATION.sub("", decoded.text).encode("utf-8", "replace"), parser)
    if root is None:
        raise UnreadableError("reading.empty")
    page = Page(Assembly(place, findings=list(decoded.findings(place))))
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        page.out.find("reading.page_cut")
    forget_unseen(root)
    page.flow(root)
    page.flush()
    return page.out.result()


def forget_unseen(root: Any) -> None:
    """Take out of a page what a browser does not show (去除不显示的内容); the text behind it stays."""
    hidden = [each for each in root.xpath("//*[@hidden or @style]") if is_hidden(each)]
    passed_over = [option for option in root.iter("option") if "selected" not in option.attrib]
    for element in (*root.iter(*UNSEEN), *hidden, *passed_over):
        parent, before = element.getparent(), element.getprevious()
        if parent is None:
            continue
        if before is None:
            parent.text = (parent.text or "") + (element.tail or "")
        else:
            before.tail = (before.tail or "") + (element.tail or "")
        parent.remove(element)


def is_hidden(element: Any) -> bool:
    """Whether an element's own attributes hide it (是否隐藏)."""
    return element.get("hidden") is not None or INVISIBLE.search(element.get("style", "")) is not None


@dataclass(slots=True)
class Page:
    """Walk over a page (遍历网页): runs of text become paragraphs, tables become grids."""

    out: Assembly
    buffer: list[str] = field(default_factory=list)

    def flush(self) -> None:
        """End the paragraph."""
        text = clean("".join(self.buffer))
        self.buffer.clear()
        if text:
            self.out.paragraph(text)

    def flow(self, element: Any) -> None:
        """Content of an element that is no table."""
        self.buffer.append(collapsed(element.text))
        for child in element:
            self.take(child)
            self.buffer.append(collapsed(child.tail))

    def take(self, child: Any) -> None:
        """An element: a table, a block that stands alone, or part of the running text."""
        block = child.tag in BLOCKS
        if block:
            self.flush()
        if child.tag == "table":
            self.table(child)
        else:
            self.buffer.append(own_text(child))
            self.flow(child)
        if block:
            self.flush()

    def table(self, element: Any) -> None:
        """A table: a grid, or a frame around other tables, which is passed through."""
        rows = [cells for cells in map(own_cells, own_rows(element)) if cells]
        nested = next(element.iterdescendants("table"), None) is not None
        inner = [table for row in rows for cell in row for table in forms_in(cell)] if nested else []
        single = nested and all(len(row) == 1 for row in rows)
        if not rows or single or (inner and is_frame([cell_text(cell) for cell in row] for row in rows)):
            self.flow(element)
            return
        caption = element.find("caption")
        if caption is not None:
            self.take(caption)
        cells = placed(rows)
        self.out.table(cells, len(rows), max(cell.column + cell.column_span - 1 for cell in cells))
        for table in inner:
            self.table(table)


def collapsed(text: str | None) -> str:
    """Text as a browser shows it: line ends between Chinese characters vanish, other white space is one blank."""
    if not text or (text.isprintable() and "  " not in text):
        return text or ""
    return BLANKS.sub(" ", WRAP.sub("", text))


def own_text(element: Any) -> str:
    """What an element without text of its own shows: a line break, or the content of an entry field."""
    if element.tag == "br":
        return BREAK
    if element.tag == "input" and element.get("type", "text").lower() in ENTRY_FIELDS:
        return str(element.get("value", ""))
    return ""


def own_rows(table: Any) -> list[Any]:
    """Rows of a table, not those of tables inside it."""
    groups = ([child] if child.tag == "tr" else child for child in table if child.tag == "tr" or child.tag in PARTS)
    return [row for group in groups for row in group if row.tag == "tr"]


def own_cells(row: Any) -> list[Any]:
    """Cells of a row."""
    return [cell for cell in row if cell.tag in CELLS]


def holds_form(table: Any) -> bool:
    """Whether a table inside a cell is a form of its own, several rows of several columns, or frames one."""
    for inner in table.iter("table"):
        counts = [len(own_cells(row)) for row in own_rows(inner)]
        if len(counts) > 1 and max(counts) > 2:
            return True
    return False


def forms_in(element: Any) -> list[Any]:
    """Tables inside a cell that are read as grids of their own."""
    found: list[Any] = []
    for child in element:
        if child.tag != "table":
            found.extend(forms_in(child))
        elif holds_form(child):
            found.append(child)
    return found


def cell_text(cell: Any) -> str:
    """Text of a cell (单元格文字), one line for every block in it; forms inside are left to grids of their own."""
    if not len(cell):
        return clean(collapsed(cell.text))
    parts: list[str] = []
    gather(cell, parts)
    return clean("".join(parts))


def gather(element: Any, parts: list[str]) -> None:
    """Collect the visible text of an element."""
    parts.append(collapsed(element.text))
    for child in element:
        if child.tag != "table" or not holds_form(child):
            border = BREAK if child.tag in BLOCKS else ""
            parts.extend((border, own_text(child)))
            gather(child, parts)
            parts.append(border)
        parts.append(collapsed(child.tail))


@lru_cache(maxsize=1024)
def extent(printed: str) -> int:
    """Number of slots a span attribute asks for; 1 when it is no number, 0 for a rowspan down to the last row."""
    digits = SPAN.match(printed)
    return min(int(digits[1]), MAX_SPAN) if digits else 1


def is_heavy(cell: Any) -> bool:
    """Whether a cell is printed in bold type."""
    return cell.tag == "th" or (len(cell) > 0 and next(cell.iter("b", "strong"), None) is not None)


def placed(rows: list[list[Any]]) -> list[Cell]:
    """Cells laid into the grid as browsers do it (排列单元格): each takes the next free column.

    Beyond `MAX_AREA` slots nothing is kept count of: such a table is too large to be taken up at all.
    """
    below: dict[int, set[int]] = {}  # columns of later rows that cells of the rows so far reach down to
    area = 0
    cells: list[Cell] = []
    for number, row in enumerate(rows, 1):
        column, taken, left = 1, below.pop(number, NOTHING), len(rows) - number + 1
        for cell in row:
            while column in taken:
                column += 1
            wide, high = cell.get("colspan"), cell.get("rowspan")
            width = max(extent(wide), 1) if wide else 1
            height = min(extent(high) or left, left) if high else 1
            area += width * height
            if height > 1 and area <= MAX_AREA:
                for each in range(number + 1, number + height):
                    below.setdefault(each, set()).update(range(column, column + width))
            cells.append(Cell(cell_text(cell), number, column, height, width, is_heavy(cell)))
            column += width
    return cells
