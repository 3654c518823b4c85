"""PDF files: tables on one page, text around them, characters, and files that cannot be read."""

import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_drawn import HEIGHT, WIDTH, Page, pdf
from small_files import codes, lines, outline

from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import open_bytes
from hengxiao.core.reading import pdf as reader

XS = [50.0, 150.0, 250.0, 400.0, 500.0]
HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
SMALL = Page().grid([50, 150, 250], [100, 120], [["指标", "值"]])


def read(*pages: Page, told: bool = True) -> Document:
    return open_bytes("表.pdf", pdf(*pages, told=told))


def down(first: float, count: int, height: float = 20) -> list[float]:
    return [first + height * number for number in range(count + 1)]


def cells(document: Document) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in next(document.grids()).cells]


def table_of(*rows: list[str]) -> Page:
    return Page().grid(XS, down(100, len(rows)), list(rows))


# ------------------------------------------------------------------ tables


def test_a_ruled_table_and_the_text_around_it_are_read_in_order() -> None:
    page = table_of(HEAD, ["产出", "数量", "培训人数", "≥95%"], ["^", "质量", "合格率", "100%"])
    document = read(page.text(220, 40, "绩效目标表", 16, bold=True).text(50, 300, "填报人：").text(200, 300, "日期："))
    assert lines(document) == [
        "绩效目标表",
        [HEAD, ["产出", "数量", "培训人数", "≥95%"], ["质量", "合格率", "100%"]],
        "填报人： 日期：",
    ]
    assert cells(document)[4] == (2, 1, 2, 1, "产出")
    assert [block.place.page for block in document.blocks] == [1, 1, 1]
    assert codes(document) == []


def test_cells_open_to_their_neighbours_are_one() -> None:
    assert cells(read(table_of(["项目名称", "<", "甲", "<"], HEAD)))[:2] == [
        (1, 1, 1, 2, "项目名称"),
        (1, 3, 1, 2, "甲"),
    ]


def test_slots_that_fill_no_rectangle_are_cells_of_one_row() -> None:
    page = Page().grid([50, 150, 250], [100, 120, 140], [["甲", "<"], ["^", "乙"]])
    assert cells(read(page)) == [(1, 1, 1, 2, "甲"), (2, 1, 1, 1, ""), (2, 2, 1, 1, "乙")]


def test_a_table_without_outer_lines_reaches_as_far_as_its_rules() -> None:
    page = Page().line(50, 100, 350, 100).line(50, 120, 350, 120).line(150, 80, 150, 140).line(250, 80, 250, 140)
    for column, text in enumerate("甲乙丙"):
        page.text(60 + 100 * column, 83, text).text(60 + 100 * column, 103, text).text(60 + 100 * column, 123, text)
    assert lines(read(page)) == [[["甲", "乙", "丙"]] * 3]


def test_rectangles_thin_fills_and_polygons_rule_tables() -> None:
    page = Page().box(50, 100, 150, 120).box(150, 100, 250, 120).text(60, 105, "甲").text(160, 105, "乙")
    page.box(50, 200, 250, 201, "f").box(50, 220, 250, 221, "f")
    for x in (50, 150, 250):
        page.box(x, 200, x + 1, 221, "f")
    page.text(60, 205, "丙").text(160, 205, "丁")
    page.raw(f"50 {HEIGHT - 300} m 250 {HEIGHT - 300} l 250 {HEIGHT - 320} l 50 {HEIGHT - 320} l h S")
    page.line(150, 300, 150, 320).text(60, 305, "戊").text(160, 305, "己")
    assert lines(read(page)) == [[["甲", "乙"]], [["丙", "丁"]], [["戊", "己"]]]


def test_dashed_rules_are_whole() -> None:
    page = Page().text(60, 105, "甲").text(160, 105, "乙")
    for x in range(50, 250, 4):
        page.line(x, 100, x + 2, 100).line(x, 120, x + 2, 120)
    for x in (50, 150, 250):
        page.line(x, 100, x, 120)
    assert lines(read(page)) == [[["甲", "乙"]]]


