"""Form and geometry become a page."""

from dataclasses import replace

from indicator_rows import row

from hengxiao.core.printing.composing import compose
from hengxiao.core.printing.fields import goals_of, target_text
from hengxiao.core.printing.geometry import geometry
from hengxiao.core.printing.page import Box, Line, joined, lines_needed, width_in_ems
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator
from hengxiao.core.terms.kinds import FormKind, Term


def texts(boxes: tuple[Box, ...], row_number: int) -> list[str]:
    return [box.text for box in sorted(boxes, key=lambda each: each.column) if box.row == row_number]


def test_compose_target_form_sorts_rows_into_long_term_and_annual_tables(small: Form) -> None:
    long, annual = compose(small, geometry("hubei_2020.target")).page.tables[2:]
    assert texts(long.boxes, 2) == ["长期目标", "产出", "数量指标", "运转率", "100%", "计划数据"]
    assert texts(annual.boxes, 3) == ["年度目标01", "产出", "数量指标", "期刊", "5期", "6期", "6期", ""]
    assert texts(annual.boxes, 4) == ["宣传片", "无", "无", "≥5次", ""]


def test_compose_goal_cell_covers_its_rows_and_head_repeats(small: Form) -> None:
    annual = compose(small, geometry("hubei_2020.target")).page.tables[3]
    assert [(b.row, b.rows) for b in annual.boxes if b.text == "年度目标01"] == [(3, 3)]
    assert annual.heads == 3
    assert annual.groups == ((3, 6), (6, 7))


def test_compose_says_every_printed_text_by_path(small: Form) -> None:
    said = compose(small, geometry("hubei_2020.target")).said
    assert said["project.code"] == "2020—1"
    assert said["goals.2.text"] == "办好期刊。"
    assert said["indicators.3.target"] == "≥5次"
    assert said["form.title"] == "综合事务专项绩效目标"


def test_compose_blank_form_has_blank_lines_and_default_labels() -> None:
    page = compose(Form(FormKind.SELF_EVALUATION), geometry("national_2020.self_evaluation")).page
    assert page.above == (Line("项目支出绩效自评表", "title"), Line("（    年度）", "subtitle"))
    money = page.tables[1]
    assert [b.text for b in money.boxes if b.column == 2 and b.row] == [
        "年度资金总额",
        "其中：当年财政拨款",
        "上年结转资金",
        "其他资金",
    ]
    assert page.tables[3].rows == 1 + 10 + 1


def test_compose_title_that_names_a_year_has_no_subtitle(evaluated: Form) -> None:
    page = compose(evaluated, geometry("national_2020.self_evaluation")).page
    assert page.above == (Line("2020年度项目自评表", "title"),)


def test_compose_caption_is_not_doubled(small: Form) -> None:
    page = compose(replace(small, title="附表五：绩效目标"), geometry("hubei_2020.target")).page
    assert page.above == (Line("附表五：绩效目标", "title"),)


def test_compose_money_unit_is_that_of_the_form(evaluated: Form) -> None:
    funds = (replace(evaluated.funds[0], unit="元"),)
    page = compose(replace(evaluated, funds=funds), geometry("national_2020.self_evaluation")).page
    assert page.tables[1].boxes[0].text == "项目资金（元）"


def test_compose_several_goals_share_the_one_cell_of_the_national_form(small: Form) -> None:
    said = compose(small, geometry("national_2020.monitoring")).said
    assert said["goals_together.1.text"] == "长期目标：管好机关。\n年度目标01：办好期刊。\n年度目标02：办好展览。"


def test_compose_midterm_and_annual_stand_side_by_side(small: Form) -> None:
    rows = (
        row("", "产出", "数量指标", "期刊", "6期", midterm="18期"),
        row("", "产出", "数量指标", "展览", "1次"),
        row("", "产出", "质量指标", "合格率", "", midterm="≥95%"),
    )
    fund = Fund(label=Field("年度资金总额"), planned=Field("10"), midterm=Field("30"))
    form = replace(small, indicators=rows, funds=(fund,))
    page = compose(form, geometry("national_2015.target")).page
    assert texts(page.tables[2].boxes, 1) == ["产出", "数量指标", "期刊", "18期", "数量指标", "期刊", "6期"]
    assert texts(page.tables[2].boxes, 2) == ["", "", "", "数量指标", "展览", "1次"]
    assert texts(page.tables[2].boxes, 3) == ["质量指标", "合格率", "≥95%", "", "", ""]
    assert texts(page.tables[0].boxes, 3) == ["项目资金（万元）", "中期资金总额", "30", "年度资金总额", "10"]
    assert texts(page.tables[1].boxes, 1) == ["管好机关。", "年度目标01：办好期刊。\n年度目标02：办好展览。"]


