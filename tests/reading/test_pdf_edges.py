"""PDF pages at the edges of what the reader meets: broken lists and pages, odd drawing orders, cuts at page ends."""

from types import SimpleNamespace

import pytest
from pdf_drawn import HEIGHT, Page, pdf
from small_files import codes, lines

from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import open_bytes, pdf_drawing

XS = [50.0, 150.0, 300.0]
SMALL = Page().grid(XS, [50, 80], [["指标", "值"]])


def read(*pages: Page) -> Document:
    return open_bytes("表.pdf", pdf(*pages))


def down(first: float, count: int, height: float = 20) -> list[float]:
    return [first + height * number for number in range(count + 1)]


def foot(xs: list[float], *rows: list[str]) -> Page:
    return Page().grid(xs, down(HEIGHT - 40 - 20 * len(rows), len(rows)), list(rows))


def head(xs: list[float], *rows: list[str]) -> Page:
    return Page().grid(xs, down(40, len(rows)), list(rows))


def test_a_page_list_that_breaks_off_is_said_with_its_page() -> None:
    document = open_bytes("表.pdf", pdf(SMALL, SMALL).replace(b"/Kids [10 0 R 12 0 R]", b"/Kids [10 0 R (abcd)]"))
    assert lines(document) == [[["指标", "值"]]]
    assert [(found.code, found.facts) for found in document.findings] == [("reading.pages_unread", {"pages": "2"})]


TWO = pdf(Page().text(50, 200, "甲页"), Page().text(50, 200, "乙页"))


@pytest.mark.parametrize(
    ("kids", "numbers"),
    [
        ("10 0 R 99 0 R 12 0 R", "2"),
        ("99 0 R 10 0 R 12 0 R", "1"),
        ("10 0 R 12 0 R 98 0 R 99 0 R", "3-4"),
        ("98 0 R 10 0 R 99 0 R 12 0 R", "1、3"),
    ],
)
def test_a_page_that_is_listed_and_not_there_is_said(kids: str, numbers: str) -> None:
    document = open_bytes("表.pdf", TWO.replace(b"/Kids [10 0 R 12 0 R]", f"/Kids [{kids}]".encode()))
    assert lines(document) == ["甲页", "乙页"]
    assert [(found.code, found.facts) for found in document.findings] == [("reading.pages_unread", {"pages": numbers})]


def test_pages_nobody_lists_are_read_all_the_same() -> None:
    document = open_bytes("表.pdf", TWO.replace(b"/Kids [10 0 R 12 0 R]", b"/Kids [98 0 R 99 0 R]"))
    assert lines(document) == ["甲页", "乙页"]


def test_a_list_of_pages_that_is_none_is_said() -> None:
    document = open_bytes("表.pdf", TWO.replace(b"/Kids [10 0 R 12 0 R]", b"/Kids [10 0 R << /Type /Pages /Kids 7 >>]"))
    assert lines(document) == ["甲页"]
    assert "reading.pages_unread" in codes(document)


def test_a_list_of_pages_that_holds_itself_ends() -> None:
    document = open_bytes("表.pdf", TWO.replace(b"/Kids [10 0 R 12 0 R]", b"/Kids [10 0 R 2 0 R 10 0 R 12 0 R]"))
    assert (lines(document), codes(document)) == (["甲页", "乙页"], ["reading.no_table"])


@pytest.mark.parametrize("page", [Page().text(50, 50, "见"), Page().line(50, 50, 90, 50)], ids=["characters", "lines"])
def test_a_page_that_takes_too_long_to_draw_is_left(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_drawing, "time", SimpleNamespace(monotonic=lambda: float("inf")))
    assert codes(read(page)) == ["reading.pages_left"]


def test_a_path_of_several_lines_rules_all_of_them() -> None:
    page = Page().raw(" ".join(f"50 {HEIGHT - y} m 300 {HEIGHT - y} l" for y in (50, 80)) + " S")
    page.raw(" ".join(f"{x} {HEIGHT - 50} m {x} {HEIGHT - 80} l" for x in XS) + " S")
    assert lines(read(page.text(60, 60, "指标").text(160, 60, "值"))) == [[["指标", "值"]]]


