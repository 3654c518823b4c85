"""Excel workbooks, .xlsx (Excel 工作簿): own walk over the XML, bounded by what is really in the cells.

A cell's printed text follows from its number format: 0.95 under `0%` is the 95% the form shows.
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass
from typing import Any

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.guards import (
    MAX_TREE,
    MEGABYTE,
    Package,
    UnreadableError,
    open_package,
    parse_xml,
    refuse_entities,
)  # fmt: skip
from hengxiao.core.reading.number_formats import BUILT_IN, shown
from hengxiao.core.reading.sheets import Sheet, Slot, column_number, lay
from hengxiao.core.targets.places import Place

STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
VALUE, FORMULA, INLINE, CELL, TEXT = (MAIN + name for name in ("v", "f", "is", "c", "t"))
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
EMPTY_ROWS = re.compile(rb"<row\b[^>]*/>|<row\b[^>]*>(?:<c\b[^>]*/>)*</row>")
SLIM_FROM = 4 * MEGABYTE
YES = frozenset(("1", "true"))
TRUTH = {"1": "TRUE", "0": "FALSE"}


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of an .xlsx file (读取 .xlsx): one grid for every visible worksheet, with true cell addresses.

    Raises:
        UnreadableError: the package is damaged or refused.
    """
    package = open_package(data)
    book = Book.of(package)
    out = Assembly(place)
    for name, state, part in book.sheets:
        if state != "visible":
            out.find("reading.hidden_sheet", sheet=name)
        elif part in package:
            lay(read_sheet(book, package.part(part), name), out)
        else:
            out.find("reading.sheet_missing", sheet=name)
    return out.result()


@dataclass(frozen=True, slots=True)
class Book:
    """What worksheets share (工作簿公共部分): sheets as (name, state, part), texts, styles, calendar."""

    sheets: tuple[tuple[str, str, str], ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    bold: frozenset[int]
    date_1904: bool

    @classmethod
    def of(cls, package: Package) -> Book:
        """Read the shared parts of a workbook (读取公共部分)."""
        part = next((p for kind, p in related(package, "").values() if kind == "officeDocument"), "xl/workbook.xml")
        relations = related(package, part)
        root = xml(package, part)
        sheets = []
        for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            kind, target = relations.get(link, ("worksheet", ""))
            if kind == "worksheet":
                sheets.append((sheet.get("name", ""), sheet.get("state", "visible"), target))
        parts = dict(relations.values())
        texts = shared_texts(package, parts.get("sharedStrings", ""))
        formats, bold = styles(package, parts.get("styles", ""))
        properties = root.find(MAIN + "workbookPr")
        return cls(tuple(sheets), texts, formats, bold, properties is not None and properties.get("date1904") in YES)


def xml(package: Package, part: str) -> Any:
    """Root element of a part (部件根元素)."""
    return parse_xml(package.part(part).replace(STRICT, TRANSITIONAL), part)


def related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part (部件关系): id → (kind, name of the other part)."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", name + ".rels")
    if listing not in package:
        return {}
    found = {}
    for relation in parse_xml(package.part(listing), listing):
        path = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
    return found


def shared_texts(package: Package, part: str) -> tuple[str, ...]:
    """Texts that cells share (共享字符串); pronunciation aids are left out."""
    return tuple(rich(item) for item in xml(package, part).iterfind(MAIN + "si")) if part in package else ()


def rich(item: Any) -> str:
    """Text of a string item, runs joined."""
    if len(item) == 1 and item[0].tag == TEXT:
        return unescaped(item[0].text or "")
    parts = item.iterfind(f"{MAIN}r/{MAIN}t") if item.find(MAIN + "t") is None else item.iterfind(MAIN + "t")
    return unescaped("".join(part.text or "" for part in parts))


def unescaped(text: str) -> str:
    """Text with escapes such as _x000D_ resolved."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def styles(package: Package, part: str) -> tuple[tuple[str, ...], frozenset[int]]:
    """Number format of every cell style, and the styles in bold type (单元格样式)."""
    if part not in package:
        return (), frozenset()
    root = xml(package, part)
    own = {f.get("numFmtId"): f.get("formatCode", "General") for f in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    heavy = {str(number) for number, font in enumerate(root.iterfind(f"{MAIN}fonts/{MAIN}font")) if is_bold(font)}
    records = list(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"))
    codes = [record.get("numFmtId", "0") for record in records]
    formats = tuple(own.get(code) or BUILT_IN.get(whole(code), "General") for code in codes)
    return formats, frozenset(index for index, record in enumerate(records) if record.get("fontId") in heavy)


def is_bold(font: Any) -> bool:
    """Whether a font is bold."""
    found = font.find(MAIN + "b")
    return found is not None and found.get("val", "1") in YES


def whole(text: str | None) -> int:
    """A whole number; 0 when it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def read_sheet(book: Book, data: bytes, name: str) -> Sheet:
    """One worksheet (读取工作表), row by row; of a huge one the rows without any content are cut away first.

    Raises:
        UnreadableError: the XML is damaged, too large, or declares entities.
    """
    from lxml import etree

    refuse_entities(data, name)
    data, empty = EMPTY_ROWS.subn(b"", data) if len(data) > SLIM_FROM else (data, 0)
    if len(data) > MAX_TREE:
        raise UnreadableError("reading.too_large", size=MAX_TREE // MEGABYTE)
    sheet = Sheet(name, empty_rows=empty)
    source = io.BytesIO(data.replace(STRICT, TRANSITIONAL))
    tags = [MAIN + tag for tag in ("row", "col", "mergeCell")]
    try:
        for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True):
            take(book, sheet, element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("reading.truncated", part=name) from error
    return sheet


def take(book: Book, sheet: Sheet, element: Any) -> None:
    """A row, a column description or a merged range."""
    if element.tag == MAIN + "mergeCell":
        sheet.merge(element.get("ref", ""))
    elif element.tag == MAIN + "col":
        if element.get("hidden") in YES:
            sheet.hide_columns(whole(element.get("min")), whole(element.get("max")))
    else:
        row = sheet.last_row = whole(element.get("r")) or sheet.last_row + 1
        if element.get("hidden") in YES:
            sheet.hidden_rows.add(row)
        column = 0
        for cell in element.iterchildren(CELL):
            column = column_number(cell.get("r", "").rstrip("0123456789")) or column + 1
            slot = (row, column)
            text = clean(cell_text(book, sheet, cell, slot)) if len(cell) else ""
            sheet.put(slot, text, bool(text) and whole(cell.get("s")) in book.bold)


def cell_text(book: Book, sheet: Sheet, cell: Any, slot: Slot) -> str:
    """Text a cell shows (单元格显示文字)."""
    kind, raw, computed = cell.get("t", "n"), "", False
    for part in cell:
        if part.tag == VALUE:
            raw = part.text or ""
        elif part.tag == INLINE:
            return rich(part)
        computed = computed or part.tag == FORMULA
    if not raw:
        if computed and kind != "str":
            sheet.unread.append(slot)
        return ""
    if kind == "n":
        style = whole(cell.get("s"))
        return shown(raw, book.formats[style] if style < len(book.formats) else "General", book.date_1904)
    if kind == "s":
        return book.texts[whole(raw)] if whole(raw) < len(book.texts) else ""
    if kind == "e":
        sheet.errors.append((slot, raw))
    return TRUTH.get(raw, raw) if kind == "b" else unescaped(raw)
