"""PDF tables without rules, with few of them, or with white lines and filled cells: columns and rows from the text."""

from collections.abc import Callable

import pytest
from pdf_drawn import Page
from pdf_forms import HEAD, READ, ROWS, XS, across, centred, form, put, read, rows
from small_files import codes, lines

from hengxiao.core.forms import recognise

REFUSED = ([], ["reading.table_unruled", "reading.no_table"])

# ------------------------------------------------------------------ level rules only


def test_columns_between_level_rules_follow_the_headings() -> None:
    document = read(across(form(Page())))
    assert (rows(document), codes(document)) == (READ, ["reading.columns_unruled"])


def test_a_text_aligned_with_its_column_is_not_taken_for_the_next() -> None:
    page = Page()
    put(page, 100, HEAD)
    for number, texts in enumerate(ROWS, 1):
        for at, text in enumerate(texts):
            page.text(XS[at] + 6, 100 + 30 * number, text)
    for number in range(6):
        page.line(XS[0], 95 + 30 * number, XS[-1], 95 + 30 * number)
    document = read(page)
    assert [row.split("|")[2:] for row in rows(document)] == [row.split("|")[2:] for row in READ]


def test_columns_are_kept_on_the_next_page() -> None:
    second = Page()
    put(second, 100, ["", "时效指标", "培训期限达到要求的时间", "年底前", ""], first=1)
    for y in (95, 125):
        second.line(XS[0], y, XS[-1], y)
    first = Page()
    form(first, 600)
    across(first, 595)
    document = read(first, second)
    assert len(list(document.grids())) == 1
    assert rows(document)[-1].split("|")[1:] == ["时效指标", "培训期限达到要求的时间", "年底前"]


def test_a_heading_repeated_on_the_next_page_has_the_same_columns() -> None:
    first, second = Page(), Page()
    across(form(first, 600), 595)
    across(form(second, 100), 95)
    document = read(first, second)
    assert len(list(document.grids())) == 1
    assert rows(document) == READ * 2


def test_headings_set_wide_are_one_heading() -> None:
    page = across(form(Page()))
    page.orders = [order for order in page.orders if f"{ord('备'):04X}{ord('注'):04X}" not in order]
    page.text(465, 100, "备").text(490, 100, "注")
    assert rows(read(page)) == READ


def test_a_divided_heading_covers_its_columns() -> None:
    page = Page()
    xs = [50.0, 150.0, 300.0, 400.0, 540.0]
    centred(page, xs[0], xs[1], 106, "一级指标")
    centred(page, xs[1], xs[2], 106, "指标名称")
    centred(page, xs[2], xs[4], 102, "指标值")
    for at, text in ((2, "上年"), (3, "预计当年实现")):
        centred(page, xs[at], xs[at + 1], 127, text)
    for number, texts in enumerate((["产出", "人数", "9人", "10人"], ["效益", "影响", "明显", "明显"])):
        for at, text in enumerate(texts):
            centred(page, xs[at], xs[at + 1], 150 + 30 * number, text)
    page.line(50, 98, 540, 98).line(300, 120, 540, 120)
    for y in (145, 175, 205):
        page.line(50, y, 540, y)
    (found,) = recognise(read(page))
    assert [(row.name.text, row.previous_year.text, row.target.text) for row in found.indicators] == [
        ("人数", "9人", "10人"),
        ("影响", "明显", "明显"),
    ]


def test_money_stands_under_its_headings() -> None:
    page = Page()
    table = (
        ["项目资金", "预算数", "执行数", "得分"],
        ["年度资金总额", "100", "98", "9.8"],
        ["其中：财政拨款", "", "98", ""],
    )
    for number, texts in enumerate(table):
        for at, text in enumerate(texts):
            centred(page, 50 + 120 * at, 170 + 120 * at, 100 + 30 * number, text)
    page.text(56, 190, "年度总体目标").text(180, 190, "完成培训任务")
    for number in range(5):
        page.line(50, 95 + 30 * number, 530, 95 + 30 * number)
    assert lines(read(page))[0][2] == ["其中：财政拨款", "", "98", ""]


