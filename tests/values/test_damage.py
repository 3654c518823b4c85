"""Damage is named, a repair is proposed and never applied."""

import pytest

from hengxiao.core.terms.catalogue import say, severity_of
from hengxiao.core.values import parse, render

DAMAGED = [
    ("292%", (), "验收合格率", "", ["sign_as_digit"], "≥92%"),
    ("292%", (), "", "", ["sign_as_digit"], "≥92%"),
    ("292%", (), "销售收入增长率", "", [], ""),
    ("200%", (), "", "", [], ""),
    ("2280次", (), "维修次数", "", ["sign_as_digit"], "≥280次"),
    ("2008次", (), "维修次数", "", [], ""),
    ("2280件", (), "办件量", "", [], ""),
    ("295", (), "服务对象满意度", "", ["sign_as_digit"], "≥95"),
    ("工5%", (), "", "", ["sign_as_letter"], "≥5%"),
    ("S5%", (), "差错率", "", ["sign_as_letter"], "≤5%"),
    ("三95%", (), "", "", ["sign_as_letter"], ""),
    ("二100%", (), "", "", ["equal_as_word"], "=100%"),
    ("5=50%", (), "", "", ["digit_before_equal"], "≥50%"),
    ("290$", (), "合格率", "", ["percent_as_dollar"], "≥90%"),
    ("90$", (), "合格率", "", ["percent_as_dollar"], ""),
    ("10%=100", (), "预算执行率", "", ["glued_cells"], "=100%"),
    ("8≥95%", (), "满意度", "", ["glued_cells"], "≥95%"),
    ("5%95", (), "满意度", "", ["glued_cells"], ""),
    ("5%¦95%¦", ("5%", "95%", ""), "满意度", "", ["glued_cells", "sign_lost", "glued_cells"], "≥5%95%"),
    ("2021年2月30日前", (), "", "", ["date_impossible"], ""),
    ("12月31日前" * 60, (), "", "", ["too_long"], ""),
    ("1 200人", (), "", "", ["inner_space"], ""),
    ("≥≤95%", (), "", "", ["two_signs"], ""),
    ("%¦¦95", ("%", "", "95"), "服务对象满意度", "", ["sign_lost"], "≥95%"),
    ("%¦¦1", ("%", "", "1"), "森林受灾率", "", ["sign_lost"], "≤1%"),
    ("%¦¦1", ("%", "", "1"), "", "", ["sign_lost"], ""),
    ("=99%", (), "满意度", "", ["equal_doubtful"], "≥99%"),
    ("=300天", (), "", "", ["equal_doubtful"], "≥300天"),
    ("=30000人次", (), "", "", ["equal_doubtful"], "≥30000人次"),
    ("=100百分比", (), "", "", ["equal_doubtful"], "≥100百分比"),
    ("=5000人", (), "受益群众人数", "", ["equal_doubtful"], "≥5000人"),
    ("=100%", (), "完成率", "", [], ""),
    ("=8%", (), "分红比例", "", [], ""),
    ("=1%", (), "差错率", "", [], ""),
    ("等于99%", (), "满意度", "", [], ""),
    (">92%", (), "合格率", "", ["above_doubtful"], "≥92%"),
    ("高于92%", (), "合格率", "", [], ""),
    (">100人", (), "人数", "", [], ""),
    ("120%", (), "验收合格率", "", ["rate_above_100"], ""),
    ("120%", (), "", "", [], ""),
    ("≥120%", (), "任务完成率", "", [], ""),
    ("0.97", (), "合格率", "", ["fraction_as_ratio"], "97%"),
    ("0.97", (), "灌溉水利用系数", "", [], ""),
    ("500/株", (), "树苗单价", "", ["currency_missing"], "500元/株"),
    (">=100%", (), "逾期发放率", "", ["sign_contradicts_indicator"], ""),
    ("90%-80%", (), "", "", ["range_reversed"], ""),
    ("28.8万元", (), "", "%", ["unit_conflict"], ""),
    ("28.8万元", (), "", "见名称", [], ""),
    ("28.8万元", (), "", "元", [], ""),
    ("应保尽保", (), "", "%", ["unit_conflict"], ""),
    ("应保尽保", (), "", "项", [], ""),
    ("次", (), "", "", ["number_missing"], ""),
    ("≥**人", (), "", "", ["template_leftover"], ""),
    ("XX%", (), "", "", ["template_leftover"], ""),
    ("≥", (), "", "", ["sign_only"], ""),
    ("无", (), "", "", [], ""),
    ("", (), "", "", [], ""),
]


@pytest.mark.parametrize(("text", "cells", "indicator", "unit", "codes", "proposal"), DAMAGED)
def test_parse_names_the_damage_and_proposes_a_repair(
    text: str, cells: tuple[str, ...], indicator: str, unit: str, codes: list[str], proposal: str
) -> None:
    value = parse(text, cells=cells, indicator=indicator, unit=unit)
    assert [w.code for w in value.warnings] == [f"values.{code}" for code in codes]
    assert (render(value.repair) if value.repair else "") == proposal
    for warning in value.warnings:
        assert say(warning.code, "zh", warning.facts) != say(warning.code, "en", warning.facts)
        assert severity_of(warning.code) in ("warning", "info")


def test_parse_never_applies_a_repair() -> None:
    value = parse("292%", indicator="验收合格率")
    assert (value.comparator, value.numbers, value.repair and value.repair.numbers) == ("none", (292,), (92,))


@pytest.mark.parametrize(
    ("text", "absence"),
    [
        ("", "blank"),
        ("  ", "blank"),
        ("无", "nothing"),
        ("新增", "new"),
        ("新增项目", "new_project"),
        ("待定", "pending"),
        ("不适用", "not_applicable"),
        ("—", "dash"),
        ("/", "dash"),
        ("≥**人", "template"),
        ("次", "unit_only"),
        ("≥", "sign_only"),
    ],
)
def test_parse_keeps_the_kinds_of_absence_apart(text: str, absence: str) -> None:
    assert (parse(text).kind, parse(text).scale) == ("none", absence)
