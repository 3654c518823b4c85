"""Binary Word files: text, tables, merges, changes, fields."""

import struct

import pytest
from small_files import codes, lines, outline
from word_binary import Part, cell, container, edges_sprm, line, row_end, sprm, word_file, word_streams

from hengxiao.core.forms.grid import Document, Grid
from hengxiao.core.reading import open_bytes
from hengxiao.core.reading.doc_properties import marks
from hengxiao.core.reading.doc_streams import Piece, Run, WordFile
from hengxiao.core.reading.symbols import sign

DELETED, HIDDEN, BOLD = sprm(0x0800, b"\x01"), sprm(0x083C, b"\x01"), sprm(0x0835, b"\x01")
CONTINUED, RESTARTED, MERGED_LEFT = 0x20, 0x60, 0x02
ROW = [0, 1000, 2000, 3000]


def read(*parts: Part, **options: object) -> Document:
    return open_bytes("表.doc", word_file(list(parts), **options))


def first_cells(document: Document) -> list[tuple[int, int, int, int, str]]:
    grid = next(document.grids())
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in grid.cells]


def test_doc_gives_paragraphs_and_tables_in_reading_order() -> None:
    document = read(
        Part("附表五："),
        cell("指标"),
        cell("值"),
        row_end([0, 1000, 2000]),
        Part("填报人："),
        cell("另表"),
        row_end([0, 900]),
    )
    assert lines(document) == ["附表五：", [["指标", "值"]], "填报人：", [["另表"]]]
    assert [block.place.address for block in document.blocks] == ["正文!第1段", "表1", "正文!第2段", "表2"]
    assert document.format == "doc"
    assert document.findings == ()


def test_doc_text_stored_in_single_bytes_is_read() -> None:
    assert lines(read(Part("Caf\u00e9 \u201cA\u201d \u2014 95%"), cell("A"), row_end(ROW[:2]), compressed=True)) == [
        "Café “A” — 95%",
        [["A"]],
    ]


def test_vertical_merges_become_spans() -> None:
    document = read(
        *(cell("产出"), cell("数量"), row_end([0, 1000, 2000], [RESTARTED, 0])),
        *(cell(""), cell("质量"), row_end([0, 1000, 2000], [CONTINUED, 0])),
        *(cell("效益"), cell("社会"), row_end([0, 1000, 2000], [RESTARTED, 0])),
    )
    assert first_cells(document) == [
        (1, 1, 2, 1, "产出"), (1, 2, 1, 1, "数量"), (2, 2, 1, 1, "质量"), (3, 1, 1, 1, "效益"), (3, 2, 1, 1, "社会"),
    ]  # fmt: skip


def test_text_in_a_continued_cell_is_kept() -> None:
    document = read(
        *(cell("产出"), row_end([0, 1000], [RESTARTED])),
        *(cell("另写"), row_end([0, 1000], [CONTINUED])),
    )
    assert first_cells(document) == [(1, 1, 2, 1, "产出\n另写")]
    assert next(document.grids()).cells[0].joined


def test_a_merge_goes_on_over_a_row_that_leaves_its_columns_free() -> None:
    document = read(
        *(cell("产出"), cell("甲"), row_end([0, 1000, 2000], [RESTARTED, 0])),
        *(cell("乙"), row_end([1000, 2000])),
        *(cell(""), cell("丙"), row_end([0, 1000, 2000], [CONTINUED, 0])),
    )
    assert first_cells(document) == [(1, 1, 3, 1, "产出"), (1, 2, 1, 1, "甲"), (2, 2, 1, 1, "乙"), (3, 2, 1, 1, "丙")]


