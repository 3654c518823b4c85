"""Excel 97–2003 workbooks, .xls (旧版 Excel 工作簿): xlrd with formats and merges."""

from __future__ import annotations

import io
from typing import Any

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.reading.number_formats import BUILT_IN, shown
from hengxiao.core.reading.sheets import Sheet, Slot, lay
from hengxiao.core.targets.places import Place


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of an .xls file (读取 .xls): one grid for every visible worksheet.

    Raises:
        UnreadableError: the workbook is damaged or protected by a password.
    """
    import xlrd

    out = Assembly(place)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        code = "reading.encrypted" if "encrypted" in str(error) else "reading.truncated"
        raise UnreadableError(code, part="Workbook") from error
    for source in book.sheets():
        if source.visibility:
            out.find("reading.hidden_sheet", sheet=source.name)
        else:
            lay(read_sheet(book, source), out)
    return out.result()


def read_sheet(book: Any, source: Any) -> Sheet:
    """One worksheet (读取工作表)."""
    from xlrd import XL_CELL_BLANK, XL_CELL_EMPTY

    sheet, unfilled = Sheet(source.name), frozenset((XL_CELL_EMPTY, XL_CELL_BLANK))
    for row in range(source.nrows):
        kinds = source.row_types(row)
        if unfilled.issuperset(kinds):
            continue
        for column, kind in enumerate(kinds):
            slot = (row + 1, column + 1)
            if kind not in unfilled:
                cell = source.cell(row, column)
                heavy = book.font_list[book.xf_list[cell.xf_index].font_index].bold
                sheet.put(slot, clean(cell_text(book, sheet, cell, slot)), bool(heavy))
            elif kind == XL_CELL_BLANK:
                sheet.put(slot, "")
    sheet.merges.extend((top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells)
    sheet.hidden_rows.update(row + 1 for row, info in source.rowinfo_map.items() if info.hidden)
    sheet.hidden_columns.update(column + 1 for column, info in source.colinfo_map.items() if info.hidden)
    return sheet


def cell_text(book: Any, sheet: Sheet, cell: Any, slot: Slot) -> str:
    """Text a cell shows (单元格显示文字)."""
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        number = book.xf_list[cell.xf_index].format_key
        code = book.format_map[number].format_str or BUILT_IN.get(number, "General")
        return shown(repr(cell.value), code, bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = str(xlrd.error_text_from_code.get(cell.value, "#?"))
        sheet.errors.append((slot, text))
        return text
    return str(cell.value)
