"""Excel workbooks, .xlsx (Excel 工作簿): own walk over the XML, bounded by what is really in the cells.

A cell's printed text follows from its number format: 0.95 under `0%` is the 95% the form shows.
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.guards import Package, UnreadableError, open_package, parse_xml
from hengxiao.core.reading.number_formats import BUILT_IN, shown
from hengxiao.core.reading.sheets import Sheet, lay
from hengxiao.core.targets.places import Place

STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUE_FALSE = {"1": "TRUE", "0": "FALSE"}


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
            lay(read_sheet(book, package.part(part), name, part), out)
        else:
            out.find("reading.sheet_missing", sheet=name)
    return out.result()


@dataclass(frozen=True, slots=True)
class Book:
    """What worksheets share (工作簿公共部分): sheet list, texts, formats by style, calendar."""

    sheets: tuple[tuple[str, str, str], ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    bold: tuple[bool, ...]
    date_1904: bool

    @classmethod
    def of(cls, package: Package) -> Book:
        """Read the shared parts of a workbook."""
        part = main_part(package)
        relations = related(package, part)
        root = xml(package, part)
        properties = root.find(MAIN + "workbookPr")
        sheets = []
        for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            kind, target = relations.get(link, ("", ""))
            if kind.endswith("/worksheet"):
                sheets.append((sheet.get("name", ""), sheet.get("state", "visible"), target))
        targets = {kind.rpartition("/")[2]: target for kind, target in relations.values()}
        formats, bold = styles(package, targets.get("styles", ""))
        return cls(
            tuple(sheets),
            shared_texts(package, targets.get("sharedStrings", "")),
            formats,
            bold,
            properties is not None and properties.get("date1904", "0") in ("1", "true"),
        )


def xml(package: Package, part: str) -> Any:
    """Root element of a part."""
    return parse_xml(package.part(part).replace(STRICT, TRANSITIONAL), part)


def main_part(package: Package) -> str:
    """Name of the workbook part."""
    for kind, target in related(package, "").values():
        if kind.endswith("/officeDocument") and target in package:
            return target
    return "xl/workbook.xml"


def related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id → (type, name of the other part)."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", name + ".rels")
    if listing not in package:
        return {}
    found = {}
    for relation in parse_xml(package.part(listing), listing):
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", ""), path)
    return found


def shared_texts(package: Package, part: str) -> tuple[str, ...]:
    """Texts that cells share; pronunciation aids are left out."""
    return tuple(rich(item) for item in xml(package, part).iterfind(MAIN + "si")) if part in package else ()


def rich(item: Any) -> str:
    """Text of a string item, runs joined."""
    plain = item.find(MAIN + "t")
    parts = [plain] if plain is not None else item.iterfind(f"{MAIN}r/{MAIN}t")
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(part.text or "" for part in parts))


def styles(package: Package, part: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Number format and boldness of every cell style."""
    if part not in package:
        return ("General",), (False,)
    root = xml(package, part)
    own = {f.get("numFmtId"): f.get("formatCode", "General") for f in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    fonts = [is_bold(font) for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    formats, bold = [], []
    for style in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        number = style.get("numFmtId", "0")
        formats.append(own.get(number) or BUILT_IN.get(int(number) if number.isdecimal() else 0, "General"))
        font = int(style.get("fontId", "0"))
        bold.append(font < len(fonts) and fonts[font])
    return tuple(formats), tuple(bold)


def is_bold(font: Any) -> bool:
    """Whether a font is bold."""
    found = font.find(MAIN + "b")
    return found is not None and found.get("val", "1") not in ("0", "false")


def read_sheet(book: Book, data: bytes, name: str, part: str) -> Sheet:
    """One worksheet, streamed: rows without content cost time but no memory.

    Raises:
        UnreadableError: the XML is damaged or declares entities.
    """
    from lxml import etree

    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise UnreadableError("reading.entities", part=part)
    sheet = Sheet(name)
    source = io.BytesIO(data.replace(STRICT, TRANSITIONAL))
    tags = [MAIN + tag for tag in ("row", "col", "mergeCell")]
    try:
        for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True, huge_tree=False):
            if element.tag == MAIN + "row":
                read_row(book, sheet, element)
            elif element.tag == MAIN + "col":
                if element.get("hidden") in ("1", "true"):
                    sheet.hide_columns(integer(element.get("min")), integer(element.get("max")))
            else:
                sheet.merge(element.get("ref", ""))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("reading.truncated", part=part) from error
    return sheet


def integer(text: str | None) -> int:
    """A whole number, 0 when it is none."""
    return int(text) if text and text.isdecimal() else 0


def read_row(book: Book, sheet: Sheet, element: Any) -> None:
    """Cells of one row."""
    row = integer(element.get("r")) or sheet.last_row + 1
    sheet.last_row = row
    if element.get("hidden") in ("1", "true"):
        sheet.hidden_rows.add(row)
    column = 0
    for cell in element:
        if cell.tag != MAIN + "c":
            continue
        letters = cell.get("r", "").rstrip("0123456789")
        column = column_number(letters) or column + 1
        style = integer(cell.get("s"))
        text = cell_text(book, sheet, cell, style, row, column)
        sheet.put(row, column, clean(text), style < len(book.bold) and book.bold[style])


def column_number(letters: str) -> int:
    """Number of a column's letters: AB → 28."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > 20000:
            return 0
        number = number * 26 + ord(letter) - 64
    return number


def cell_text(book: Book, sheet: Sheet, cell: Any, style: int, row: int, column: int) -> str:
    """Text a cell shows."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        found = cell.find(MAIN + "is")
        return rich(found) if found is not None else ""
    value = cell.find(MAIN + "v")
    raw = (value.text or "") if value is not None else ""
    if not raw:
        if cell.find(MAIN + "f") is not None and kind != "str":
            sheet.unread.append((row, column))
        return ""
    if kind == "s":
        index = integer(raw)
        return book.texts[index] if index < len(book.texts) else ""
    if kind == "e":
        sheet.errors.append((row, column, raw))
        return raw
    if kind == "b":
        return TRUE_FALSE.get(raw, raw)
    if kind == "str":
        return ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw)
    return shown(raw, book.formats[style] if style < len(book.formats) else "General", book.date_1904)