def test_horizontal_merges_and_wide_cells_become_spans() -> None:
    document = read(
        *(cell("指标值"), cell(""), cell("单位"), row_end(ROW, [0x01, MERGED_LEFT, 0])),
        *(cell("前年"), cell("上年"), cell("预计"), row_end(ROW)),
        *(cell("整行"), row_end([0, 3000])),
    )
    assert first_cells(document) == [
        (1, 1, 1, 2, "指标值"), (1, 3, 1, 1, "单位"),
        (2, 1, 1, 1, "前年"), (2, 2, 1, 1, "上年"), (2, 3, 1, 1, "预计"), (3, 1, 1, 3, "整行"),
    ]  # fmt: skip


def test_merges_made_by_later_modifiers_count() -> None:
    merge_cells, merge_down = sprm(0x5624, b"\x00\x02"), sprm(0xD62B, b"\x02\x02\x03")
    beyond = sprm(0xD62B, b"\x02\x09\x03")
    document = read(
        *(cell("宽"), cell(""), cell("高"), row_end(ROW, more=merge_cells + merge_down + beyond)),
        *(cell("甲"), cell("乙"), cell(""), row_end(ROW, [0, 0, CONTINUED])),
    )
    assert first_cells(document) == [(1, 1, 1, 2, "宽"), (1, 3, 2, 1, "高"), (2, 1, 1, 1, "甲"), (2, 2, 1, 1, "乙")]


def test_edges_that_nearly_agree_are_one_column_edge() -> None:
    document = read(
        *(cell("甲"), cell("乙"), row_end([0, 1000, 2000])),
        *(cell("丙"), cell("丁"), row_end([8, 1012, 1995])),
    )
    assert lines(document) == [[["甲", "乙"], ["丙", "丁"]]]


def test_edges_of_one_row_are_never_put_together() -> None:
    document = read(
        *(cell("甲"), cell("细"), cell("乙"), row_end([0, 1000, 1012, 2000])),
        *(cell("丙"), cell("丁"), row_end([0, 1006, 2000])),
    )
    assert next(document.grids()).columns == 3


def test_a_row_without_widths_takes_those_of_the_row_before() -> None:
    document = read(*(cell("宽"), cell("窄"), row_end([0, 2000, 3000])), *(cell("甲"), cell("乙"), row_end(None)))
    assert lines(document) == [[["宽", "窄"], ["甲", "乙"]]]
    assert codes(document) == []


@pytest.mark.parametrize("edges", [None, [0, 1000, 900, 3000], []])
def test_a_row_whose_columns_are_unknown_is_said(edges: list[int] | None) -> None:
    document = read(*(cell("整行"), row_end([0, 3000])), *(cell("甲"), cell("乙"), cell("丙"), row_end(edges)))
    assert lines(document)[0][1] == ["甲", "乙", "丙"]
    assert [(found.code, found.place.row) for found in document.findings if found.place] == [
        ("reading.row_without_columns", 2)
    ]


def test_more_cells_than_columns_are_kept_in_the_last_and_said() -> None:
    document = read(cell("甲"), cell("乙"), cell("丙"), row_end([0, 1000, 2000]))
    assert lines(document) == [[["甲", "乙\n丙"]]]
    assert codes(document) == ["reading.row_without_columns"]


def test_paragraphs_of_a_cell_are_lines_and_breaks_are_kept() -> None:
    document = read(line("高级不超过80%、"), cell("中级\x0b不超过90%"), cell("a\x1eb\x1fc"), row_end([0, 1000, 2000]))
    assert lines(document) == [[["高级不超过80%、\n中级\n不超过90%", "a-bc"]]]


def test_a_page_break_is_told() -> None:
    document = read(Part("前", "\x0c"), Part("后"))
    assert [(block.text, block.page_break) for block in document.blocks if not isinstance(block, Grid)] == [
        ("前", True),
        ("后", False),
    ]


def test_deleted_text_is_dropped_and_inserted_text_kept() -> None:
    document = read(cell("38个40个", runs=[(0, 3, DELETED), (3, 6, sprm(0x0801, b"\x01"))]), row_end([0, 1000]))
    assert lines(document) == [[["40个"]]]
    assert codes(document) == []


