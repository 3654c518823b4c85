"""Excel workbooks: printed texts, true addresses, bounded by what is used."""

import pytest
from small_files import codes, lines, outline, packed, sheet, sheet_parts

from hengxiao.core.reading import open_bytes

PERCENT = (
    '<numFmts><numFmt numFmtId="180" formatCode="0.0%"/></numFmts>'
    '<fonts><font/><font><b/></font><font><b val="0"/></font></fonts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9" fontId="1"/><xf numFmtId="180" fontId="2"/><xf numFmtId="x"/></cellXfs>'
)


def number(address: str, value: str, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def string(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_numbers_show_by_the_format_of_their_style() -> None:
    row = f'<row r="3">{number("B3", "0.95", 1)}{number("C3", "0.955", 2)}{number("D3", "0.3", 9)}{number("E3", "7", 3)}</row>'
    document = sheet(row, styles=PERCENT)
    assert outline(document) == [[(3, 2, 1, 1, "95%"), (3, 3, 1, 1, "95.5%"), (3, 4, 1, 1, "0.3"), (3, 5, 1, 1, "7")]]
    assert [cell.bold for cell in next(document.grids()).cells] == [True, False, False, False]
    grid = next(document.grids())
    assert (grid.place.sheet, grid.place.at(3, 2).address) == ("附表五", "附表五!B3")


def test_texts_are_shared_inline_or_results_of_formulas() -> None:
    texts = "<si><t>机关_x000D_日常</t></si><si><r><t>≥</t></r><r><t>95%</t></r><rPh><t>x</t></rPh></si><si/>"
    row = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>9</v></c>'
        '<c r="D1" t="inlineStr"><is><t>=100%</t></is></c><c r="E1" t="str"><f>A1</f><v>10家</v></c>'
        '<c r="F1" t="b"><v>1</v></c><c r="G1" t="s"><v>2</v></c><c r="H1" t="str"><f>A1</f></c></row>'
    )
    assert lines(sheet(row, texts=texts)) == [[["机关\n日常", "≥95%", "", "=100%", "10家", "TRUE"]]]
    assert codes(sheet(row, texts=texts)) == []


def test_merges_keep_true_addresses_and_are_cut_to_the_used_area() -> None:
    rows = f'<row r="1">{string("A1", "产出")}{string("B1", "10家")}</row><row r="2">{string("B2", "20家")}</row>'
    merges = '<mergeCells><mergeCell ref="A1:A9"/><mergeCell ref="A2:B2"/><mergeCell ref="K1:XFD1048576"/><mergeCell ref="?"/></mergeCells>'
    assert outline(sheet(rows, after=merges)) == [[(1, 1, 2, 1, "产出"), (1, 2, 1, 1, "10家"), (2, 2, 1, 1, "20家")]]


def test_blank_formatted_cells_count_only_inside_the_used_area() -> None:
    rows = f'<row r="1">{string("B1", "名称")}<c r="A1" s="1"/><c r="F1"/></row><row r="2"><c r="A2"/></row>'
    assert outline(sheet(rows)) == [[(1, 1, 1, 1, ""), (1, 2, 1, 1, "名称")]]


def test_cells_and_rows_without_addresses_follow_each_other() -> None:
    rows = '<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>1</v></c></row><row><c r="1"><v>2</v></c><x/></row>'
    assert outline(sheet(rows)) == [[(1, 1, 1, 1, "甲"), (1, 2, 1, 1, "1"), (2, 1, 1, 1, "2")]]


def test_formula_without_result_and_formula_error_are_said_with_their_place() -> None:
    rows = '<row r="4"><c r="B4"><f>SUM(B1:B3)</f></c><c r="C4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    document = sheet(rows)
    assert codes(document) == ["reading.formula_unread", "reading.formula_error"]
    assert [finding.place.address for finding in document.findings if finding.place] == ["附表五!B4", "附表五!C4"]


def test_hidden_rows_and_columns_are_left_out_and_said() -> None:
    rows = (
        f'<row r="1">{string("A1", "甲")}{string("B1", "乙")}{string("C1", "丙")}</row>'
        f'<row r="2" hidden="1">{string("A2", "丁")}<c r="C2"/></row><row r="3" hidden="0">{string("C3", "戊")}</row>'
    )
    document = sheet(rows, before='<cols><col min="2" max="2" hidden="1"/><col min="3" max="3"/></cols>')
    assert lines(document) == [[["甲", "丙"], [], ["戊"]]]
    assert codes(document) == ["reading.hidden_cells"]
    assert document.findings[0].facts == {"cells": "B1、A2"}


def test_merged_cell_that_reaches_out_of_a_hidden_column_is_shown() -> None:
    rows = f'<row r="1">{string("A1", "标题")}{string("B1", "")}{string("C1", "完")}</row>'
    document = sheet(
        rows,
        before='<cols><col min="1" max="1" hidden="true"/></cols>',
        after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    )
    assert (outline(document), codes(document)) == ([[(1, 1, 1, 2, "标题"), (1, 3, 1, 1, "完")]], [])


def test_hidden_empty_and_missing_sheets_are_said() -> None:
    book = (
        '<workbookPr date1904="1"/><sheets><sheet name="表" r:id="r0"/><sheet name="代码" state="hidden" r:id="r0"/>'
        '<sheet name="丢失" r:id="r9"/><sheet name="图" r:id="r1"/></sheets>'
    )
    document = sheet("", book=book)
    assert codes(document) == ["reading.empty_sheet", "reading.hidden_sheet", "reading.sheet_missing"]
    assert sheet(
        f'<row r="1">{number("A1", "1", 1)}</row>', book=book, styles='<cellXfs><xf/><xf numFmtId="14"/></cellXfs>'
    ).blocks


def test_workbook_without_styles_texts_or_relations_of_its_own() -> None:
    parts = sheet_parts(f'<row r="1">{number("A1", "0.5", 1)}</row>')
    for name in ("xl/styles.xml", "xl/sharedStrings.xml"):
        del parts[name]
    assert lines(open_bytes("表.xlsx", packed(parts))) == [[["0.5"]]]
    del parts["_rels/.rels"], parts["xl/_rels/workbook.xml.rels"]
    assert codes(open_bytes("表.xlsx", packed(parts))) == ["reading.sheet_missing"]


def test_strict_workbooks_are_read_like_transitional_ones() -> None:
    transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    parts = {
        k: str(v).replace(transitional, strict)
        for k, v in sheet_parts(f'<row r="1">{string("A1", "甲")}</row>').items()
    }
    assert lines(open_bytes("表.xlsx", packed(parts))) == [[["甲"]]]


def test_far_away_content_is_said_and_not_read() -> None:
    rows = f'<row r="1">{string("A1", "甲")}{string("ZZ1", "远")}</row><row r="900000"><c r="A900000"/>{string("B900000", "底")}</row>'
    document = sheet(rows)
    assert (lines(document), codes(document)) == ([[["甲"]]], ["reading.sheet_too_large"])
    assert document.findings[0].place and document.findings[0].place.address == "附表五!ZZ1"


def test_a_million_empty_rows_cost_little() -> None:
    empty = "".join(
        f'<row r="{n}" spans="1:9"/><row r="{n + 1}"><c r="A{n + 1}" s="1"/></row>' for n in range(2, 200_000, 2)
    )
    document = sheet(f'<row r="1">{string("A1", "甲")}</row>{empty}')
    assert (lines(document), codes(document)) == ([[["甲"]]], ["reading.empty_rows"])


def test_damaged_sheet_and_declared_entities_are_refused() -> None:
    parts = sheet_parts(f'<row r="1">{string("A1", "甲")}</row>')
    whole = str(parts["xl/worksheets/sheet1.xml"])
    assert codes(open_bytes("表.xlsx", packed(parts | {"xl/worksheets/sheet1.xml": whole[:-30]}))) == [
        "reading.truncated"
    ]
    declared = '<!DOCTYPE x [<!ENTITY e "甲">]>' + whole
    assert codes(open_bytes("表.xlsx", packed(parts | {"xl/worksheets/sheet1.xml": declared}))) == ["reading.entities"]


def test_sheet_larger_than_any_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengxiao.core.reading.xlsx.MAX_TREE", 100)
    assert codes(sheet(f'<row r="1">{string("A1", "甲")}</row>')) == ["reading.too_large"]


def test_addresses_that_are_none_count_as_missing() -> None:
    rows = '<row r="x"><c r="é1" t="inlineStr"><is><t>甲</t></is></c><c r="ABCDE9"><v>1</v></c></row>'
    document = sheet(rows)
    assert (lines(document), codes(document)) == ([[["甲"]]], ["reading.sheet_too_large"])