def history(page: Page, ruled: bool) -> Page:
    """A value heading that three years divide, over two rows."""
    xs = [50.0, 120.0, 190.0, 300.0, 370.0, 440.0, 540.0]
    for at, text in enumerate(["一级指标", "二级指标", "指标名称"]):
        centred(page, xs[at], xs[at + 1], 107, text)
    centred(page, xs[3], xs[6], 100, "指标值")
    for at, text in ((3, "前年"), (4, "上年"), (5, "预计当年实现")):
        centred(page, xs[at], xs[at + 1], 114, text)
    body = (
        ["产出指标", "数量指标", "人数", "8人", "9人", "10人"],
        ["效益指标", "社会效益", "影响", "无", "明显", "明显"],
    )
    for number, texts in enumerate(body):
        for at, text in enumerate(texts):
            centred(page, xs[at], xs[at + 1], 140 + 30 * number, text)
    for y in (97, 133, 163, 193) if ruled else ():
        page.line(50, y, 540, y)
    return page.line(300, 112, 540, 112) if ruled else page.text(60, 300, "填报人：")


@pytest.mark.parametrize("ruled", [True, False])
def test_years_divide_the_heading_of_values(ruled: bool) -> None:
    (found,) = recognise(read(history(Page(), ruled)))
    fields = ("name", "year_before_last", "previous_year", "target")
    assert ["|".join(row.text(name) for name in fields) for row in found.indicators] == [
        "人数|8人|9人|10人",
        "影响|无|明显|明显",
    ]


def test_two_blocks_side_by_side_without_rules_are_refused() -> None:
    page = Page()
    for x, text in ((210, "中期目标"), (430, "年度目标"), (60, "一级指标")):
        page.text(x, 100, text)
    for at, text in enumerate(["三级指标", "指标值", "三级指标", "指标值"]):
        page.text(150 + 110 * at, 113, text)
    for at, text in enumerate(["人数", "10人", "人数", "9人"]):
        page.text(150 + 110 * at, 140, text)
    document = read(page.text(60, 140, "产出指标").text(60, 300, "填报人："))
    assert codes(document) == ["reading.table_unruled", "reading.no_table"]


# ------------------------------------------------------------------ white lines and filled cells


def filled(page: Page, colour: str) -> Page:
    page.raw(f"{colour} rg")
    for row in range(5):
        for at in range(5):
            top, bottom = 95 + 30 * row, 125 + 30 * row
            page.box(XS[at], top, XS[at + 1], bottom, "f")
    return page.raw("0 g")


def test_filled_cells_tell_the_table() -> None:
    page = filled(Page(), "0.9 0.9 1")
    for number, texts in enumerate([HEAD, *ROWS]):
        put(page, 100 + 30 * number, texts)
    document = read(page)
    assert [row.split("|")[2:] for row in rows(document)] == [row.split("|")[2:] for row in READ]
    assert codes(document) == []


def test_white_lines_tell_the_table() -> None:
    page = Page().raw("1 G").grid(XS, [95.0 + 30 * n for n in range(6)], [HEAD, *ROWS]).raw("0 G")
    assert [row.split("|")[2:] for row in rows(read(page))] == [row.split("|")[2:] for row in READ]


def test_a_filled_row_on_the_next_page_goes_on() -> None:
    first = filled(Page(), "0.9 0.9 1")
    for number, texts in enumerate([HEAD, *ROWS]):
        put(first, 100 + 30 * number, texts)
    second = Page().raw("0.9 0.9 1 rg")
    for at in range(5):
        second.box(XS[at], 95, XS[at + 1], 125, "f")
    put(second.raw("0 g"), 100, ["产出指标", "成本指标", "费用", "≤5万元", ""])
    assert rows(read(first, second))[-1] == "产出指标|成本指标|费用|≤5万元"


