"""Values in words: scale, bound, direction; numerals that count and numerals that do not; cells."""

from decimal import Decimal

import pytest

from hengxiao.core.values import parse
from hengxiao.core.values.numerals import chinese

WORDS = [
    ("优", "grade", "none", "higher_better", "wording"),
    ("差", "grade", "none", "lower_better", "wording"),
    ("良好以上", "grade", ">=", "higher_better", "wording"),
    ("市级保护单位", "grade", "none", "unknown", "none"),
    ("效果明显", "degree", "none", "higher_better", "wording"),
    ("稳步提高", "change", "none", "higher_better", "wording"),
    ("逐年下降", "change", "none", "higher_better", "wording"),
    ("影响可持续", "state", "none", "higher_better", "wording"),
    ("应保尽保", "compliance", "none", "higher_better", "wording"),
    ("基本建立", "completion", "none", "higher_better", "wording"),
    ("达成预期指标", "completion", "none", "unknown", "none"),
    ("确保教学工作正常运行", "duty", "none", "higher_better", "wording"),
    ("控制在预算内", "budget_bound", "<=", "lower_better", "wording"),
    ("低于预算数", "budget_bound", "<", "lower_better", "wording"),
    ("在规定时间内完成", "time_word", "<=", "lower_better", "wording"),
    ("不低于上年", "change", ">=", "higher_better", "wording"),
    ("高于全省平均水平", "change", ">", "higher_better", "wording"),
    ("低于上年", "change", "<", "lower_better", "wording"),
    ("及时", "time_word", "none", "higher_better", "wording"),
    ("按月安排", "time_word", "none", "unknown", "none"),
    ("是", "yes_no", "none", "exact", "wording"),
    ("是否按期完成？", "topic", "none", "unknown", "none"),
    ("市场价格", "topic", "none", "unknown", "none"),
]


@pytest.mark.parametrize(("text", "scale", "comparator", "direction", "basis"), WORDS)
def test_parse_classifies_words(text: str, scale: str, comparator: str, direction: str, basis: str) -> None:
    value = parse(text)
    assert (value.kind, value.scale, value.comparator) == ("qualitative", scale, comparator)
    assert (value.direction, value.basis) == (direction, basis)


@pytest.mark.parametrize(
    ("indicator", "direction"),
    [
        ("服务对象满意度", "higher_better"),
        ("差错率", "lower_better"),
        ("差错下降率", "higher_better"),
        ("项目总成本", "lower_better"),
        ("节约成本", "higher_better"),
        ("完成时间", "lower_better"),
        ("及时率", "higher_better"),
        ("农业产值", "higher_better"),
        ("其他", "unknown"),
        ("", "unknown"),
    ],
)
def test_parse_takes_the_direction_of_a_plain_number_from_the_indicator(indicator: str, direction: str) -> None:
    value = parse("5", indicator=indicator)
    assert (value.direction, value.basis) == (direction, "indicator" if direction != "unknown" else "none")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("三百二十", 320),
        ("一千零五", 1005),
        ("三万五千", 35000),
        ("一亿", 100000000),
        ("二〇二一", 2021),
        ("两", 2),
        ("三五", 35),
        ("百", 100),
        ("三五百", None),
        ("半", None),
    ],
)
def test_chinese_reads_numerals(text: str, number: int | None) -> None:
    assert chinese(text) == number


@pytest.mark.parametrize(
    "text", ["一级", "一带一路", "“三评”", "统一", "双随机", "7×24小时", "一次性", "一户一策", "十分满意", "第三方"]
)
def test_parse_takes_no_number_out_of_words(text: str) -> None:
    value = parse(text)
    assert (value.kind, value.numbers) == ("qualitative", ())


@pytest.mark.parametrize(
    "cells",
    [
        ("≥", "95", "%"),
        ("%", "≥", "95"),
        ("95", "%", "≥"),
        ("大于等于", "95", "百分比"),
        ("≥95", "%"),
        ("≥", "95%"),
        ("≥95%", ""),
    ],
)
def test_parse_joins_cells_in_any_order(cells: tuple[str, ...]) -> None:
    value = parse("¦".join(cells), cells=cells)
    assert (value.kind, value.comparator, value.canonical_numbers, value.canonical_unit) == (
        "ratio",
        ">=",
        (Decimal(95),),
        "%",
    )
    assert (value.cells, value.warnings) == (cells, ())


@pytest.mark.parametrize("text", ["100%¦90%¦85%¦85%", "100%90%85%85%"])
def test_parse_reads_four_thresholds_as_grades(text: str) -> None:
    value = parse(text)
    assert [(p.subject, p.comparator, p.numbers[0]) for p in value.parts] == [
        ("优", "none", 100),
        ("良", "none", 90),
        ("中", "none", 85),
        ("差", "<", 85),
    ]


def test_parse_names_the_subjects_of_a_compound() -> None:
    assert [p.subject for p in parse("高级不超过80%、中级不超过90%").parts] == ["高级", "中级"]
    assert [p.subject for p in parse("建筑面积2.6万平方米,展示面积1万平方米").parts] == ["建筑面积", "展示面积"]


def test_parse_reads_a_sign_cell_for_words() -> None:
    value = parse("定性¦优良中低差¦", cells=("定性", "优良中低差", ""))
    assert (value.kind, value.warnings) == ("qualitative", ())


@pytest.mark.parametrize(
    ("text", "amount"),
    [("十万元", 100_000), ("拾万元", 100_000), ("壹佰贰拾万元整", 1_200_000), ("二十万", 200_000), ("伍仟元", 5_000)],
)
def test_parse_reads_spelled_amounts(text: str, amount: int) -> None:
    value = parse(text)
    assert (value.kind, value.canonical_numbers, value.canonical_unit) == ("money", (Decimal(amount),), "元")


@pytest.mark.parametrize("text", ["队伍万人", "数十万", "成千上万", "严格执行八项规定"])
def test_parse_takes_no_words_for_spelled_amounts(text: str) -> None:
    assert parse(text).kind == "qualitative"