def test_white_lines_slanted_lines_and_filled_areas_are_no_rules() -> None:
    white = (
        Page()
        .raw("1 1 1 RG")
        .line(250, 100, 250, 120)
        .raw("0 0 0 RG")
        .line(50, 300, 100, 400)
        .box(50, 100, 150, 120, "f")
    )
    page = Page().grid([50, 150, 350], [100, 120], [["甲", "乙"]]).raw(" ".join(white.orders))
    assert lines(read(page)) == [[["甲", "乙"]]]


def test_a_lone_box_and_a_bent_line_are_no_tables() -> None:
    page = Page().box(50, 100, 350, 140).text(60, 110, "说明").line(50, 300, 50, 340).line(50, 340, 90, 340)
    assert lines(read(page)) == ["说明"]


def test_a_table_inside_a_box_takes_its_own_text() -> None:
    page = Page().box(20, 50, 560, 800).grid([50, 150, 250], [100, 120], [["甲", "乙"]]).text(30, 60, "外")
    assert lines(read(page)) == ["外", [["甲", "乙"]]]


def test_tables_ruled_across_only_get_columns_from_the_text_and_say_so() -> None:
    page = Page().text(50, 40, "目标表")
    for y in (100, 120, 140, 160):
        page.line(50, y, 500, y)
    for row, texts in enumerate(
        (["一级指标", "三级指标", "指标值"], ["产出", "培训人数", "≥95%"], ["效益", "满意", "100%"])
    ):
        for column, text in enumerate(texts):
            page.text(60 + 150 * column, 105 + 20 * row, text)
    document = read(page)
    assert lines(document) == [
        "目标表",
        [["一级指标", "三级指标", "指标值"], ["产出", "培训人数", "≥95%"], ["效益", "满意", "100%"]],
    ]
    assert codes(document) == ["reading.columns_unruled"]


def test_rows_ruled_across_only_keep_wide_cells_and_texts_of_their_own() -> None:
    page = Page()
    for y in (100, 120, 140, 160):
        page.line(50, y, 500, y)
    page.text(60, 105, "甲").text(210, 105, "乙").text(360, 105, "丙")
    page.text(60, 125, "全宽文字" * 10).text(60, 145, "丁").text(90, 145, "戊")
    assert lines(read(page)) == [[["甲", "乙", "丙"], ["全宽文字" * 10], ["丁", "戊"]]]


def test_shorter_rules_of_merged_cells_start_columns() -> None:
    page = Page().line(50, 100, 500, 100).line(50, 120, 500, 120).line(200, 140, 500, 140).line(50, 160, 500, 160)
    page.text(60, 105, "一级指标").text(220, 105, "指标值")
    page.text(60, 135, "产出").text(220, 125, "甲").text(220, 145, "乙")
    assert cells(read(page)) == [
        (1, 1, 1, 1, "一级指标"),
        (1, 2, 1, 1, "指标值"),
        (2, 1, 2, 1, "产出"),
        (2, 2, 1, 1, "甲"),
        (3, 2, 1, 1, "乙"),
    ]


def test_rules_across_without_text_or_too_few_are_no_table() -> None:
    page = Page().text(60, 50, "文字")
    for y in (100, 120, 140, 400, 700):
        page.line(50, y, 500, y)
    for y in (200, 205, 210):
        page.line(50, y, 90, y)
    assert lines(read(page)) == ["文字"]


def test_a_table_without_any_rules_is_said() -> None:
    page = Page().text(50, 100, "一级指标").text(150, 100, "二级指标").text(250, 100, "指标值").text(50, 120, "产出")
    assert codes(read(page)) == ["reading.table_unruled", "reading.no_table"]


def test_a_drawing_is_not_searched_for_tables_and_said() -> None:
    page = Page().text(50, 50, "图纸")
    for number in range(4001):
        page.line(50, 100 + number / 10, 500, 100 + number / 10)
    assert codes(read(page)) == ["reading.pages_crowded", "reading.no_table"]


# ------------------------------------------------------------------ characters and lines


def test_wrapped_lines_are_joined_and_ended_lines_kept() -> None:
    page = Page().grid([50, 150, 350], [100, 160], [["培训人数达到规\n定的标准", "目标一：完成培训。\n目标二：验收。"]])
    assert lines(read(page)) == [[["培训人数达到规定的标准", "目标一：完成培训。\n目标二：验收。"]]]


