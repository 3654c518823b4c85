"""Excel 97–2003 workbooks, .xls (旧版 Excel 工作簿): xlrd with formats and merges."""

from __future__ import annotations

import io
from typing import Any

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.reading.number_formats import shown
from hengxiao.core.reading.sheets import Sheet, lay
from hengxiao.core.targets.places import Place


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of an .xls file (读取 .xls): one grid for every visible worksheet.

    Raises:
        UnreadableError: the workbook is damaged or protected by a password.
    """
    import xlrd

    out = Assembly(place)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=False)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableError("reading.encrypted") from error
        raise UnreadableError("reading.truncated", part="Workbook") from error
    for source in book.sheets():
        if source.visibility:
            out.find("reading.hidden_sheet", sheet=source.name)
        else:
            lay(read_sheet(book, source), out)
    return out.result()


def read_sheet(book: Any, source: Any) -> Sheet:
    """One worksheet."""
    sheet = Sheet(source.name)
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row), 1):
            style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
            text = cell_text(book, sheet, cell, style, row + 1, column)
            sheet.put(row + 1, column, clean(text), style is not None and bool(book.font_list[style.font_index].bold))
    sheet.merges.extend((top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells)
    sheet.hidden_rows.update(row + 1 for row, info in source.rowinfo_map.items() if info.hidden)
    for column, info in source.colinfo_map.items():
        if info.hidden:
            sheet.hide_columns(column + 1, column + 1)
    return sheet


def cell_text(book: Any, sheet: Sheet, cell: Any, style: Any, row: int, column: int) -> str:
    """Text a cell shows."""
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        code = book.format_map[style.format_key].format_str if style is not None else "General"
        return shown(repr(cell.value), code, bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#?")
        sheet.errors.append((row, column, text))
        return str(text)
    return str(cell.value)
