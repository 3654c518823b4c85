"""Writes a page as .xlsx: one sheet, merged cells, every text as text (Excel 文件)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from hengxiao.core.printing.marks import PROPERTY
from hengxiao.core.printing.packaging import stable
from hengxiao.core.printing.page import Box, Line, Page, Table, joined, lines_needed
from hengxiao.core.printing.word import ALIGNMENT, BOLD, HEAD_FONT, OPEN, STAMP, TEXT_FONT

PIXELS_PER_MM = 96 / 25.4
POINTS_PER_MM = 72 / 25.4
SAFETY = 0.94
EXCEL_ROW_LIMIT_PT = 409


def write_xlsx(page: Page) -> bytes:
    """A page as an Excel file (xlsx)."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = next((line.text for line in page.above if line.role == "title"), "")
    book.set_properties({"title": title, "created": STAMP})
    if page.mark:
        book.set_custom_property(PROPERTY, page.mark.text)
    sheet = book.add_worksheet("绩效表")
    _set_up(sheet, page)
    writer = _Writer(book, sheet, page)
    for line in page.above:
        writer.line(line)
    repeated = _repeat(sheet, page, writer.row)
    writer.table(joined(page))
    for line in page.below:
        writer.line(line)
    sheet.set_h_pagebreaks(writer.breaks(repeated))
    book.close()
    return stable(out.getvalue())


def _set_up(sheet: Any, page: Page) -> None:
    sheet.set_paper(9)
    if page.width_mm > page.height_mm:
        sheet.set_landscape()
    top, right, bottom, left = (margin / 25.4 for margin in page.margins_mm)
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    for column, width in enumerate(page.grid_mm):
        sheet.set_column_pixels(column, column, round(width * PIXELS_PER_MM))
    mark = f"&L&8{page.mark.text}" if page.mark else ""
    sheet.set_footer(f"{mark}&R&8第 &P 页，共 &N 页")


def _repeat(sheet: Any, page: Page, offset: int) -> tuple[int, int]:
    """Repeat the head rows of the last table that has any (顶端标题行): from the first to before the last row.

    A sheet has one set of title rows, printed on every page after they stand: those of an earlier table would be wrong
    above the tables that follow it.
    """
    row, repeated = offset, (0, 0)
    for table in page.tables:
        if table.heads:
            repeated = (row, row + table.heads)
        row += table.rows
    if repeated[1]:
        sheet.repeat_rows(repeated[0], repeated[1] - 1)
    return repeated


class _Writer:
    def __init__(self, book: Any, sheet: Any, page: Page) -> None:
        self.book, self.sheet, self.page = book, sheet, page
        self.row = 0
        self.heights: list[float] = []
        self.groups: list[tuple[int, int]] = []
        self.formats: dict[tuple[str, bool], Any] = {}

    def style(self, role: str, *, framed: bool) -> Any:
        """The cell format of a role, made once."""
        if (role, framed) not in self.formats:
            size = {"title": 16, "subtitle": 12}.get(role, self.page.size_pt)
            self.formats[role, framed] = self.book.add_format(
                {
                    "font_name": HEAD_FONT if role in BOLD or role == "label" else TEXT_FONT,
                    "font_size": size,
                    "bold": role in BOLD,
                    "text_wrap": True,
                    "align": ALIGNMENT.get(role, "center"),
                    "valign": "vcenter",
                    "border": int(framed),
                    "num_format": "@",
                }
                | ({OPEN[role]: 0} if role in OPEN else {})
            )
        return self.formats[role, framed]

    def line(self, line: Line) -> None:
        """A line over the whole width."""
        height = {"title": 30.0, "subtitle": 20.0}.get(line.role, 18.0)
        lines = lines_needed(line.text, sum(self.page.grid_mm), self.page.size_pt)
        self.height(height * lines)
        style = self.style(line.role, framed=False)
        self.sheet.merge_range(self.row, 0, self.row, len(self.page.grid_mm) - 1, "", style)
        self.sheet.write_string(self.row, 0, line.text, style)
        self.row += 1

    def height(self, points: float) -> None:
        """Set the height of the next row."""
        self.sheet.set_row(len(self.heights), points)
        self.heights.append(points)

    def breaks(self, repeated: tuple[int, int]) -> list[int]:
        """Rows before which a page ends, so that no group is cut that fits on a page (分页)."""
        room = (self.page.height_mm - self.page.margins_mm[0] - self.page.margins_mm[2]) * POINTS_PER_MM * SAFETY
        head = sum(self.heights[slice(*repeated)])
        inside = {row for first, last in self.groups for row in range(first + 1, last)}
        found: list[int] = []
        used, safe, since = 0.0, 0, 0.0
        for row, height in enumerate(self.heights):
            if row not in inside:
                safe, since = row, used
            if used + height > room and safe > (found[-1] if found else 0):
                found.append(safe)
                used += (head if safe >= repeated[1] else 0.0) - since
                since = 0.0
            used += height
        return found

    def table(self, table: Table) -> None:
        """All cells of a table, with row heights that show every text."""
        for height in _heights(table, self.page):
            self.height(height)
        self.groups = [(self.row + first, self.row + last) for first, last in table.groups]
        for box in table.boxes:
            self.box(box)
        self.row += table.rows

    def box(self, box: Box) -> None:
        """One cell, merged when it covers several."""
        style, row = self.style(box.role, framed=True), self.row + box.row
        if box.rows > 1 or box.columns > 1:
            self.sheet.merge_range(row, box.column, row + box.rows - 1, box.column + box.columns - 1, "", style)
        if box.text:
            self.sheet.write_string(row, box.column, box.text, style)
        else:
            self.sheet.write_blank(row, box.column, None, style)


def _heights(table: Table, page: Page) -> list[float]:
    """Row heights in points; Excel does not fit merged cells by itself."""
    line = page.size_pt * 1.4
    heights = [line + 6] * table.rows
    for box in sorted(table.boxes, key=lambda each: each.rows):
        width = sum(page.grid_mm[box.column : box.column + box.columns])
        need = lines_needed(box.text, width, page.size_pt) * line + 6
        have = sum(heights[box.row : box.row + box.rows])
        if need > have:
            heights[box.row + box.rows - 1] += need - have
    return [min(height, EXCEL_ROW_LIMIT_PT) for height in heights]