def test_words_keep_their_space_over_lines_and_gaps() -> None:
    page = Page().grid([50, 100, 250], [100, 140], [["Hello\nWorld", "甲"]]).text(160, 102, "乙").text(200, 102, " 丙")
    page.text(215, 102, "A").text(226, 102, "B")
    assert lines(read(page)) == [[["Hello World", "甲 乙 丙A B"]]]


def test_raised_characters_stay_in_their_line() -> None:
    page = Page().grid([50, 150, 250], [100, 140], [["面积（m", "值"]]).text(90, 100, "2", 6).text(94, 102, "）")
    assert lines(read(page)) == [[["面积（m2）", "值"]]]


def test_radicals_and_ligatures_become_plain_and_widths_stay() -> None:
    assert lines(read(Page().grid([50, 250, 300], [100, 120], [["⾏政⼯作ﬁ％（１）", "值"]]))) == [
        [["行政工作fi％（１）", "值"]]
    ]


def test_text_printed_twice_for_boldness_is_read_once() -> None:
    page = Page().grid([50, 150, 250], [100, 120], [["A 标", "人人"]]).text(55.7, 102, "A 标")
    document = read(page)
    assert lines(document) == [[["A 标", "人人"]]]
    assert [cell.bold for cell in next(document.grids()).cells] == [True, False]


def test_paragraphs_over_several_lines_are_one() -> None:
    page = (
        Page().text(70, 50, "本" + "项" * 44).text(50, 65, "目安排资金。").text(50, 90, "第二段").text(50, 300, "另起")
    )
    assert lines(read(page)) == ["本" + "项" * 44 + "目安排资金。", "第二段", "另起"]


def test_a_title_over_two_lines_is_one() -> None:
    page = Page().grid([50, 250, 450], [200, 220], [["甲", "乙"]]).text(55, 50, "某" * 38).text(220, 64, "绩效目标表")
    assert lines(read(page))[0] == "某" * 38 + "绩效目标表"


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_rotated_pages_are_read_upright(quarter: int) -> None:
    page = Page(rotate=quarter)
    turn = {90: f"0 1 -1 0 {WIDTH} 0", 180: f"-1 0 0 -1 {WIDTH} {HEIGHT}", 270: f"0 -1 1 0 0 {HEIGHT}"}[quarter]
    inside = Page().grid([50, 150, 250], [100, 120], [["甲", "乙"]])
    page.raw(f"q {turn} cm").raw(" ".join(inside.orders)).raw("Q")
    assert sorted(c.text for c in next(read(page).grids()).cells) == ["乙", "甲"]


@pytest.mark.parametrize("up", [True, False])
def test_a_page_set_sideways_is_turned(up: bool) -> None:
    turn = f"0 1 -1 0 {WIDTH} 0" if up else f"0 -1 1 0 0 {HEIGHT}"
    inside = Page().grid([50, 150, 250], [100, 120, 140], [["甲一", "乙一"], ["丙一", "丁一"]])
    document = read(Page().raw(f"q {turn} cm {' '.join(inside.orders)} Q"))
    assert lines(document) == [[["甲一", "乙一"], ["丙一", "丁一"]]]


# ------------------------------------------------------------------ clipping


def test_text_clipped_away_belongs_to_the_cell_it_is_clipped_to() -> None:
    page = Page().grid([50, 150, 250], [100, 120, 140], [["", "甲"], ["", "乙"]])
    page.clipped(50, 100, 150, 120, Page().text(60, 125, "产出"))
    page.clipped(50, 120, 150, 140, Page().text(60, 124, "效益"))
    assert lines(read(page)) == [[["产出", "甲"], ["效益", "乙"]]]


def test_text_and_rules_outside_every_clipping_area_are_not_printed() -> None:
    hidden = Page().clipped(
        0, 0, 10, 10, Page().clipped(20, 20, 30, 30, Page().text(300, 300, "不见").line(300, 300, 400, 300))
    )
    page = Page().grid([50, 150, 250], [100, 120], [["甲", "乙"]]).raw(" ".join(hidden.orders)).raw("W n W* n Q")
    assert lines(read(page)) == [[["甲", "乙"]]]