def test_a_deleted_paragraph_mark_joins_the_paragraphs() -> None:
    document = read(Part("项目", runs=[(2, 3, DELETED)]), Part("名称"))
    assert lines(document) == ["项目名称"]


def test_a_deleted_row_is_dropped() -> None:
    gone = row_end([0, 1000])
    gone.runs = [(0, 1, DELETED)]
    document = read(*(cell("留"), row_end([0, 1000])), *(cell("删", runs=[(0, 2, DELETED)]), gone))
    assert lines(document) == [[["留"]]]


def test_a_table_whose_rows_are_all_deleted_is_gone() -> None:
    gone = row_end([0, 1000])
    gone.runs = [(0, 1, DELETED)]
    assert outline(read(Part("前"), cell("删"), gone, Part("后"))) == ["前", "后"]


def test_marks_reach_over_pieces() -> None:
    word = WordFile(
        pieces=(Piece(0, 2, 100, 2), Piece(2, 4, 200, 2), Piece(4, 6, 40, 2)),
        characters=(Run(102, 202, DELETED), Run(300, 310, DELETED), Run(0, 9, b"")),
    )
    assert marks(word).absent == [(1, 2), (2, 3)]


def test_hidden_text_is_left_out_and_said() -> None:
    document = read(Part("可见隐藏", runs=[(2, 4, HIDDEN)]), cell("甲"), row_end([0, 1000]))
    assert lines(document) == ["可见", [["甲"]]]
    assert codes(document) == ["reading.hidden_text"]


def test_bold_cells_are_marked() -> None:
    document = read(cell("指标", runs=[(0, 2, BOLD)]), cell("值"), row_end([0, 1000, 2000]))
    assert [cell.bold for cell in next(document.grids()).cells] == [True, False]


def test_symbol_font_characters_become_the_signs_they_print() -> None:
    def symbol(font: int, code: int) -> bytes:
        return sprm(0x6A09, struct.pack("<HH", font, code))

    runs_ = [(0, 1, symbol(1, 0xF0B3)), (4, 5, symbol(2, 0xF0A3)), (5, 6, symbol(9, 0xF0A3))]
    document = read(cell("(95%((", runs=runs_), row_end([0, 1000]), fonts=("宋体", "Symbol", "Wingdings 2"))
    assert lines(document) == [[["≥95%□�"]]]


def test_a_deleted_symbol_is_dropped() -> None:
    document = read(
        cell("(95%", runs=[(0, 1, DELETED + sprm(0x6A09, b"\x00\x00\xb3\xf0"))]), row_end([0, 1000]), fonts=("Symbol",)
    )
    assert lines(document) == [[["95%"]]]


def test_unknown_symbols_are_not_guessed() -> None:
    assert sign("Webdings", 0xF061) == "�"


def test_field_codes_are_left_out() -> None:
    document = read(
        Part("第\x13 PAGE \\* \x13 NUM \x14x\x15 \x144\x15页\x14\x15"),
        cell("\x13 FORMTEXT \x01\x1495%\x15"),
        row_end([0, 1000]),
    )
    assert lines(document) == ["第4页", [["95%"]]]


def test_a_form_field_written_repeatedly_is_taken_once_and_said() -> None:
    filled = "\x13 FORMTEXT \x01\x1421人次\x15"
    document = read(
        line(filled + "人次" + filled), cell(filled), cell(filled + "和\x13 FORMTEXT \x145个\x15"), row_end(ROW[:3])
    )
    assert lines(document) == [[["21人次", "21人次和5个"]]]
    assert [found.facts for found in document.findings] == [{"text": "21人次"}]
    assert codes(document) == ["reading.field_repeated"]


def test_a_small_table_in_a_cell_is_part_of_its_text() -> None:
    document = read(
        *(cell("名称"), cell("35项", depth=2), row_end([0, 500], depth=2), cell(""), row_end([0, 1000, 2000])),
    )
    assert lines(document) == [[["名称", "35项"]]]


