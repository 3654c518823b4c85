"""Several forms in one file (多表文件)."""

from __future__ import annotations

from dataclasses import replace

from drawn import document

from hengxiao.core.forms import Document, Grid, recognise

FORM = """
| 项目名称 | {} | 主管部门 | 市民政局 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | {} | 10个 |
"""


def test_narrative_between_forms_is_no_indicator() -> None:
    book = (
        "1．甲项目\n本项目安排资金10万元，其中满意度不低于90%。具体情况见下表。\n项目绩效目标表\n（2022年度）"
        + FORM.format("甲项目", "建成床位")
        + "填报人：　　联系电话：\n2．乙项目\n本项目共设置指标1项。\n项目绩效目标表\n（2023年度）"
        + FORM.format("乙项目", "发放物资")
    )
    forms = recognise(document(book))
    assert [(f.project.name.text, f.year, [i.name.text for i in f.indicators]) for f in forms] == [
        ("甲项目", 2022, ["建成床位"]),
        ("乙项目", 2023, ["发放物资"]),
    ]
    assert {note.role for note in forms[0].notes} >= {"title", "narrative", "signature", "caption"}


def test_second_project_below_one_title_shares_it() -> None:
    forms = recognise(
        document("2023年项目支出绩效目标表" + FORM.format("甲", "床位") + "---" + FORM.format("乙", "物资"))
    )
    assert [(f.title, f.year, f.project.name.text) for f in forms] == [
        ("2023年项目支出绩效目标表", 2023, "甲"),
        ("2023年项目支出绩效目标表", 2023, "乙"),
    ]


def test_title_and_head_repeated_on_the_next_page_are_one_form() -> None:
    page = "项目绩效目标表" + FORM.format("甲项目", "床位")
    (form,) = recognise(document(page + page.replace("床位", "物资")))
    assert [i.name.text for i in form.indicators] == ["床位", "物资"]


def sheets(*drawings: str) -> Document:
    blocks = []
    for number, drawing in enumerate(drawings, 1):
        for block in document(drawing).blocks:
            assert isinstance(block, Grid)
            blocks.append(replace(block, place=block.place._replace(table=number, sheet=f"表{number}")))
    return Document("册.xlsx", "0" * 64, "xlsx", tuple(blocks))


def test_other_sheet_with_other_headings_is_another_form() -> None:
    first = "| 一级指标 | 三级指标 | 指标值 |\n| 产出指标 | 床位 | 10张 |"
    second = "| 指标名称 | 目标值 | 完成值 | 得分 |\n| 物资 | 3吨 | 3吨 | 9 |"
    assert [len(form.indicators) for form in recognise(sheets(first, second))] == [1, 1]


def test_other_sheet_with_the_same_headings_goes_on() -> None:
    first = "| 一级指标 | 三级指标 | 指标值 |\n| 产出指标 | 床位 | 10张 |"
    assert [len(form.indicators) for form in recognise(sheets(first, first))] == [2]


def test_form_without_tables_between_two_others() -> None:
    text = "产出指标：数量指标：巡查次数≥24次；质量指标：整改率100%。"
    book = "项目绩效目标表\n| 项目名称 | 甲 |\n" + text + "\n---\n| 项目名称 | 乙 |\n" + text
    forms = recognise(document(book))
    assert [(f.project.name.text, [i.name.text for i in f.indicators]) for f in forms] == [
        ("甲", ["巡查次数", "整改率"]),
        ("乙", ["巡查次数", "整改率"]),
    ]
