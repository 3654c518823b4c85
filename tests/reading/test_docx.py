"""Word files: every trap a table can hold."""

import pytest
from small_files import codes, lines, outline, packed, word, word_parts

from hengxiao.core.reading import open_bytes


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def par(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{par(run(text))}</w:tc>"


def raw(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, grid: str = "") -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid.split())
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


SPAN2, START, UP = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_paragraphs_and_tables_stand_in_reading_order() -> None:
    document = word(
        par(run("附表五")) + table(row(cell("指标名称"), cell("指标值"))) + par(run("填报人")) + "<w:sectPr/>"
    )
    assert lines(document) == ["附表五", [["指标名称", "指标值"]], "填报人"]
    assert [(b.place.table, b.place.row) for b in document.blocks] == [(0, 1), (1, 0), (0, 2)]
    assert {b.place.digest for b in document.blocks} == {document.digest}
    assert codes(document) == []


def test_strict_documents_are_read_like_transitional_ones() -> None:
    parts = word_parts(table(row(cell("≥95%"))))
    strict = str(parts["word/document.xml"]).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert lines(open_bytes("表.docx", packed(parts | {"word/document.xml": strict}))) == [[["≥95%"]]]


def test_document_part_is_found_without_relations_and_under_another_name() -> None:
    parts = word_parts(par(run("甲")) + table(row(cell("乙"))))
    content = parts.pop("word/document.xml")
    moved = {
        "_rels/.rels": str(parts["_rels/.rels"]).replace("word/document.xml", "word/main.xml"),
        "word/main.xml": content,
    }
    assert lines(open_bytes("表.docx", packed(moved))) == ["甲", [["乙"]]]
    assert lines(open_bytes("表.docx", packed({"word/document.xml": content}))) == ["甲", [["乙"]]]
    other = {
        "_rels/.rels": str(parts["_rels/.rels"]).replace("/officeDocument", "/metadata"),
        "word/document.xml": content,
    }
    assert lines(open_bytes("表.docx", packed(other))) == ["甲", [["乙"]]]


def test_content_controls_of_every_level_keep_their_text() -> None:
    body = table(
        row(raw(par(control(run("6期")))), raw(control(par(run("2500件")))), control(cell("21人次"))),
        control(row(cell("优秀"), cell("优"), cell("良"))),
    )
    assert lines(word(body)) == [[["6期", "2500件", "21人次"], ["优秀", "优", "良"]]]


def test_prompt_of_an_unfilled_control_is_no_text() -> None:
    prompt = control(run("单击此处输入文字。"), "<w:showingPlcHdr/>")
    shown = control(run("10家"), '<w:showingPlcHdr w:val="0"/>')
    assert lines(word(table(row(raw(par(prompt)), raw(par(shown)), cell("甲"))))) == [[["", "10家", "甲"]]]


def test_tracked_changes_keep_insertions_and_drop_deletions() -> None:
    struck = "<w:del><w:r><w:delText>38个</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('30个')}</w:moveFrom><w:moveTo>{run('（含新增）')}</w:moveTo>"
    body = table(
        row(cell("科普场馆"), raw(par(f"{struck}<w:ins>{run('40个')}</w:ins>{moved}"))),
        row(cell("旧指标"), cell("1个"), properties="<w:del/>"),
        row(cell("新指标"), cell("旧格", "<w:cellDel/>"), cell("2个"), properties="<w:ins/>"),
    )
    assert lines(word(body)) == [[["科普场馆", "40个（含新增）"], ["新指标", "2个"]]]


def test_paragraphs_joined_by_a_deleted_mark_are_one_line() -> None:
    joined = par(run("高级不超过"), "<w:rPr><w:del/></w:rPr>") + par(run("80%")) + par(run("中级不超过90%"))
    assert lines(word(table(row(raw(joined))))) == [[["高级不超过80%\n中级不超过90%"]]]


def test_breaks_tabs_and_odd_hyphens_are_printed_as_seen() -> None:
    pieces = (
        "<w:r><w:t>2020</w:t><w:noBreakHyphen/><w:t>205</w:t><w:br/><w:t>质</w:t><w:softHyphen/><w:t>量\u00a0指标\u200b</w:t>"
        "<w:tab/><w:t>甲</w:t><w:cr/><w:t>乙</w:t></w:r>"
    )
    assert lines(word(table(row(raw(par(pieces)))))) == [[["2020-205\n质量 指标\t甲\n乙"]]]


