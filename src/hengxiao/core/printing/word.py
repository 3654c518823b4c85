"""Writes a page as .docx: merges, repeated heads and unsplittable rows written directly (Word 文件)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from hengxiao.core.printing.marks import custom_properties, quick_response
from hengxiao.core.printing.packaging import stable
from hengxiao.core.printing.page import Box, Line, Page, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TWIPS_PER_MM = 56.6929
TEXT_FONT, HEAD_FONT, LATIN_FONT = "仿宋_GB2312", "宋体", "Times New Roman"
ALIGNMENT = {
    "text": "left",
    "title": "center",
    "subtitle": "center",
    "caption": "left",
    "note": "left",
    "signature": "left",
}
BOLD = frozenset({"band", "head", "title", "side_head"})
OPEN = {"side_head": "bottom", "side_body": "top"}
STAMP = datetime.datetime(2000, 1, 1)
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"


def write_docx(page: Page) -> bytes:
    """A page as a Word file (docx)."""
    from docx import Document

    document = Document()
    section = document.sections[0]
    _set_up(section, page)
    _normal_style(document.styles["Normal"], page)
    body = document.element.body
    end = body[-1]
    for line in page.above:
        end.addprevious(_parsed(_line(line, page)))
    for number, table in enumerate(page.tables):
        if number:
            end.addprevious(_parsed(SPACER))
        end.addprevious(_parsed(_table(table, page)))
    for line in page.below:
        end.addprevious(_parsed(_line(line, page)))
    if not page.below:
        end.addprevious(_parsed(SPACER))
    _footer(section, page)
    _properties(document, page)
    out = BytesIO()
    document.save(out)
    return stable(out.getvalue())


SPACER = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="2" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    first, rest = xml.split(">", 1) if "/>" not in xml.split(">", 1)[0] + ">" else (xml[:-2], "")
    return parse_xml(f'{first} xmlns:w="{W}">{rest}')


def _set_up(section: Any, page: Page) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(page.width_mm), Mm(page.height_mm)
    section.orientation = WD_ORIENT.LANDSCAPE if page.width_mm > page.height_mm else WD_ORIENT.PORTRAIT
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, page.margins_mm)
    section.footer_distance = Mm(5)


def _normal_style(style: Any, page: Page) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = LATIN_FONT, Pt(page.size_pt)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT_FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _run(text: str, role: str, size_pt: float) -> str:
    font = HEAD_FONT if role in BOLD or role == "label" else TEXT_FONT
    fonts = f'<w:rFonts w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:eastAsia="{font}"/>'
    bold = "<w:b/>" if role in BOLD else ""
    pieces = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f'<w:r><w:rPr>{fonts}{bold}<w:sz w:val="{round(size_pt * 2)}"/></w:rPr>{pieces}</w:r>'


def _paragraph(text: str, role: str, size_pt: float, *, keep: bool = False, around: int = 0) -> str:
    properties = ("<w:keepNext/>" if keep else "") + '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    properties += f'<w:spacing w:before="{around}" w:after="{around}"/>'
    properties = f'{properties}<w:jc w:val="{ALIGNMENT.get(role, "center")}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text, role, size_pt) if text else ''}</w:p>"


def _line(line: Line, page: Page) -> str:
    size = {"title": 16.0, "subtitle": 12.0, "note": page.size_pt - 1.5}.get(line.role, page.size_pt + 0.5)
    around = {"title": 80, "subtitle": 60, "signature": 100}.get(line.role, 30)
    return _paragraph(line.text, line.role, size, keep=line.role in ("title", "caption", "subtitle"), around=around)


def _twips(page: Page, column: int, columns: int) -> int:
    return round(sum(page.grid_mm[column : column + columns]) * TWIPS_PER_MM)


def _table(table: Table, page: Page) -> str:
    kept = {row for first, last in table.groups for row in range(first, last - 1)} | set(range(table.heads))
    by_row: dict[int, list[tuple[Box, int]]] = defaultdict(list)
    for box in table.boxes:
        for row in range(box.row, box.row + box.rows):
            by_row[row].append((box, row - box.row))
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in SIDES)
    width = _twips(page, 0, len(page.grid_mm))
    head = f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
    head += '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
    head += "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in PADDING)
    head += "</w:tblCellMar></w:tblPr><w:tblGrid>"
    head += "".join(f'<w:gridCol w:w="{_twips(page, at, 1)}"/>' for at in range(len(page.grid_mm))) + "</w:tblGrid>"
    rows = (_row(by_row[row], page, head=row < table.heads, keep=row in kept) for row in range(table.rows))
    return f"<w:tbl>{head}{''.join(rows)}</w:tbl>"


PADDING = (("top", 28), ("left", 57), ("bottom", 28), ("right", 57))
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row(cells: Sequence[tuple[Box, int]], page: Page, *, head: bool, keep: bool) -> str:
    ordered = sorted(cells, key=lambda pair: pair[0].column)
    repeated = "<w:tblHeader/>" if head else ""
    written = "".join(_cell(box, below, page, keep=keep) for box, below in ordered)
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="400" w:hRule="atLeast"/>{repeated}</w:trPr>{written}</w:tr>'


def _cell(box: Box, below: int, page: Page, *, keep: bool) -> str:
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    merge = "" if box.rows == 1 else "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>'
    width = _twips(page, box.column, box.columns)
    open_side = f'<w:tcBorders><w:{OPEN[box.role]} w:val="nil"/></w:tcBorders>' if box.role in OPEN else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{open_side}<w:vAlign w:val="center"/>'
    text = "" if below else box.text
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(text, box.role, page.size_pt, keep=keep)}</w:tc>"


def _footer(section: Any, page: Page) -> None:
    from docx.shared import Mm

    footer = section.footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    number = '<w:fldSimple w:instr=" {} "><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    if page.mark:
        picture = paragraph.add_run()
        picture.add_picture(BytesIO(quick_response(page.mark, "png")), width=Mm(11))
        paragraph._p.append(_parsed(_run(f"  {page.mark.text}    第 ", "note", 8)))
    else:
        paragraph._p.append(_parsed(_run("第 ", "note", 8)))
    for instruction, after in (("PAGE", " 页，共 "), ("NUMPAGES", " 页")):
        paragraph._p.append(_parsed(number.format(instruction)))
        paragraph._p.append(_parsed(_run(after, "note", 8)))


def _properties(document: Any, page: Page) -> None:
    core = document.core_properties
    core.author, core.last_modified_by, core.comments, core.keywords = "", "", "", ""
    core.title = next((line.text for line in page.above if line.role == "title"), "")
    core.language, core.revision = "zh-CN", 1
    core.created = core.modified = STAMP
    if page.mark:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        part = Part(PackURI("/docProps/custom.xml"), kind, custom_properties(page.mark), document.part.package)
        document.part.package.relate_to(part, CUSTOM)
