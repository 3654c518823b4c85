"""Excel 97–2003 workbooks: formats, merges, what is hidden."""

import io
from collections.abc import Callable
from typing import Any

import xlwt
from small_files import codes, lines, outline

from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import open_bytes


def workbook(fill: Callable[[Any], None]) -> Document:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return open_bytes("表.xls", buffer.getvalue())


def test_numbers_dates_and_merges_show_as_printed() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("附表五")
        bold = xlwt.easyxf("font: bold on")
        sheet.write_merge(0, 1, 0, 0, "产出", bold)
        sheet.write(0, 1, 0.95, xlwt.easyxf(num_format_str="0%"))
        sheet.write(0, 2, 44196, xlwt.easyxf(num_format_str='yyyy"年"m"月"'))
        sheet.write(1, 1, True)
        sheet.write(1, 2, 10)
        sheet.write(1, 3, None, bold)
        sheet.write(3, 2, "完")
        sheet.write(5, 0, None, bold)

    document = workbook(fill)
    assert outline(document) == [
        [
            (1, 1, 2, 1, "产出"),
            (1, 2, 1, 1, "95%"),
            (1, 3, 1, 1, "2020年12月"),
            (2, 2, 1, 1, "TRUE"),
            (2, 3, 1, 1, "10"),
            (4, 3, 1, 1, "完"),
        ]
    ]
    grid = next(document.grids())
    assert (grid.cells[0].bold, grid.place.at(1, 2).address, codes(document)) == (True, "附表五!B1", [])


def test_false_and_errors_are_read_as_shown() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("表")
        sheet.write(0, 0, False)
        sheet.row(0).set_cell_error(1, 0x17)

    document = workbook(fill)
    assert (lines(document), codes(document)) == ([[["FALSE", "#REF!"]]], ["reading.formula_error"])


def test_hidden_sheets_rows_and_columns_are_said() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("表")
        for row in range(3):
            for column in range(3):
                sheet.write(row, column, f"{row}{column}")
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True
        book.add_sheet("代码").visibility = 1

    document = workbook(fill)
    assert lines(document) == [[["00", "01"], [], ["20", "21"]]]
    assert codes(document) == ["reading.hidden_cells", "reading.hidden_sheet"]


def test_formats_of_the_locale_have_built_in_codes() -> None:
    def fill(book: Any) -> None:
        style = xlwt.easyxf(num_format_str="General")
        sheet = book.add_sheet("表")
        sheet.write(0, 0, 44196, style)

    assert lines(workbook(fill)) == [[["44196"]]]


def test_damaged_workbook_is_said() -> None:
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "甲")
    buffer = io.BytesIO()
    book.save(buffer)
    data = bytearray(buffer.getvalue())
    data[512:516] = b"\xff\xff\xff\xff"
    assert codes(open_bytes("表.xls", bytes(data))) == ["reading.truncated"]


def test_workbook_with_a_password_is_said() -> None:
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "甲")
    buffer = io.BytesIO()
    book.save(buffer)
    data = bytearray(buffer.getvalue())
    second_record = 512 + 20
    data[second_record : second_record + 2] = b"\x2f\x00"
    assert codes(open_bytes("表.xls", bytes(data))) == ["reading.encrypted"]
