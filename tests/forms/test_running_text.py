"""Indicators in running text, however names and values are parted (文字式指标)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import document

from hengxiao.core.forms import recognise

HEAD = "2022年项目绩效目标表\n| 项目名称 | 河长制 |\n---\n绩效指标：\n"
WANTED = [
    ("产出指标", "数量指标", "巡河次数", "≥24次"),
    ("产出指标", "数量指标", "清漂面积", "300亩"),
    ("产出指标", "质量指标", "问题整改率", "100%"),
    ("效益指标", "社会效益指标", "群众护河意识", "明显提升"),
    ("满意度指标", "服务对象满意度指标", "沿河群众满意度", "≥90%"),
]
GROUPS = ["{0}——{1}：", "（一）{0}：{1}：", "{0}-{1}：", "{0}{1}：", "{0}（{1}）："]
ITEMS = ["{0}{1}；", "{0}：{1}；", "{0}（{1}）；", "{0}，指标值{1}；", "{0} {1}。", "{0}为{1}；"]


def text(group: str, item: str, *, lines: bool) -> str:
    parts, last = [], ""
    for level1, level2, name, target in WANTED:
        if level2 != last:
            parts.append(group.format(level1, level2))
        parts.append(item.format(name, target))
        last = level2
    return ("\n" if lines else "").join(parts)


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("group", GROUPS)
def test_ways_of_writing(group: str, item: str, lines: bool) -> None:
    (form,) = recognise(document(HEAD + text(group, item, lines=lines)))
    assert [tuple(i.text(f) for f in ("level1", "level2", "name", "target")) for i in form.indicators] == WANTED


def test_items_separated_by_commas() -> None:
    (form,) = recognise(document(HEAD + "产出指标：数量指标：巡河次数24次，清漂面积300亩，质量指标：整改率100%。"))
    assert [(i.name.text, i.target.text) for i in form.indicators] == [
        ("巡河次数", "24次"),
        ("清漂面积", "300亩"),
        ("整改率", "100%"),
    ]


def test_narrative_without_levels_holds_no_indicator() -> None:
    (form,) = recognise(document(HEAD + "本项目安排资金10万元，满意度不低于90%。"))
    assert [finding.code for finding in form.findings] == ["reading.no_indicator_table"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "产出指标中，数量指标：巡河次数≥24次，清漂面积≥300亩，产出指标中，质量指标：整改率≥95%，"
            "成本指标中，经济成本指标：清漂成本≤5万元，满意度指标中，服务对象满意度指标：群众满意度≥90%。",
            [
                "产出指标|数量指标|巡河次数|≥24次",
                "产出指标|数量指标|清漂面积|≥300亩",
                "产出指标|质量指标|整改率|≥95%",
                "成本指标|经济成本指标|清漂成本|≤5万元",
                "满意度指标|服务对象满意度指标|群众满意度|≥90%",
            ],
        ),
        (
            "产出指标／数量指标／巡河次数：≥24次\n效益指标／社会效益指标／护河意识：明显提升\n"
            "满意度指标／服务对象满意度／沿河群众满意度：≥90%",
            [
                "产出指标|数量指标|巡河次数|≥24次",
                "效益指标|社会效益指标|护河意识|明显提升",
                "满意度指标|服务对象满意度|沿河群众满意度|≥90%",
            ],
        ),
        (
            "【产出指标·数量指标】\n图书（目标值：≥3万册）\n【产出指标·质量指标】\n合格率（目标值：≥98%）",
            ["产出指标|数量指标|图书|≥3万册", "产出指标|质量指标|合格率|≥98%"],
        ),
        (
            "数量指标方面，图书为≥3万册；2个；质量指标方面，合格率为≥98%；服务对象满意度方面，学生满意度为≥90%；",
            [
                "|数量指标|图书|≥3万册；2个",
                "|质量指标|合格率|≥98%",
                "|服务对象满意度|学生满意度|≥90%",
            ],
        ),
    ],
    ids=["within", "slashes", "dots", "aspects"],
)
def test_level_words_that_lead_on(text: str, wanted: list[str]) -> None:
    (form,) = recognise(document(HEAD + text))
    assert ["|".join(i.text(f) for f in ("level1", "level2", "name", "target")) for i in form.indicators] == wanted


def test_indicators_in_rows_over_the_whole_sheet() -> None:
    rows = "| 产出指标—数量指标： | < |\n| 巡河次数≥24次； | < |\n| 产出指标—质量指标： | < |\n| 整改率≥95%； | < |"
    (form,) = recognise(document("2022年项目绩效目标表\n| 项目名称 | 河长制 |\n---\n" + rows))
    assert [(i.name.text, i.target.text) for i in form.indicators] == [("巡河次数", "≥24次"), ("整改率", "≥95%")]


def test_lines_of_a_table_drawn_without_rules_are_not_taken_for_text() -> None:
    page = HEAD + "一级指标 二级指标 三级指标 指标值\n产出指标：数量指标：巡河次数 ≥24次\n质量指标：整改率 ≥95%"
    (form,) = recognise(replace(document(page), format="pdf"))
    assert (form.indicators, [finding.code for finding in form.findings]) == ((), ["reading.no_indicator_table"])


def test_text_without_any_table_is_a_form() -> None:
    (form,) = recognise(document("2022年项目绩效目标表\n" + text(GROUPS[0], ITEMS[0], lines=True)))
    assert (form.title, form.year, len(form.indicators)) == ("2022年项目绩效目标表", 2022, len(WANTED))