def test_symbols_are_read_as_the_signs_they_print() -> None:
    symbols = (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t><w:sym w:font="Wingdings" w:char="F0FE"/>'
        '<w:sym w:font="宋体" w:char="2264"/><w:sym w:font="Elsewhere" w:char="F041"/><w:sym w:char="zz"/></w:r>'
    )
    assert lines(word(table(row(raw(par(symbols)))))) == [[["≥95%☑≤��"]]]


def test_fields_show_their_result_and_hide_their_instruction() -> None:
    def mark(kind: str, form: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{form}</w:fldChar></w:r>'

    entries = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="定性"/><w:listEntry w:val="定量"/></w:ddList>'
    first = '<w:ddList><w:listEntry w:val="定性"/></w:ddList>'
    ticked = '<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
    default = '<w:checkBox><w:default w:val="0"/></w:checkBox>'
    body = table(
        row(
            raw(par(mark("begin") + run(" = SUM(ABOVE) ") + mark("separate") + run("100") + mark("end") + run("分"))),
            raw(par(f"<w:fldSimple>{run('95%')}</w:fldSimple>")),
            raw(par(mark("begin", f"<w:ffData>{entries}</w:ffData>") + mark("separate") + mark("end"))),
            raw(par(mark("begin", f"<w:ffData>{first}</w:ffData>") + mark("end"))),
            raw(par(mark("begin", f"<w:ffData>{ticked}</w:ffData>") + mark("end"))),
            raw(par(mark("begin", f"<w:ffData>{default}</w:ffData>") + mark("end"))),
            raw(
                par(mark("begin", "<w:ffData><w:textInput/></w:ffData>") + mark("separate") + run("5次") + mark("end"))
            ),
        ),
        row(raw(par(mark("end") + mark("separate") + mark("begin") + run("INSTRUCTION")) + par(run("下一段")))),
        row(raw(par(mark("other") + run("完")))),
    )
    assert lines(word(body)) == [[["100分", "95%", "定量", "定性", "☑", "□", "5次"], ["下一段"], ["完"]]]


def test_alternative_content_counts_once() -> None:
    def either(choice: str, fallback: str) -> str:
        return (
            f"<mc:AlternateContent><mc:Choice>{choice}</mc:Choice>"
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
        )

    box = f"<w:drawing><w:txbxContent>{par(run('备注：见附件'))}</w:txbxContent></w:drawing>"
    inside = f"<w:txbxContent>{par(run('框内'))}</w:txbxContent>"
    nested = f"<w:pict>{either(inside, '')}</w:pict>"
    body = (
        either(par(run("甲")), par(run("乙")))
        + par(either(run("丙"), run("丁")))
        + par(f"<w:r>{either(box, '<w:pict/>')}</w:r>")
        + table(row(raw(par(run("名称") + f"<w:r>{box}{nested}</w:r>"))))
        + par(f"<w:r>{either('', '<w:t>戊</w:t>')}</w:r>")
        + "<mc:AlternateContent/>"
    )
    assert lines(word(body)) == ["甲", "丙", "备注：见附件", [["名称\n备注：见附件\n框内"]], "戊"]


def test_alternative_content_in_a_cell_counts_once() -> None:
    either = (
        f"<mc:AlternateContent><mc:Choice>{par(run('甲'))}</mc:Choice>"
        f"<mc:Fallback>{par(run('乙'))}</mc:Fallback></mc:AlternateContent>"
    )
    assert lines(word(table(row(raw(either), cell("丙"))))) == [[["甲", "丙"]]]


def test_row_that_ends_early_leaves_its_last_column_free() -> None:
    body = table(
        row(cell("指标名称"), cell("指标值"), cell("备注")),
        row(cell("科技杂志"), cell("6期"), properties='<w:gridAfter w:val="1"/>'),
    )
    assert outline(word(body)) == [
        [
            (1, 1, 1, 1, "指标名称"),
            (1, 2, 1, 1, "指标值"),
            (1, 3, 1, 1, "备注"),
            (2, 1, 1, 1, "科技杂志"),
            (2, 2, 1, 1, "6期"),
        ]
    ]


def test_mathematics_and_reading_aids_are_read_once() -> None:
    math = "<m:oMath><m:r><m:t>≥95</m:t></m:r><m:r><m:t/></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rt>{run('jì')}</w:rt><w:rubyBase>{run('绩')}</w:rubyBase></w:ruby></w:r>"
    assert lines(word(par(math + run("%")) + par(ruby + run("效")) + table(row(cell("甲"))))) == [
        "≥95%",
        "绩效",
        [["甲"]],
    ]


def test_hidden_text_is_left_out_and_said() -> None:
    document = word(table(row(raw(par(run("模板提示", "<w:vanish/>") + run("10家", '<w:vanish w:val="false"/>'))))))
    assert lines(document) == [[["10家"]]]
    assert codes(document) == ["reading.hidden_text"]
    assert codes(word(par(run(" ", "<w:vanish/>")) + table(row(cell("甲"))))) == []


def test_notes_headers_and_comments_are_not_mixed_in() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/><w:commentReference w:id="1"/><w:annotationRef/></w:r>'
    assert lines(word(table(row(raw(par(run("95%") + note)))))) == [[["95%"]]]


def test_page_breaks_are_kept_with_their_paragraph() -> None:
    body = (
        par(run("甲") + '<w:r><w:br w:type="page"/></w:r>')
        + par(run("乙"), "<w:pageBreakBefore/>")
        + par(run("丙"), "<w:sectPr/>")
        + par(run("丁"), '<w:sectPr><w:type w:val="continuous"/></w:sectPr>')
        + table(row(cell("戊")))
    )
    found = [(b.text, b.page_break) for b in word(body).blocks if not hasattr(b, "cells")]
    assert found == [("甲", True), ("乙", True), ("丙", False), ("", True), ("丁", False)]


def test_spans_and_vertical_merges_make_the_grid() -> None:
    body = table(
        row(cell("目标", START), cell("指标值", SPAN2)),
        row(cell("", UP), cell("前年"), cell("上年")),
        row(cell("另一", START), cell("1"), cell("2")),
    )
    assert outline(word(body)) == [
        [
            (1, 1, 2, 1, "目标"),
            (1, 2, 1, 2, "指标值"),
            (2, 2, 1, 1, "前年"),
            (2, 3, 1, 1, "上年"),
            (3, 1, 1, 1, "另一"),
            (3, 2, 1, 1, "1"),
            (3, 3, 1, 1, "2"),
        ]
    ]


def test_text_in_the_continuation_of_a_merge_is_joined() -> None:
    body = table(
        row(cell("产出", START), cell("1")), row(cell("产出", UP), cell("2")), row(cell("指标", UP), cell("3"))
    )
    grid = next(word(body).grids())
    assert [(c.text, c.row_span, c.joined) for c in grid.cells if c.column == 1] == [("产出\n指标", 3, True)]


def test_continuation_without_a_fitting_start_is_a_cell_of_its_own() -> None:
    body = table(row(cell("甲", SPAN2)), row(cell("", UP), cell("乙")), row(cell("", UP), cell("丙")))
    assert outline(word(body)) == [
        [(1, 1, 1, 2, "甲"), (2, 1, 2, 1, ""), (2, 2, 1, 1, "乙"), (3, 2, 1, 1, "丙")],
    ]


def test_merge_goes_on_over_a_row_that_begins_later() -> None:
    before = '<w:gridBefore w:val="1"/><w:wBefore w:w="1000" w:type="dxa"/>'
    body = table(
        row(cell("年度目标01", START), cell("科技杂志"), cell("6期")),
        row(cell("科技宣传片"), cell("5次"), properties=before),
        row(cell("", UP), cell("后勤保障率"), cell("100%")),
        grid="1000 1000 1000",
    )
    assert outline(word(body)) == [
        [
            (1, 1, 3, 1, "年度目标01"),
            (1, 2, 1, 1, "科技杂志"),
            (1, 3, 1, 1, "6期"),
            (2, 2, 1, 1, "科技宣传片"),
            (2, 3, 1, 1, "5次"),
            (3, 2, 1, 1, "后勤保障率"),
            (3, 3, 1, 1, "100%"),
        ]
    ]


def test_old_horizontal_merges_are_one_cell() -> None:
    across, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    body = table(
        row(cell("指标值", across), cell("（万元）", on), cell("备注")), row(cell("甲"), cell("乙"), cell("丙"))
    )
    assert outline(word(body))[0][:2] == [(1, 1, 1, 2, "指标值\n（万元）"), (1, 3, 1, 1, "备注")]
    assert lines(word(table(row(cell("甲", on), cell("乙"))))) == [[["甲", "乙"]]]


def width(twips: int) -> str:
    return f'<w:tcW w:w="{twips}" w:type="dxa"/>'


def test_rows_that_disagree_on_columns_are_laid_by_their_widths() -> None:
    body = table(
        row(cell("项目名称", width(1000)), cell("综合事务", width(3010))),
        row(cell("名称", width(1000)), cell("指标值", width(1500)), cell("标准", width(1500))),
        row(cell("甲", width(1000)), cell("10家", width(1490)), cell("计划", width(1510))),
    )
    expected = [(1, 1, 1, 1, "项目名称"), (1, 2, 1, 2, "综合事务"), (2, 1, 1, 1, "名称"), (2, 2, 1, 1, "指标值")]
    assert outline(word(body))[0][:4] == expected
    assert (
        outline(
            word(body.replace("<w:tblGrid>", '<w:tblGrid><w:gridCol w:w="1000"/>' + 2 * '<w:gridCol w:w="1500"/>'))
        )[0][:4]
        == expected
    )


def test_rows_that_disagree_without_widths_are_laid_from_the_left() -> None:
    wide = '<w:tcW w:w="50" w:type="pct"/>'
    body = table(row(cell("甲", wide), cell("乙")), row(cell("丙"), cell("丁", wide), cell("戊")))
    assert [c.column for c in next(word(body).grids()).cells] == [1, 2, 1, 2, 3]


def test_cell_without_width_of_its_own_takes_one_column() -> None:
    body = table(
        row(cell("甲", width(1000)), cell("乙", width(20)), cell("丙", width(1000))),
        row(cell("丁", width(2020))),
    )
    assert outline(word(body)) == [[(1, 1, 1, 1, "甲"), (1, 2, 1, 1, "乙"), (1, 3, 1, 1, "丙"), (2, 1, 1, 2, "丁")]]


def test_small_nested_table_joins_its_cell() -> None:
    inner = table(row(cell("35项"), cell("（含5项新增）")))
    assert lines(word(table(row(cell("重大科普活动"), raw(inner + par("")))))) == [
        [["重大科普活动", "35项\n（含5项新增）"]]
    ]


def test_nested_form_is_a_grid_of_its_own() -> None:
    inner = table(row(cell("指标"), cell("目标值"), cell("实际值")), row(cell("甲"), cell("1"), cell("2")))
    outer = table(
        row(cell("项目"), cell("科普")),
        row(cell("单位"), cell("厅机关")),
        row(cell("绩效指标"), raw(inner + par(run("见上")))),
    )
    assert lines(word(outer)) == [
        [["项目", "科普"], ["单位", "厅机关"], ["绩效指标", "见上"]],
        [["指标", "目标值", "实际值"], ["甲", "1", "2"]],
    ]


def test_table_that_only_frames_a_form_is_passed_through() -> None:
    inner = table(row(cell("指标"), cell("目标值"), cell("实际值")), row(cell("甲"), cell("1"), cell("2")))
    framed = table(row(raw(par(run("附表")) + table(row(raw(inner + par("")))) + par(""))))
    assert lines(word(framed)) == ["附表", [["指标", "目标值", "实际值"], ["甲", "1", "2"]]]
    small = table(row(cell("项目名称"), cell("综合事务")))
    assert lines(word(table(row(raw(small + par("")))))) == [[["项目名称", "综合事务"]]]


def test_bold_is_taken_from_the_first_text() -> None:
    body = table(
        row(
            raw(par(run(" ", "<w:b/>") + run("标题", "<w:b/>")) + par(run("细目"))),
            raw(par(run("值", '<w:b w:val="0"/>') + run("重", "<w:b/>"))),
            raw(par("<w:r><w:t>无</w:t></w:r>")),
            raw(par("")),
        )
    )
    assert [c.bold for c in next(word(body).grids()).cells] == [True, False, False, False]


def test_table_without_cells_and_rows_without_cells_leave_nothing() -> None:
    assert lines(word(table() + table(row(), row(cell("甲"))) + par(run("完")))) == [[["甲"]], "完"]


def test_absurd_spans_and_sizes_are_bounded() -> None:
    body = table(row(cell("甲", '<w:gridSpan w:val="99999999"/>'), cell("乙", '<w:gridSpan w:val="x"/>')))
    assert next(word(body).grids()).columns == 2
    wide = '<w:gridSpan w:val="900000"/>'
    assert next(word(table(row(cell("甲", wide), cell("乙")))).grids()).columns == 64


def test_table_larger_than_any_form_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengxiao.core.reading.blocks.MAX_AREA", 3)
    assert codes(word(table(row(cell("甲"), cell("乙")), row(cell("丙"), cell("丁"))))) == ["reading.table_too_large"]


def test_cells_without_properties_and_bodies_without_rows() -> None:
    assert lines(
        word("<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")
    ) == [[["", "甲"]]]


def test_part_without_body_is_said_to_be_damaged() -> None:
    parts = word_parts("")
    empty = str(parts["word/document.xml"]).replace("w:body", "w:background")
    assert codes(open_bytes("表.docx", packed(parts | {"word/document.xml": empty}))) == ["reading.truncated"]