def test_compose_block_for_every_goal_also_for_those_only_rows_name(small: Form) -> None:
    form = replace(small, goals=small.goals[:2])
    page = compose(form, geometry("hubei_2020.self_evaluation")).page
    blocks = page.tables[2:-1]
    assert [texts(block.boxes, 0)[0] for block in blocks] == ["年度目标01", "年度目标02"]
    assert [block.rows for block in blocks] == [5, 3]


def test_compose_rows_without_goal_go_to_the_only_one(evaluated: Form) -> None:
    page = compose(evaluated, geometry("hubei_2020.self_evaluation")).page
    (block,) = page.tables[2:-1]
    assert texts(block.boxes, 2)[2:4] == ["期刊", "6期"]


def test_compose_tall_block_keeps_its_side_label_in_the_head(evaluated: Form) -> None:
    rows = tuple(row("", "产出", "数量指标", f"指标{n}", "1") for n in range(40))
    short = compose(evaluated, geometry("national_2020.self_evaluation")).page.tables[3]
    tall = compose(replace(evaluated, indicators=rows), geometry("national_2020.self_evaluation")).page.tables[3]
    assert [(b.row, b.rows, b.role) for b in short.boxes if b.text == "绩效指标"] == [(0, 3, "label")]
    assert (short.heads, tall.heads) == (0, 1)
    assert [(b.row, b.rows, b.text) for b in tall.boxes if b.role.startswith("side")] == [
        (0, 1, "绩效指标"),
        (1, 40, ""),
    ]


def test_compose_unfilled_choice_says_nothing(evaluated: Form) -> None:
    empty = replace(evaluated.project, kind=Field("□部门预算项目 □省直专项 □省对下转移支付项目"))
    said = compose(replace(evaluated, project=empty), geometry("hubei_2020.self_evaluation")).said
    assert "project.kind" not in said


def test_compose_reads_further_columns_by_heading(evaluated: Form) -> None:
    indicator = replace(evaluated.indicators[0], others=(("完成可能性", Field("")), ("确 定能", Field("√"))))
    form = replace(evaluated, indicators=(indicator,))
    said = compose(form, geometry("national_2020.monitoring")).said
    assert said["indicators.1.others.确定能"] == "√"


def test_target_text_joins_cells_as_sign_value_unit() -> None:
    cells = ("次", "≥", "5")
    indicator = Indicator(target=Field("次≥5"), sign=Field("≥"), unit=Field("次"), target_cells=cells)
    assert target_text(indicator) == "≥5次"
    assert target_text(replace(indicator, target_cells=("5",))) == "≥5次"
    assert target_text(Indicator(target=Field("6期"))) == "6期"


def test_goals_of_term_lists_each_label_once() -> None:
    rows = (row("长期目标", "", "", "甲", "1"), row("年度目标", "", "", "乙", "1"), row("年度目标", "", "", "丙", "1"))
    form = Form(FormKind.TARGET, indicators=rows)
    assert [goal.label.text for goal in goals_of(form, Term.ANNUAL)] == ["年度目标"]
    assert [goal.label.text for goal in goals_of(form, Term.LONG)] == ["长期目标"]
    assert goals_of(Form(FormKind.TARGET, goals=(Goal(text=Field("一")),)), "annual") == [Goal(text=Field("一"))]


def test_joined_puts_tables_below_each_other(small: Form) -> None:
    page = compose(small, geometry("hubei_2020.target")).page
    whole = joined(page)
    assert whole.rows == sum(table.rows for table in page.tables)
    assert [b.row for b in whole.boxes if b.text == "项目绩效总目标"] == [2]
    assert joined(replace(page, tables=())).rows == 0


def test_lines_needed_counts_wide_and_narrow_signs() -> None:
    assert width_in_ems("年度01") == 3.0
    assert lines_needed("预计当年实现", 23.7, 10) == 1
    assert lines_needed("预计当年实现", 20, 10) == 2
    assert lines_needed("一\n二", 20, 10) == 2
    assert lines_needed("", 20, 10) == 1