def test_filled_areas_without_cells_are_no_table() -> None:
    page = Page().raw("0.9 g").box(50, 95, 540, 125, "f").box(50, 125, 540, 155, "f").raw("0 g").text(60, 100, "说明")
    assert lines(read(page)) == ["说明"]


# ------------------------------------------------------------------ no rules


@pytest.mark.parametrize("outer", [False, True], ids=["no rules", "a box around"])
def test_rows_without_rules_follow_the_names_and_say_so(outer: bool) -> None:
    page = form(Page().text(200, 40, "项目支出绩效目标表")).text(60, 300, "填报人：")
    if outer:
        page.box(45, 90, 545, 240)
    document = read(page)
    assert (rows(document), codes(document)) == (READ, ["reading.columns_unruled"])


def test_head_rows_stand_above() -> None:
    page = form(Page().text(60, 60, "项目名称").text(200, 60, "培训").text(60, 80, "主管部门").text(200, 80, "人社局"))
    (found,) = recognise(read(page.text(60, 300, "填报人：")))
    assert (found.project.name.text, found.project.department.text) == ("培训", "人社局")


def test_a_wrapped_name_is_one_row() -> None:
    page = form(Page(), body=[["", "数量指标", "", "≥100人", ""], *ROWS[1:]])
    page.text(192, 124, "参加全市培训的专业技术人员人数").text(192, 136, "按人计")
    assert (
        rows(read(page.text(60, 300, "填报人：")))[0] == "产出指标|数量指标|参加全市培训的专业技术人员人数按人计|≥100人"
    )


def test_few_rules_do_not_glue_rows() -> None:
    page = form(Page()).line(50, 95, 540, 95).line(50, 118, 540, 118).line(50, 235, 540, 235)
    assert rows(read(page)) == READ


def test_rows_between_two_rules_are_told_apart_by_their_values() -> None:
    page = Page()
    put(page, 100, ["一级指标", "二级指标", "三级指标", "指标值", ""])
    put(page, 130, ["产出指标", "数量指标", "培训人数", "≥100人", ""])
    put(page, 145, ["", "", "合格率", "≥95%", ""])
    page.line(50, 95, 540, 95).line(50, 118, 540, 118).line(50, 160, 540, 160)
    assert rows(read(page)) == ["产出指标|数量指标|培训人数|≥100人", "产出指标|数量指标|合格率|≥95%"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page.text(120, 175, "无关"),  # a label that stands between two groups
        lambda page: page.text(210, 141, "某"),  # a line under a name that was not full
    ],
)
def test_what_cannot_be_told_is_refused_and_said(spoil: Callable[[Page], Page]) -> None:
    page = form(Page())
    spoil(page)
    document = read(page.text(60, 300, "填报人："))
    assert (rows(document), codes(document)) == REFUSED


@pytest.mark.parametrize(
    ("label", "found"), [("年度", ["reading.columns_unruled"]), ("全年应当完成的任务", REFUSED[1])]
)
def test_a_level_may_be_a_short_word_nobody_knows(label: str, found: list[str]) -> None:
    page = form(Page(), body=[["", label, "培训人数", "≥100人", ""], *ROWS[1:]])
    assert codes(read(page.text(60, 300, "填报人："))) == found


def test_a_table_without_rules_goes_on_over_the_page() -> None:
    assert rows(read(form(Page(), 650), form(Page(), 60, head=False))) == READ * 2


def test_text_with_wide_gaps_is_no_table() -> None:
    page = Page()
    for number in range(6):
        page.text(60, 100 + 20 * number, "甲").text(200, 100 + 20 * number, "乙").text(400, 100 + 20 * number, "丙")
    assert codes(read(page)) == ["reading.no_table"]


