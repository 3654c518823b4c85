"""Web pages: spans, nesting, what is hidden, encodings."""

import pytest
from small_files import codes, lines, outline, page

from hengxiao.core.reading import open_bytes


def test_paragraphs_and_tables_stand_in_reading_order() -> None:
    document = page(
        "<h2>附表五</h2><p>填报<b>单位</b>：科技厅<br>2020年</p>散文<table><tr><td>甲</td></tr></table><div>完<span>毕</span></div>"
    )
    assert lines(document) == ["附表五", "填报单位：科技厅\n2020年", "散文", [["甲"]], "完毕"]
    assert codes(document) == []


def test_row_and_column_spans_are_laid_as_browsers_do() -> None:
    document = page(
        "<table><thead><tr><th rowspan=2>指标</th><td colspan='2'>指标值</td></tr></thead>"
        "<tbody><tr><td>前年</td><td>上年</td></tr></tbody>"
        "<tr><td rowspan=0>产出</td><td>1</td><td colspan=x>2</td></tr><tr><td>3</td><td rowspan=9>4</td></tr></table>"
    )
    assert outline(document) == [
        [
            (1, 1, 2, 1, "指标"),
            (1, 2, 1, 2, "指标值"),
            (2, 2, 1, 1, "前年"),
            (2, 3, 1, 1, "上年"),
            (3, 1, 2, 1, "产出"),
            (3, 2, 1, 1, "1"),
            (3, 3, 1, 1, "2"),
            (4, 2, 1, 1, "3"),
            (4, 3, 1, 1, "4"),
        ]
    ]
    assert [cell.bold for cell in next(document.grids()).cells][:2] == [True, False]


def test_white_space_is_shown_as_browsers_do() -> None:
    document = page(
        "<table><tr><td>机关日常\n   运转率</td><td>a\n b</td><td>甲&nbsp;&nbsp;乙<br/>丙<p>丁</p></td><td><p>&nbsp;</p></td></tr></table>"
    )
    assert lines(document) == [[["机关日常运转率", "a b", "甲  乙\n丙\n丁", ""]]]


def test_what_is_not_shown_is_left_out() -> None:
    document = page(
        "<style>p{}</style><script>x</script><p hidden>甲</p><p style='display: none'>乙</p><table style='mso-hide:all'><tr><td>x</td></tr></table>"
        "<table><tr style='display:none'><td>a</td><td>b</td></tr><tr><td>丙</td><td style='visibility:hidden'>丁</td></tr>"
        "<tbody hidden><tr><td>z</td></tr></tbody><caption hidden>题</caption></table><!-- c --><?pi x?>"
    )
    assert lines(document) == [[["丙"]]]


def test_entry_fields_show_their_content() -> None:
    document = page(
        "<table><tr><td><input value='95%'></td><td><input type=hidden value=x></td>"
        "<td><select><option>甲</option><option selected>乙</option></select></td><td><textarea>说明</textarea></td></tr></table>"
        "<p>年度：<input type='text' value='2020'></p>"
    )
    assert lines(document) == [[["95%", "", "乙", "说明"]], "年度：2020"]


def test_caption_stands_before_its_table() -> None:
    assert lines(page("<table><caption>长期绩效目标表</caption><tr><td>甲</td></tr></table>")) == [
        "长期绩效目标表",
        [["甲"]],
    ]


FORM = "<table><tr><td>指标</td><td>目标值</td><td>实际值</td></tr><tr><td>甲</td><td>1</td><td>2</td></tr></table>"
READ = [["指标", "目标值", "实际值"], ["甲", "1", "2"]]


def test_table_used_for_layout_is_passed_through() -> None:
    frame = f"<table><tr><td>导航</td></tr><tr><td><div>正文{FORM}</div></td></tr></table>"
    assert lines(page(frame)) == ["导航", "正文", READ]
    assert lines(page(f"<table><tr><td>{frame}</td></tr></table>")) == ["导航", "正文", READ]
    small = "<table><tr><td>项目名称</td><td>综合事务</td></tr></table>"
    assert lines(page(f"<table><tr><td>{small}</td></tr></table>")) == [[["项目名称", "综合事务"]]]


def test_form_inside_a_form_is_a_grid_of_its_own() -> None:
    outer = f"<table><tr><td>项目</td><td>科普</td></tr><tr><td>单位</td><td>厅</td></tr><tr><td>指标</td><td>见表{FORM}</td></tr></table>"
    assert lines(page(outer)) == [[["项目", "科普"], ["单位", "厅"], ["指标", "见表"]], READ]


def test_small_table_inside_a_cell_joins_its_text() -> None:
    inner = "<table><tr><td>35项</td></tr><tr><td>新增5项</td></tr></table>"
    assert lines(page(f"<table><tr><td>活动</td><td>{inner}</td></tr></table>")) == [[["活动", "35项\n新增5项"]]]


def test_table_without_rows_is_plain_text() -> None:
    assert lines(page("<table>散字<tr></tr></table><table><tr><td>甲</td></tr></table>"))[-1] == [["甲"]]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_encodings_are_found_by_mark_declaration_or_fit(name: str) -> None:
    declared = "big5" if name == "big5" else "gb2312"
    source = f'<?xml version="1.0"?><html><head><meta charset="{declared}"></head><body><table><tr><td>數量95%</td></tr></table></body></html>'
    document = open_bytes("表.htm", source.encode(name))
    assert (lines(document), codes(document)) == ([[["數量95%"]]], [])


def test_page_in_two_encodings_is_said() -> None:
    document = open_bytes(
        "表.html", "<table><tr><td>产出指标\n</td><td>".encode() + "效益指标</td></tr></table>".encode("gb18030")
    )
    assert (lines(document), codes(document)) == ([[["产出指标", "效益指标"]]], ["reading.mixed_encoding"])


def test_page_nested_beyond_measure_is_said_to_be_cut() -> None:
    document = page("<div>" * 400 + "甲")
    assert codes(document) == ["reading.page_cut"]


def test_spans_beyond_measure_are_bounded() -> None:
    big, small = "<td rowspan=1000 colspan=1000>甲</td>", "<td>乙</td>"
    document = page(f"<table><tr>{small}{big}</tr>{f'<tr>{small}</tr>' * 999}</table>")
    assert codes(document) == ["reading.table_too_large"]


def test_page_without_any_content_is_empty() -> None:
    assert codes(open_bytes("表.html", b"<html>")) == ["reading.empty"]
    assert codes(open_bytes("表.html", b"<!doctype html><!-- -->")) == ["reading.empty"]


def test_web_archive_is_read_like_its_page() -> None:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    part = 'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    body = "PHRhYmxlPjx0cj48dGQ+sPy4xzwvdGQ+PC90cj48L3RhYmxlPg==\r\n--x--\r\n"
    assert lines(open_bytes("表.mht", (head + part + body).encode())) == [[["包盖"]]]
    bare = "From: <由 IE 保存>\r\nContent-Type: text/html\r\n\r\n<meta charset=gbk><table><tr><td>甲</td></tr></table>"
    document = open_bytes("表.doc", bare.encode("gbk"))
    assert (lines(document), codes(document)) == ([[["甲"]]], ["reading.wrong_extension"])
    assert codes(open_bytes("表.mht", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\ntext/html")) == [
        "reading.unknown_type"
    ]


def test_page_that_hides_itself_as_a_whole_is_read_all_the_same() -> None:
    document = open_bytes("表.html", "<html style='display:none'><body><p>说明</p></body></html>".encode())
    assert lines(document) == ["说明"]
