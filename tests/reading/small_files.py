"""Small files of every format, made from the part a test shows."""

import io
import zipfile

from hengxiao.core.forms.grid import Document, Grid
from hengxiao.core.reading import open_bytes

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word_parts(body: str) -> dict[str, str | bytes]:
    spaces = f'xmlns:w="{WORD}" xmlns:mc="{COMPATIBILITY}" xmlns:m="{MATH}"'
    return {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{LINK}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
    }


def sheet_parts(
    rows: str, *, after: str = "", before: str = "", styles: str = "", texts: str = "", book: str = ""
) -> dict[str, str | bytes]:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{LINK}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "/xl/sharedStrings.xml"),
            )
        )
    )
    sheets = book or '<sheets><sheet name="附表五" sheetId="1" r:id="r0"/></sheets>'
    return {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{LINK}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{LINK}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
    }


def word(body: str) -> Document:
    """A .docx file with this body, opened."""
    return open_bytes("表.docx", packed(word_parts(body)))


def sheet(rows: str, **others: str) -> Document:
    """An .xlsx file whose first sheet has these rows, opened."""
    return open_bytes("表.xlsx", packed(sheet_parts(rows, **others)))


def page(body: str) -> Document:
    """An .html page with this body, opened."""
    return open_bytes("表.html", f"<html><body>{body}</body></html>".encode())


def text(content: str) -> Document:
    """A .txt file with this content, opened."""
    return open_bytes("表.txt", content.encode())


def outline(document: Document) -> list[object]:
    """Paragraphs as texts, grids as lists of (row, column, row span, column span, text)."""
    return [
        [(c.row, c.column, c.row_span, c.column_span, c.text) for c in block.cells]
        if isinstance(block, Grid)
        else block.text
        for block in document.blocks
    ]


def lines(document: Document) -> list[object]:
    """Paragraphs as texts, grids as lists of rows of texts."""
    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            rows = range(1, block.rows + 1)
            found.append([[cell.text for cell in block.cells if cell.row == row] for row in rows])
        else:
            found.append(block.text)
    return found


def codes(document: Document) -> list[str]:
    """Codes of all findings; every sentence must be sayable in both languages."""
    for finding in document.findings:
        assert finding.message("zh") and finding.message("en")
    return [finding.code for finding in document.findings]