def test_characters_of_no_size_are_no_text() -> None:
    page = Page().text(50, 50, "见", 10).raw("BT /F 0 Tf 1 0 0 1 60 700 Tm <4E00> Tj ET")
    assert lines(read(page)) == ["见"]


def test_a_row_whose_texts_are_the_same_as_above_is_a_row_of_its_own() -> None:
    wide = "完成全年培训任务并按时报送总结"
    xs = [50.0, 50.0 + 11 + 10 * len(wide), 300.0, 400.0]
    first = foot(xs, ["名称", "内容", "备注"], [wide, "甲", "有"])
    document = read(first, head(xs, [wide, "", ""]))
    assert [row[0] for row in lines(document)[0]] == ["名称", wide, wide]


def test_two_labels_at_a_page_break_stay_two() -> None:
    xs = [50.0, 101.0, 200.0, 300.0]
    document = read(foot(xs, ["一级", "名称", "值"], ["产出指标", "甲", ""]), head(xs, ["效益指标", "", ""]))
    assert [row[0] for row in lines(document)[0]] == ["一级", "产出指标", "效益指标"]


def test_text_beyond_an_edge_in_no_column_stays_outside() -> None:
    first = foot(XS, ["名称", "值"], ["培训", "1"]).text(145, HEIGHT - 38, "跨栏")
    document = read(first, head(XS, ["考核", "2"]))
    assert "跨栏" in [block for block in lines(document) if isinstance(block, str)]


def test_a_mark_on_an_upright_rule_is_no_table() -> None:
    assert lines(read(Page().line(50, 50, 50, 100).line(48, 60, 53, 60).text(60, 60, "见"))) == ["见"]


def test_headings_that_reach_into_the_rows_are_not_dropped() -> None:
    xs = [50.0, 150.0, 250.0, 350.0]
    top = [["一级指标", "三级指标", "指标值"], ["^", "上年指标值", "预计当年实现"]]
    first = Page().grid(xs, down(HEIGHT - 100, 3), [*top, ["产出指标", "甲", "1"]])
    second = Page().grid(xs, down(40, 4), [*top, ["^", "丙", "3"], ["效益指标", "丁", "4"]])
    assert [row[-2] for row in lines(read(first, second))[0]].count("三级指标") == 2


def test_a_row_cut_by_the_page_takes_cells_merged_there() -> None:
    xs = [50.0, 111.0, 172.0, 233.0]
    first = foot(xs, ["名称", "内容", "备注"], ["培训考核工", "合格率九成", "有"])
    second = Page().grid([50.0, 111.0, 172.0], [40, 60], [["作量", "以上者"]]).line(172, 40, 233, 40)
    second.line(172, 60, 233, 60).line(233, 40, 233, 60)
    table = lines(read(first, second))[0]
    assert table[-1] == ["培训考核工作量", "合格率九成以上者", "有"]


def test_a_blank_cell_over_two_columns_goes_on_with_a_cut_row() -> None:
    xs = [50.0, 111.0, 172.0, 233.0, 294.0]
    first = foot(xs, ["名称", "内容", "备注", "说明"], ["培训考核工", "合格率九成", "有", "无"])
    second = Page().grid([50.0, 111.0, 172.0, 294.0], [40, 60], [["作量", "以上者", ""]])
    table = lines(read(first, second))[0]
    assert table[-1] == ["培训考核工作量", "合格率九成以上者", "有", "无"]


@pytest.mark.parametrize(("rows", "kept"), [(6, True), (3, False)], ids=["many rows", "few rows"])
def test_a_figure_over_two_lines_is_a_long_one_only_where_rules_part_many_rows(rows: int, kept: bool) -> None:
    page, ys = Page(), down(50, rows, 30)
    for y in ys:
        page.line(50, y, 400, y)
    page.text(60, 60, "三级指标").text(200, 60, "指标值").text(320, 60, "分值")
    for number, y in enumerate(ys[1:-1]):
        page.text(60, y + 10, f"指标{'甲乙丙丁戊己'[number]}").text(200, y + 5, "1250").text(320, y + 10, "10")
        page.text(200, y + 17, "0000")
    document = read(page)
    assert ("reading.table_unruled" not in codes(document)) == kept
