"""Head fields, goals, titles and kinds (表头、目标、表名)."""

from __future__ import annotations

import pytest
from drawn import document

from hengxiao.core.forms import recognise
from hengxiao.core.forms.titles import is_title, kind_of, title_of, year_of
from hengxiao.core.targets import Form
from hengxiao.core.terms.kinds import FormKind, Term

TABLE = """
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 维修面积 | 100平方米 |
"""


def form(head: str) -> Form:
    return recognise(document("2022年项目绩效目标表\n" + head.strip() + "\n---" + TABLE))[0]


def test_labels_in_cells() -> None:
    project = form("""
| 项目名称 | 河道治理 | 项目编码 | 2022—01 |
| 主管部门及代码 | 市水利局 | 实施单位 | 市河道所 |
| 项目期 | 2022—2024年 | 项目属性 | 延续性 |
| 项目负责人 | 张三 | 联系电话 | |
""").project
    assert (project.name.text, project.code.text, project.code_normalised) == ("河道治理", "2022—01", "2022-01")
    assert (project.department.text, project.unit.text) == ("市水利局", "市河道所")
    assert (project.period.text, project.kind.text) == ("2022—2024年", "延续性")
    assert [(label, value.text) for label, value in project.others] == [("项目负责人", "张三")]


def test_labels_in_lines() -> None:
    project = form("项目名称：桥梁维修   主管部门：市交通局\n填报单位：市公路所").project
    assert (project.name.text, project.department.text, project.unit.text) == ("桥梁维修", "市交通局", "市公路所")


def test_blank_value_takes_no_label() -> None:
    project = form("| 项目名称 | 主管部门 | 市交通局 |").project
    assert (project.name.text, project.department.text) == ("", "市交通局")


def test_second_value_of_a_field_is_kept_beside() -> None:
    project = form("| 主管部门 | 市水利局 | 主管部门 | 市财政局 |").project
    assert (project.department.text, [value.text for _, value in project.others]) == ("市水利局", ["市财政局"])


def test_goal_table() -> None:
    goals = form("""
| 名称 | 目标说明 |
| 长期目标 | 提升治理能力。 |
| 年度目标01 | 完成治理任务。 |
""").goals
    assert [(g.label.text, g.term, g.text.text) for g in goals] == [
        ("长期目标", Term.LONG, "提升治理能力。"),
        ("年度目标01", Term.ANNUAL, "完成治理任务。"),
    ]


def test_expected_beside_achieved() -> None:
    (goal,) = form("""
| 年度总体目标 | 预期目标 | 实际完成情况 |
| ^ | 治理河道5公里。 | 已治理5公里。 |
""").goals
    assert (goal.text.text, goal.actual.text) == ("治理河道5公里。", "已治理5公里。")


def test_midterm_beside_annual() -> None:
    goals = form("""
| 总体目标 | 中期目标 | 年度目标 |
| ^ | 治理20公里。 | 治理5公里。 |
""").goals
    assert [(g.term, g.text.text) for g in goals] == [(Term.LONG, "治理20公里。"), (Term.ANNUAL, "治理5公里。")]


def test_goal_with_its_weight() -> None:
    (goal,) = form("| 年度目标1 | 治理5公里。 | 权重比例 | 60% |").goals
    assert (goal.label.text, goal.text.text, goal.ratio.text) == ("年度目标1", "治理5公里。", "60%")


def test_goal_heads_without_texts_give_no_goal() -> None:
    assert form("| 总体目标 | 中期目标 | 年度目标 |\n| ^ | | |").goals == ()
    assert form("| 总体目标 | 中期目标 | 年度目标 |\n| 填报说明 | | |").goals == ()


def test_goal_told_only_by_what_was_achieved() -> None:
    (goal,) = form("| 年度总体目标 | 预期目标 | 实际完成情况 |\n| ^ | | 已治理5公里。 |").goals
    assert (goal.label.text, goal.text.text, goal.actual.text) == ("实际完成情况", "已治理5公里。", "")


def test_row_that_ends_before_the_achieved_result() -> None:
    (goal,) = form("| 年度总体目标 | 预期目标 | 实际完成情况 |\n| ^ | 治理河道5公里。 |").goals
    assert (goal.text.text, goal.actual.text) == ("治理河道5公里。", "")


@pytest.mark.parametrize(
    ("title", "roles", "filled", "kind"),
    [
        ("2022年部门整体绩效目标自评表", {"score"}, {"score"}, FormKind.OVERALL),
        ("项目支出绩效自评表", {"score"}, set(), FormKind.SELF_EVALUATION),
        ("绩效运行监控表", {"actual"}, set(), FormKind.MONITORING),
        ("项目绩效评价表", {"actual"}, {"actual"}, FormKind.SELF_EVALUATION),
        ("项目绩效评价表", {"actual"}, set(), FormKind.TARGET),
        ("项目绩效目标申报表", {"likelihood"}, set(), FormKind.TARGET),
        ("情况表", {"likelihood"}, set(), FormKind.MONITORING),
        ("情况表", {"score"}, {"score"}, FormKind.SELF_EVALUATION),
    ],
)
def test_kind_of_a_form(title: str, roles: set[str], filled: set[str], kind: FormKind) -> None:
    assert kind_of(title, roles, filled) == kind


def test_title_below_a_blank_row() -> None:
    (read,) = recognise(document("| | |\n| | |\n---\n2022年项目绩效目标表\n---" + TABLE))
    assert (read.title, read.year) == ("2022年项目绩效目标表", 2022)


def test_title_and_year() -> None:
    texts = ["附表五：", "综合事务专项预算绩效目标", "（2020年度）", "单位：万元"]
    assert title_of(texts) == "综合事务专项预算绩效目标"
    assert year_of(title_of(texts), texts) == 2020
    assert title_of(["2019年预算项目绩效目标 困难群众救助"]) == "2019年预算项目绩效目标 困难群众救助"
    assert title_of(["单位：万元"]) == ""
    assert year_of("", ["无年份"]) is None
    assert not is_title("本项目绩效目标表见附件。")


def test_head_without_a_table_is_said() -> None:
    (read,) = recognise(document("项目绩效目标表\n| 项目名称 | 河道治理 |\n| 主管部门 | 市水利局 |"))
    assert [finding.code for finding in read.findings] == ["reading.no_indicator_table"]
    assert (read.project.name.text, read.layout) == ("河道治理", "generic.text")