# ------------------------------------------------------------------ files


def test_a_scanned_file_says_so() -> None:
    document = read(Page(image=True))
    assert (document.blocks, codes(document)) == ((), ["reading.scanned"])


def test_scanned_pages_among_others_are_named() -> None:
    document = read(SMALL, Page(image=True), Page(image=True), SMALL, Page(image=True))
    assert [found.facts for found in document.findings] == [{"pages": "2-3、5"}]
    assert codes(document) == ["reading.pages_scanned"]


def test_fonts_that_do_not_tell_their_characters_are_said() -> None:
    assert codes(read(SMALL, told=False)) == ["reading.pdf_garbled"]


def test_one_sign_for_most_characters_is_said() -> None:
    assert codes(read(table_of(["■■■■", "■■■■", "■■■■", "≥90%"]))) == ["reading.pdf_garbled"]
    assert codes(read(table_of(["…………", "————", "____", "≥90%"]))) == []


def test_an_empty_page_says_that_there_is_nothing() -> None:
    assert codes(read(Page())) == ["reading.empty"]


def test_an_encrypted_file_says_so() -> None:
    locked = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O ("
        + b"x" * 32
        + b") /U ("
        + b"y" * 32
        + b") /P -4 >> /ID [(a) (b)]"
    )
    data = pdf(SMALL, extra=locked.decode())
    assert codes(open_bytes("表.pdf", data)) == ["reading.encrypted"]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.5\nnothing", b"%PDF-1.5\ntrailer << /Root 1 0 R >>\n1 0 obj << /Type /Catalog >> endobj"]
)
def test_a_damaged_file_says_so(data: bytes) -> None:
    assert codes(open_bytes("表.pdf", data)) == ["reading.pdf_damaged"]


def test_a_broken_page_is_named_and_the_others_read() -> None:
    bold = Page().text(50, 50, "粗", bold=True)
    data = pdf(SMALL, bold).replace(b"/DescendantFonts [7 0 R]", b"/DescendantFonts (7 0 R)")
    document = open_bytes("表.pdf", data)
    assert lines(document) == [[["指标", "值"]]]
    assert (codes(document), document.findings[0].facts) == (["reading.pages_unread"], {"pages": "2"})


def test_a_file_whose_pages_are_all_broken_is_damaged() -> None:
    assert codes(open_bytes("表.pdf", pdf(SMALL).replace(b"[6 0 R]", b"(6 0 R)"))) == ["reading.pdf_damaged"]


def test_a_file_whose_page_list_breaks_off_keeps_what_was_read() -> None:
    data = pdf(SMALL, SMALL).replace(b"12 0 obj\n<< /Type /Page ", b"12 0 obj\n(< /Type /Page ")
    document = open_bytes("表.pdf", data)
    assert lines(document)[0] == [["指标", "值"]]


def test_pages_beyond_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGES", 1)
    document = read(SMALL, SMALL, SMALL)
    assert [found.facts for found in document.findings] == [{"read": 1, "total": 3}]


def test_a_page_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.0)
    assert codes(read(SMALL)) == ["reading.pages_left"]


def test_a_stream_that_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_INFLATED", 3 * 1024 * 1024)
    bomb = b"1 0 obj << >> stream\n" + zlib.compress(bytes(4 * 1024 * 1024)) + b"\nendstream"
    assert codes(open_bytes("表.pdf", b"%PDF-1.5\n" + bomb)) == ["reading.zip_bomb"]


def test_a_long_file_without_a_table_ends_soon() -> None:
    document = read(*(Page().text(50, 100, f"第{number}章") for number in range(200)))
    assert len(document.blocks) == 200
    assert codes(document) == ["reading.no_table"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(9, 3000), st.integers(0, 255)), min_size=1, max_size=10))
def test_mutated_files_end_with_a_document(changes: list[tuple[int, int]]) -> None:
    data = bytearray(pdf(SMALL))
    for place, value in changes:
        data[place % len(data)] = value
    document = open_bytes("表.pdf", bytes(data))
    assert re.fullmatch(r"pdf|text||", document.format)
    assert outline(document) is not None
