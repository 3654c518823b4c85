"""Tables that go on over pages: cut rows, merged cells, repeated heads, running heads, clipped labels."""

from pdf_drawn import Page, pdf
from small_files import codes, lines

from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import open_bytes

XS = [50.0, 110.0, 170.0, 250.0, 350.0]
HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]


def read(*pages: Page) -> Document:
    return open_bytes("表.pdf", pdf(*pages))


def foot(*rows: list[str]) -> Page:
    """A page that ends with these rows."""
    return Page().grid(XS, [700 - 40.0 * (len(rows) - number) for number in range(len(rows) + 1)], list(rows))


def head(*rows: list[str]) -> Page:
    """A page that begins with these rows."""
    return Page().grid(XS, [100 + 40.0 * number for number in range(len(rows) + 1)], list(rows))


def cells(document: Document) -> list[tuple[int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.text) for c in next(document.grids()).cells]


def joined(document: Document) -> list[str]:
    return [cell.text for grid in document.grids() for cell in grid.cells if cell.joined]


def test_a_table_goes_on_over_the_page() -> None:
    document = read(foot(HEAD, ["产出", "数量", "人数", "10人"]), head(["效益", "社会", "影响", "明显"]))
    assert lines(document) == [[HEAD, ["产出", "数量", "人数", "10人"], ["效益", "社会", "影响", "明显"]]]
    assert codes(document) == []


def test_a_blank_cell_of_a_merged_group_continues_it() -> None:
    document = read(
        foot(HEAD, ["产出", "数量", "人数", "10人"], ["^", "质量", "合格率", "95%"]),
        head(["", "时效", "期限", "年底"], ["^", "成本", "费用", "9元"]),
    )
    assert (2, 1, 4, "产出") in cells(document)


def test_a_label_printed_only_on_the_second_page_names_the_whole_group() -> None:
    document = read(
        foot(HEAD, ["", "数量", "人数", "10人"], ["^", "质量", "合格率", "95%"]), head(["产出", "时效", "期限", "年底"])
    )
    assert (2, 1, 3, "产出") in cells(document)


def test_a_label_cut_by_the_page_is_joined() -> None:
    document = read(foot(HEAD, ["产出指", "数量", "人数", "10人"]), head(["标", "质量", "合格率", "95%"]))
    assert (2, 1, 2, "产出指标") in cells(document)


def test_a_blank_value_does_not_take_over_the_value_before() -> None:
    document = read(foot(HEAD, ["产出", "数量", "人数", "10人"]), head(["", "质量", "合格率", ""]))
    assert cells(document)[-1] == (3, 4, 1, "")


def test_a_row_cut_by_the_page_is_joined_and_said() -> None:
    document = read(
        foot(HEAD, ["产出", "数量", "为企业提供培", "10人"]),
        head(["", "", "育服务次数", ""], ["效益", "社会", "影响", "明显"]),
    )
    assert lines(document) == [
        [HEAD, ["产出", "数量", "为企业提供培育服务次数", "10人"], ["效益", "社会", "影响", "明显"]]
    ]
    assert joined(document) == ["为企业提供培育服务次数"]
    assert [(found.code, found.facts) for found in document.findings] == [("reading.row_joined", {"row": 2})]


def test_a_row_with_room_left_is_not_taken_for_cut() -> None:
    document = read(foot(HEAD, ["产出", "数量", "人数", "10人"]), head(["", "", "次数", ""]))
    assert next(document.grids()).rows == 3
    assert codes(document) == []


def test_repeated_heads_are_dropped() -> None:
    two = [["一级指标", "二级指标", "指标值", "<"], ["^", "^", "年度指标值", "实际完成值"]]
    document = read(foot(*two, ["产出", "数量", "10人", "9人"]), head(*two, ["效益", "社会", "明显", "明显"]))
    assert next(document.grids()).rows == 4


def test_a_two_row_head_cut_by_the_page_is_whole() -> None:
    document = read(
        foot(["一级指标", "二级指标", "指标值", "<"]),
        head(["", "", "年度指标值", "实际完成值"], ["产出", "数量", "10人", "9人"]),
    )
    assert cells(document)[:3] == [(1, 1, 2, "一级指标"), (1, 2, 2, "二级指标"), (1, 3, 1, "指标值")]


def test_a_form_that_begins_on_the_next_page_is_its_own() -> None:
    document = read(foot(HEAD, ["产出", "数量", "人数", "10人"]), head(["项目名称", "乙", "编码", "2"]))
    assert len(list(document.grids())) == 2


def test_tables_of_other_columns_stay_apart() -> None:
    document = read(foot(HEAD), Page().grid([60.0, 300.0, 480.0], [100.0, 120.0], [["甲", "乙"]]))
    assert len(list(document.grids())) == 2


def test_page_numbers_and_running_heads_do_not_part_a_table() -> None:
    first = foot(HEAD, ["产出", "数量", "人数", "10人"]).text(50, 30, "某市预算公开").text(280, 800, "- 1 -")
    second = head(["效益", "社会", "影响", "明显"]).text(50, 30, "某市预算公开").text(280, 800, "第 2 页 共 2 页")
    assert lines(read(first, second)) == [[HEAD, ["产出", "数量", "人数", "10人"], ["效益", "社会", "影响", "明显"]]]


def test_the_same_title_over_another_form_stays() -> None:
    one = head(["项目名称", "甲", "编码", "1"]).text(150, 60, "项目绩效目标表")
    other = head(["项目名称", "乙", "编码", "2"]).text(150, 60, "项目绩效目标表")
    assert [block for block in lines(read(one, other)) if isinstance(block, str)] == ["项目绩效目标表"] * 2


def test_text_printed_beyond_the_edge_returns_to_its_cell() -> None:
    rows = ["数量", "人数", "10人"]
    first = foot(HEAD, ["", *rows]).text(60, 690, "绩效").text(60, 702, "指标")
    second = head(["", *rows]).text(60, 88, "绩效").text(60, 100.5, "指标")
    assert (2, 1, 1, "绩效指标") in cells(read(first, second))


def test_text_below_a_table_that_is_no_cell_text_stays() -> None:
    document = read(
        foot(HEAD, ["产出", "数量", "人数", "10人"]).text(60, 710, "注"), head(["效益", "社会", "影响", "明显"])
    )
    assert lines(document)[1] == "注"


def test_an_outer_column_left_unruled_is_completed() -> None:
    inner = Page().grid(XS[1:], [100.0, 140.0], [["时效", "期限", "年底"]]).text(60, 110, "产出")
    document = read(foot(HEAD, ["产出", "数量", "人数", "10人"]), inner)
    assert lines(document)[0][-1][-3:] == ["时效", "期限", "年底"]
    assert next(document.grids()).columns == 4