def inner_form(*rows: tuple[str, ...]) -> list[Part]:
    parts = []
    for row in rows:
        parts += [cell(text, depth=2) for text in row]
        parts.append(row_end([0, 300, 600, 900][: len(row) + 1], depth=2))
    return parts


def test_a_form_in_a_cell_follows_its_table() -> None:
    inner = inner_form(("一级", "二级", "值"), ("产出", "数量", "95%"))
    document = read(
        *(cell("项目"), cell("甲"), row_end([0, 1000, 2000])),
        *(cell("编码"), cell("001"), row_end([0, 1000, 2000])),
        *(cell("指标"), *inner, cell(""), row_end([0, 1000, 2000])),
    )
    assert lines(document) == [
        [["项目", "甲"], ["编码", "001"], ["指标", ""]],
        [["一级", "二级", "值"], ["产出", "数量", "95%"]],
    ]


def test_a_table_that_only_frames_others_is_passed_through() -> None:
    inner = inner_form(("一级", "二级", "值"), ("产出", "数量", "95%"))
    document = read(line("绩效目标表"), *inner, cell("填报人："), row_end([0, 1000]))
    assert lines(document) == ["绩效目标表", [["一级", "二级", "值"], ["产出", "数量", "95%"]], "填报人："]


def test_small_tables_in_a_frame_are_tables() -> None:
    inner = inner_form(("一级", "二级", "值"), ("产出", "数量", "95%"))
    small = [cell("小", depth=2), row_end([0, 500], depth=2)]
    document = read(*small, line("间"), *inner, cell("尾"), row_end([0, 1000]))
    assert lines(document) == [[["小"]], "间", [["一级", "二级", "值"], ["产出", "数量", "95%"]], "尾"]


def test_row_properties_kept_in_the_data_stream_are_found() -> None:
    long_ = edges_sprm([0, 1000, 2000], [0, 0])
    end = row_end(None, more=sprm(0x646B, struct.pack("<I", 4)))
    streams = word_streams([cell("甲"), cell("乙"), end, cell("整行"), row_end([0, 2000])])
    streams["Data"] = bytearray(4) + struct.pack("<H", len(long_)) + long_
    document = open_bytes("表.doc", container(streams))
    assert first_cells(document) == [(1, 1, 1, 1, "甲"), (1, 2, 1, 1, "乙"), (2, 1, 1, 2, "整行")]


def test_properties_of_a_fast_save_count() -> None:
    shared = sprm(0x2416, b"\x01")
    prefix = b"\x01" + struct.pack("<H", len(shared)) + shared
    document = read(Part("段"), Part("落"), prefix=prefix, prm=1)
    assert lines(document) == [[["段\n落"]]]
    assert codes(document) == ["reading.row_without_columns", "reading.doc_damaged"]


def test_text_boxes_follow_the_text() -> None:
    assert lines(read(Part("正文"), Part("文本框"), boxes=1)) == ["正文", "文本框"]


def test_tables_nested_beyond_measure_are_damage_that_ends() -> None:
    deep = Part("深", "\r", sprm(0x2416, b"\x01") + sprm(0x6649, b"\xff\xff\xff\xff"))
    document = read(deep, cell("甲"), row_end([0, 1000]))
    assert "深" in str(lines(document))


def test_other_modifiers_and_empty_row_definitions_change_nothing() -> None:
    more = sprm(0xD608, b"\x02\x00\x00") + sprm(0x9602, b"\x6c\x00")
    assert lines(read(cell("甲"), row_end(None, more=more)))[0] == [["甲"]]


def test_characters_beyond_the_basic_plane_are_whole() -> None:
    assert lines(read(Part("𠮷字"))) == ["𠮷字"]


def test_text_without_a_last_mark_is_read() -> None:
    assert lines(read(Part("无尾", ""))) == ["无尾"]