def test_headings_of_several_lines_are_whole() -> None:
    page = form(Page())
    page.orders = [order for order in page.orders if f"{ord('备'):04X}{ord('注'):04X}" not in order]
    for y, text in ((88, "偏差原因"), (100, "分析及改"), (112, "进措施")):
        centred(page, XS[4], XS[5], y, text)
    document = read(page.text(60, 300, "填报人："))
    assert rows(document) == READ
    assert lines(document)[0][0][-1] == "偏差原因分析及改进措施"


@pytest.mark.parametrize("column", [["产出指标", "效益指标"], ["=", "定性"]], ids=["labels of levels", "signs"])
def test_labels_or_signs_of_several_rows_in_one_cell_are_refused(column: list[str]) -> None:
    page = Page()
    put(page, 100, ["一级指标" if column[0] == "产出指标" else "指标性质", "二级指标", "三级指标", "指标值", ""])
    for y, label, texts in (
        (130, column[0], ["", "数量指标", "培训人数", "多", ""]),
        (145, column[1], ["", "", "影响", "好", ""]),
    ):
        put(page, y, [label, *texts[1:]])
    for y in (50, 70, 90, 95, 118, 160):
        page.line(50, y, 540, y)
    document = read(page.text(60, 55, "项目名称").text(200, 55, "培训"))
    assert (rows(document), codes(document)) == REFUSED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page.text(195, 260, "另一个没有写全的").text(435, 260, "某"),  # a name without a value in reach
        lambda page: page.text(120, 145, "质量指标"),  # a second label in one row
        lambda page: page.text(52, 200, "满意度").text(52, 250, "满意度"),  # labels that stand in no middle
    ],
)
def test_labels_and_names_that_do_not_fit_are_never_guessed(spoil: Callable[[Page], Page]) -> None:
    page = form(Page())
    spoil(page)
    document = read(page.text(60, 300, "填报人："))
    assert (rows(document), codes(document)) == REFUSED


def test_a_heading_with_nothing_under_it_is_refused() -> None:
    page = Page().text(60, 60, "项目名称").text(200, 60, "培训").text(60, 80, "主管部门").text(200, 80, "人社局")
    put(page, 100, HEAD)
    document = read(page.text(60, 300, "填报人："))
    assert (rows(document), codes(document)) == REFUSED


def test_headings_without_names_are_refused() -> None:
    page = Page()
    put(page, 100, ["一级指标", "二级指标", "指标值", "完成值", "备注"])
    for number, texts in enumerate(
        (["产出指标", "数量指标", "10人", "9人", ""], ["效益指标", "社会效益", "好", "好", ""])
    ):
        put(page, 130 + 30 * number, texts)
    document = read(page.text(60, 300, "填报人："))
    assert (rows(document), codes(document)) == REFUSED


def test_a_label_beside_the_whole_table_has_its_own_column() -> None:
    page = form(Page()).text(10, 175, "绩效")
    assert rows(read(page.text(60, 300, "填报人："))) == READ


def test_a_row_of_totals_stands_alone() -> None:
    page = Page()
    for number, texts in enumerate([HEAD, *(["产出指标", *one[1:]] for one in ROWS), ["", "", "合计", "100", ""]]):
        put(page, 100 + 30 * number, texts)
    document = read(page.text(60, 300, "填报人："))
    assert [row.split("|")[1:] for row in rows(document)] == [row.split("|")[1:] for row in READ]


def test_a_later_heading_whose_rows_cannot_be_told_refuses_the_table() -> None:
    page = form(Page(), 60)
    put(page, 250, HEAD)
    put(page, 280, ["产出指标", "", "", "多", ""])
    document = read(page.text(60, 400, "填报人："))
    assert (rows(document), codes(document)) == REFUSED


def test_a_heading_alone_is_no_table() -> None:
    page = Page()
    put(page, 100, HEAD)
    document = read(page)
    assert (rows(document), codes(document)) == REFUSED
