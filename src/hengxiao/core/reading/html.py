"""Web pages (网页, .html): tables with row and column spans, paragraphs between them."""

from __future__ import annotations

import re
from typing import Any

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.encodings import decode
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.targets.places import Place

CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
SKIPPED = frozenset("script style head template noscript select iframe object svg title button textarea".split())
BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header footer main center form fieldset blockquote pre hr body "
    "address figure figcaption caption td th tr tbody thead tfoot table".split()
)
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
MAX_SPAN = 1000
MAX_AREA = 1_000_000
CJK_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
BREAK = "\x0b"


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a web page (读取网页).

    Raises:
        UnreadableError: there is no content at all.
    """
    from lxml import etree

    declared = CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else "")
    out = Assembly(place)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(DECLARATION.sub("", decoded.text), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("reading.truncated", part="html") from error
    if root is None:
        raise UnreadableError("reading.empty")
    page = Page(out)
    page.flow(root)
    page.flush()
    if decoded.mixed or decoded.damaged:
        out.find("reading.mixed_encoding", lines=len(decoded.mixed) + len(decoded.damaged))
    return out.result()


class Page:
    """Walk over a page (遍历网页): text runs become paragraphs, tables become grids."""

    def __init__(self, out: Assembly) -> None:
        self.out = out
        self.buffer: list[str] = []

    def flush(self) -> None:
        """End the paragraph."""
        text = clean("".join(self.buffer))
        self.buffer.clear()
        if text:
            self.out.paragraph(text)

    def flow(self, element: Any) -> None:
        """Content of an element that is no table."""
        self.buffer.append(collapse(element.text))
        for child in element:
            if is_visible(child):
                if child.tag == "table":
                    self.flush()
                    self.table(child)
                elif child.tag in BLOCKS:
                    self.flush()
                    self.flow(child)
                    self.flush()
                else:
                    self.buffer.append(own_text(child))
                    self.flow(child)
            self.buffer.append(collapse(child.tail))

    def table(self, element: Any) -> None:
        """A table: a grid, or the frame of a page around other tables."""
        rows = [[cell for cell in row if cell.tag in ("td", "th") and is_visible(cell)] for row in own_rows(element)]
        rows = [row for row in rows if row]
        if not rows:
            self.flow(element)
            self.flush()
            return
        nested = [table for row in rows for cell in row for table in forms_in(cell)]
        if nested and sum(1 for row in rows if sum(1 for cell in row if cell_text(cell)) > 1) < 2:
            for cell in (cell for row in rows for cell in row):
                self.flow(cell)
                self.flush()
            return
        caption = element.find("caption")
        if caption is not None:
            self.out.paragraph(cell_text(caption))
        cells, columns = place_cells(rows)
        self.out.table(cells, len(rows), columns)
        for table in nested:
            self.table(table)


def collapse(text: str | None) -> str:
    """Source text as a browser shows it: line ends between Chinese characters vanish, other white space is one blank."""
    return re.sub(r"[ \t\r\n\f]+", " ", CJK_BREAK.sub("", text)) if text else ""


def is_visible(element: Any) -> bool:
    """Whether an element is shown."""
    if not isinstance(element.tag, str) or element.tag in SKIPPED:
        return element.tag in ("select", "textarea")
    return "hidden" not in element.attrib and not INVISIBLE.search(element.get("style", ""))


def own_text(element: Any) -> str:
    """What an element without text of its own shows: a line break, or the content of an entry field."""
    if element.tag == "br":
        return BREAK
    if element.tag == "input" and element.get("type", "text").lower() in ("text", "number", "date"):
        return str(element.get("value", ""))
    return ""


def own_rows(table: Any) -> list[Any]:
    """Visible rows of a table, not those of tables inside it."""
    rows = []
    for child in table:
        if child.tag == "tr" and is_visible(child):
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot") and is_visible(child):
            rows.extend(row for row in child if row.tag == "tr" and is_visible(row))
    return rows


def is_form(table: Any) -> bool:
    """Whether a nested table is a form of its own: several columns and several rows."""
    rows = own_rows(table)
    return len(rows) >= 2 and max(sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows) >= 3


def holds_form(table: Any) -> bool:
    """Whether a table is a form or has one somewhere inside."""
    return is_form(table) or any(is_form(inner) for inner in table.iter("table"))


def forms_in(cell: Any) -> list[Any]:
    """Nested tables of a cell to be read as grids of their own."""
    found: list[Any] = []
    for child in cell:
        if child.tag == "table":
            found.extend([child] if holds_form(child) else [])
        elif isinstance(child.tag, str):
            found.extend(forms_in(child))
    return found


def cell_text(cell: Any) -> str:
    """Text of a cell, one line for every block in it; forms inside are left to grids of their own."""
    parts: list[str] = []
    _collect(cell, parts)
    return clean("".join(parts))


def _collect(element: Any, parts: list[str]) -> None:
    parts.append(collapse(element.text))
    for child in element:
        if is_visible(child) and not (child.tag == "table" and holds_form(child)):
            block = child.tag in BLOCKS
            parts.append(BREAK if block else own_text(child))
            _collect(child, parts)
            parts.append(BREAK if block else "")
        parts.append(collapse(child.tail))


def span(cell: Any, name: str) -> int:
    """A span attribute; 0 stands for a rowspan down to the end."""
    digits = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    return min(int(digits[1]), MAX_SPAN) if digits else 1


def place_cells(rows: list[list[Any]]) -> tuple[list[Cell], int]:
    """Cells laid into the grid as browsers do it."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    columns = 0
    for number, row in enumerate(rows, 1):
        column = 1
        for cell in row:
            while (number, column) in taken:
                column += 1
            width = max(span(cell, "colspan"), 1)
            height = min(span(cell, "rowspan") or len(rows), len(rows) - number + 1)
            if len(taken) + width * height > MAX_AREA:
                width = height = 1
            taken.update((r, c) for r in range(number, number + height) for c in range(column, column + width))
            bold = cell.tag == "th" or cell.find(".//b") is not None or cell.find(".//strong") is not None
            cells.append(Cell(cell_text(cell), number, column, height, width, bold))
            column += width
            columns = max(columns, column - 1)
    return cells, columns
