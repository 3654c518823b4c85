"""Word files, .docx (Word 文档): own walk over the XML, because merges and traps stand only there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengxiao.core.reading.blocks import Assembly, Reading, is_frame
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.docx_folding import folded
from hengxiao.core.reading.docx_tables import (
    ROW_PROPERTIES,
    RawCell,
    RawRow,
    merge_down,
    place_columns,
    plain_cell,
    shaped,
    spaced,
    twips,
)  # fmt: skip
from hengxiao.core.reading.docx_text import (
    ALTERNATE,
    CELL,
    DELETED,
    DROPPED,
    PARAGRAPH,
    ROW,
    TABLE,
    VAL,
    WORD,
    Printed,
    Story,
    chosen,
    flow,
    forget_prompts,
    inside,
    printed,
    story_of,
)  # fmt: skip
from hengxiao.core.reading.guards import Package, UnreadableError, open_package, parse_xml
from hengxiao.core.targets.places import Place

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a .docx file (读取 .docx): headers, footers, notes and comments are left out.

    Raises:
        UnreadableError: the package is damaged or refused.
    """
    root = parse_xml(folded(main_part(open_package(data)).replace(STRICT, TRANSITIONAL)), "document.xml")
    body = root.find(WORD + "body")
    if body is None:
        raise UnreadableError("reading.truncated", part="document.xml")
    forget_prompts(body)
    walk = Walk(Assembly(place), story_of(body))
    walk.blocks(body)
    if walk.hidden:
        walk.out.find("reading.hidden_text")
    return walk.out.result()


def main_part(package: Package) -> bytes:
    """The main document part (正文部分): the one the package names, else the usual one."""
    if "_rels/.rels" in package:
        for relation in parse_xml(package.part("_rels/.rels"), ".rels"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in package:
                return package.part(target)
    return package.part("word/document.xml")


@dataclass(slots=True)
class Walk:
    """Walk over the body (遍历正文)."""

    out: Assembly
    story: Story
    hidden: bool = False

    def blocks(self, container: Any) -> None:
        """Paragraphs and tables of a container in order."""
        for element in flow(container):
            if element.tag == PARAGRAPH:
                self.paragraph(element)
            elif element.tag == TABLE:
                self.table(element)
            else:
                self.blocks(element)

    def paragraph(self, element: Any) -> None:
        """One paragraph, the text boxes anchored in it, and the page break that ends its section."""
        found = Printed()
        printed(element, found, self.story)
        self.hidden = self.hidden or found.hidden
        self.out.paragraph(clean(found.text), found.page_break)
        for box in found.boxes:
            self.blocks(box)
        section = element.find(f"{WORD}pPr/{WORD}sectPr")
        if section is not None:
            kind = section.find(WORD + "type")
            self.out.paragraph("", kind is None or kind.get(VAL) != "continuous")

    def table(self, element: Any) -> None:
        """One table; one that only frames other tables is passed through, forms inside cells follow it."""
        elements = [row for row in inside(element, ROW) if not is_struck(row)]
        inner: list[Any] = []
        rows = [row for row in (self.row(each, inner) for each in elements) if row.cells]
        single = all(len(row.cells) == 1 for row in rows) and next(element.iterdescendants(TABLE), None) is not None
        if single or (inner and is_frame([cell.text for cell in row.cells] for row in rows)):
            for row in elements:
                self.blocks(row)
        elif rows:
            columns = place_columns(rows, grid_widths(element))
            self.out.table(merge_down(rows), len(rows), columns)
            for table in inner:
                self.table(table)

    def row(self, element: Any, inner: list[Any]) -> RawRow:
        """One row with its cells."""
        cells: list[RawCell] = []
        for each in inside(element, CELL):
            cell = plain_cell(each) or self.cell(each, inner)
            if cell.merge == "struck":
                continue
            if cell.merge == "left" and cells:
                cells[-1].absorb(cell)
            else:
                cells.append(cell)
        return spaced(next(element.iterchildren(ROW_PROPERTIES), None), cells)

    def cell(self, element: Any, inner: list[Any]) -> RawCell:
        """One cell: its text, joined with that of small tables inside it."""
        found = Printed()
        self.content(element, found, inner)
        self.story.instructing.clear()
        self.hidden = self.hidden or found.hidden
        return shaped(clean(found.text), element, bool(found.bold))

    def content(self, container: Any, found: Printed, inner: list[Any]) -> None:
        """Lines of a cell: paragraphs, text boxes, and small tables cell by cell; whole forms go to `inner`."""
        for element in container:
            tag = element.tag
            if tag == PARAGRAPH:
                printed(element, found, self.story)
                if not found.joined:
                    found.parts.append("\n")
                if found.boxes:
                    boxes, found.boxes = found.boxes, []
                    for box in boxes:
                        self.content(box, found, inner)
            elif tag in DROPPED:
                continue
            elif tag == TABLE and holds_form(element):
                inner.append(element)
            elif tag == ALTERNATE:
                self.content(chosen(element), found, inner)
            else:
                self.content(element, found, inner)


def is_struck(row: Any) -> bool:
    """Whether a row is deleted by a tracked change (修订删除)."""
    return any(each.find(DELETED) is not None for each in row.iterchildren(ROW_PROPERTIES))


def holds_form(table: Any) -> bool:
    """Whether a table inside a cell is a form of its own, several rows of several columns, or frames one."""
    for inner in table.iter(TABLE):
        counts = [len(inside(row, CELL)) for row in inside(inner, ROW)]
        if len(counts) > 1 and max(counts) > 2:
            return True
    return False


def grid_widths(table: Any) -> list[int]:
    """Widths of the table's grid columns (列宽)."""
    return [twips(column) for column in table.iterfind(f"{WORD}tblGrid/{WORD}gridCol")]
