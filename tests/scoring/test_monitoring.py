"""Monitoring lights: the pack's rule and the kind-aware rule side by side."""

from dataclasses import replace
from pathlib import Path

import pytest
from scoring_forms import form, fund, goal, indicator, own_pack

from hengxiao.core.packs import Pack, load
from hengxiao.core.scoring import Monitoring, MonitorLine, MonthError, UnknownModeError, monitor
from hengxiao.core.targets import Field
from hengxiao.core.terms.kinds import FormKind

TOTAL = "年度资金总额"


def watched(pack: str | Pack, month: int, target: str, actual: str, **texts: str) -> MonitorLine:
    paper = form(indicator(target, actual, **texts), kind=FormKind.MONITORING)
    return monitor(paper, load(pack) if isinstance(pack, str) else pack, month).lines[0]


def money(pack: str, month: int, budget: str, executed: str) -> Monitoring:
    return monitor(form(funds=(fund(TOTAL, budget, executed),), kind=FormKind.MONITORING), load(pack), month)


@pytest.mark.parametrize(
    ("month", "target", "actual", "colour", "value"),
    [
        (7, "≥2500人", "1200人", "green", "82.29"),
        (7, "≥2500人", "1000人", "yellow", "68.57"),
        (7, "≥2500人", "800人", "red", "54.86"),
        (6, "≥100人", "30人", "yellow", "60.00"),
        (6, "≥100人", "40人", "green", "80.00"),
        (6, "≥100人", "60人", "blue", "120.00"),
        (6, "=100人", "50人", "green", "100.00"),
        (6, "≥100人", "-1人", "red", "-2.00"),
    ],
)
def test_forward_indicators_follow_the_time_share(
    month: int, target: str, actual: str, colour: str, value: str
) -> None:
    light = watched("national_2020", month, target, actual, name="培训人数").pack

    assert (light.colour, light.remark.facts["value"]) == (colour, value)


@pytest.mark.parametrize(
    ("target", "actual", "colour"),
    [
        ("=0件", "0件", "green"),
        ("=0件", "1件", "red"),
        ("≥0件", "1件", "green"),
        ("≥0件", "-1件", "red"),
        ("≤10件", "10件", "green"),
        ("<10件", "10件", "red"),
        ("<10件", "9件", "green"),
        ("≤10件", "11件", "red"),
        ("明显", "达成年度指标", "green"),
        ("明显", "部分达成年度指标并具有一定效果", "yellow"),
        ("明显", "未达成年度指标且效果较差", "red"),
        ("明显", "正在推进", "none"),
        ("≥10件", "", "none"),
        ("", "10件", "none"),
        ("290$", "90%", "none"),
        ("≥10件", "5公里", "none"),
        ("8000亩", "5000亩", "none"),
        ("3-5个", "4个", "green"),
        ("3-5个", "6个", "red"),
        ("3-5个", "较多", "none"),
    ],
)
def test_other_indicators_by_sign(target: str, actual: str, colour: str) -> None:
    assert watched("national_2020", 7, target, actual, name="基地").pack.colour == colour


@pytest.mark.parametrize(
    ("actual", "colour"), [("0人", "red"), ("70人", "green"), ("119人", "green"), ("120人", "blue"), ("30人", "yellow")]
)
def test_later_edition_is_blue_only_on_the_whole_year(tmp_path: Path, actual: str, colour: str) -> None:
    rule = '{ red_below = 60, yellow_below = 80, blue_from = 120, blue_base = "whole_year" }'
    pack = own_pack(tmp_path, monitoring__lights__forward=rule)

    assert watched(pack, 5, "≥100人", actual, name="培训人数").pack.colour == colour


@pytest.mark.parametrize(
    ("level2", "target", "actual", "colour"),
    [
        ("质量指标", "≥95%", "90%", "red"),
        ("时效指标", "≥95%", "96%", "green"),
        ("数量指标", "≥100人", "60人", "green"),
        ("质量指标", "明显", "达成年度指标", "green"),
    ],
)
def test_by_kind_quality_time_and_cost_have_no_time_share(
    tmp_path: Path, level2: str, target: str, actual: str, colour: str
) -> None:
    pack = own_pack(tmp_path, monitoring__mode='"by_kind"')

    assert watched(pack, 8, target, actual, level2=level2).pack.colour == colour


@pytest.mark.parametrize(
    ("executed", "actual", "colour"),
    [
        ("60", "60人", "green"),
        ("60", "10人", "yellow"),
        ("20", "60人", "red"),
        ("60", "", "none"),
        ("60", "近半", "none"),
    ],
)
def test_money_and_goal_together(tmp_path: Path, executed: str, actual: str, colour: str) -> None:
    pack = own_pack(tmp_path, monitoring__mode='"money_and_goal"')
    paper = form(indicator("≥100人", actual, name="培训人数"), funds=(fund(TOTAL, "100", executed),))

    assert monitor(paper, pack, 6).lines[0].pack.colour == colour


def test_money_and_goal_without_money_cannot_be_judged(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, monitoring__mode='"money_and_goal"')

    assert monitor(form(indicator("≥100人", "50人"), funds=()), pack, 6).lines[0].pack.colour == "none"


@pytest.mark.parametrize(
    ("month", "executed", "colour"),
    [
        (3, "0", "none"),
        (4, "24.99", "red"),
        (4, "25", "green"),
        (5, "25", "green"),
        (6, "39", "red"),
        (6, "40", "green"),
        (8, "59", "red"),
        (9, "60", "green"),
        (10, "79", "red"),
        (12, "80", "green"),
    ],
)
def test_sichuan_thresholds_hold_from_their_month(month: int, executed: str, colour: str) -> None:
    assert money("sichuan_2025", month, "100", executed).money.pack.colour == colour


@pytest.mark.parametrize(
    ("target", "actual", "colour"),
    [
        ("≥100人", "60人", "green"),
        ("≥100人", "61人", "yellow"),
        ("≥100人", "39人", "yellow"),
        ("≥100人", "500人", "yellow"),
        ("≤100人", "60人", "green"),
        ("明显", "明显", "none"),
        ("≥0人", "0人", "none"),
    ],
)
def test_sichuan_gap_between_target_and_money(target: str, actual: str, colour: str) -> None:
    paper = form(indicator(target, actual, name="培训人数"), funds=(fund(TOTAL, "100", "50"),))

    assert monitor(paper, load("sichuan_2025"), 7).lines[0].pack.colour == colour


@pytest.mark.parametrize(
    ("budget", "executed", "pack", "aware"),
    [
        ("100", "42", "yellow", "yellow"),
        ("100", "34", "red", "red"),
        ("100", "50", "green", "green"),
        ("100", "120", "green", "red"),
        ("0", "0", "red", "none"),
        ("100", "", "none", "none"),
    ],
)
def test_budget_progress(budget: str, executed: str, pack: str, aware: str) -> None:
    line = money("national_2020", 7, budget, executed).money

    assert (line.pack.colour, line.aware.colour) == (pack, aware)


def test_budget_progress_is_72_percent_at_july() -> None:
    assert money("national_2020", 7, "100", "42").money.pack.remark.text() == (
        "预算执行率42.00%，序时进度72.00%（执行率÷7/12）。"
    )


def test_pack_without_lights_says_so() -> None:
    watch = money("national_2015", 7, "100", "42")

    assert (watch.money.pack.colour, watched("national_2015", 7, "≥100人", "50人").pack.colour) == ("none", "none")
    assert watched("national_2015", 7, "明显", "达成年度指标").aware.colour == "none"


@pytest.mark.parametrize(
    ("name", "target", "actual", "month", "nature", "colour"),
    [
        ("培训人数", "≥100人", "50人", 7, "flow", "green"),
        ("培训人数", "≥100人", "40人", 7, "flow", "yellow"),
        ("培训人数", "≥100人", "30人", 7, "flow", "red"),
        ("培训人数", "≥100人", "100人", 7, "flow", "green"),
        ("培训人数", "≥100人", "120人", 7, "flow", "blue"),
        ("培训人数", "≥0人", "-5人", 7, "flow", "red"),
        ("项目完成率", "100%", "58%", 7, "progress", "green"),
        ("验收合格率", "≥95%", "96%", 7, "rate", "green"),
        ("验收合格率", "≥95%", "90%", 7, "rate", "yellow"),
        ("验收合格率", "≥95%", "60%", 7, "rate", "yellow"),
        ("验收合格率", "≥95%", "50%", 7, "rate", "red"),
        ("验收合格率", "≥95%", "90%", 12, "rate", "red"),
        ("在册管护人数", "≥100人", "100人", 2, "stock", "green"),
        ("在册管护人数", "≥100人", "70人", 2, "stock", "yellow"),
        ("平台建设数量", "≥1个", "1个", 3, "milestone", "green"),
        ("平台建设数量", "≥1个", "0个", 7, "milestone", "none"),
        ("平台建设数量", "≥1个", "0个", 12, "milestone", "red"),
        ("平台建设数量", "≥1个", "", 7, "milestone", "none"),
        ("完成时间", "2022年6月30日前", "", 7, "milestone", "red"),
        ("完成时间", "2022年9月30日前", "", 7, "milestone", "none"),
        ("完成时间", "2022年9月30日前", "2022年6月1日", 7, "milestone", "green"),
        ("完成时间", "2022年5月30日前", "2022年6月1日", 7, "milestone", "red"),
        ("完成时间", "2022年5月30日前", "推进中", 7, "milestone", "none"),
        ("项目总成本", "≤100万元", "101万元", 7, "cap", "red"),
        ("项目总成本", "≤100万元", "80万元", 7, "cap", "yellow"),
        ("项目总成本", "≤100万元", "50万元", 7, "cap", "green"),
        ("差错率", "≤2%", "3%", 7, "cap", "yellow"),
        ("差错率", "≤2%", "3%", 12, "cap", "red"),
        ("差错率", "≤2%", "2%", 7, "cap", "green"),
        ("服务水平", "明显", "达成年度指标", 7, "qualitative", "green"),
        ("服务水平", "明显", "推进中", 7, "qualitative", "none"),
        ("班次", "3-5个", "4个", 7, "rate", "green"),
        ("班次", "3-5个", "5公里", 7, "rate", "none"),
        ("基地", "8000亩", "5000亩", 7, "unknown", "none"),
        ("职称通过率", "高级不超过80%、中级不超过90%", "高级70%、中级80%", 7, "unknown", "none"),
        ("培训人数", "", "50人", 7, "unknown", "none"),
    ],
)
def test_kind_aware_lights(name: str, target: str, actual: str, month: int, nature: str, colour: str) -> None:
    line = watched("national_2020", month, target, actual, name=name)

    assert (line.nature, line.aware.colour) == (nature, colour)


def test_deadline_without_year_beside_one_with_year_cannot_be_judged() -> None:
    paper = replace(form(indicator("2022年5月30日前", "6月1日", name="完成时间")), year=None)

    assert monitor(paper, load("national_2020"), 7).lines[0].aware.colour == "none"


def test_cap_on_the_way_to_be_broken_says_where_the_year_would_end() -> None:
    line = watched("national_2020", 6, "≤100元", "80元", name="总成本")

    assert line.aware.remark.text() == "尚未超过上限“≤100元”，但照此进度全年约为160.00，会超过上限。"


def test_goals_take_the_worst_colour() -> None:
    rows = (
        indicator("≥100人", "50人", name="培训人数", goal="目标1"),
        indicator("≥100人", "10人", name="培训人数", goal="目标1"),
        indicator("≥100人", "", name="培训人数", goal="目标2"),
    )
    watch = monitor(form(*rows, goals=(goal("目标1"), goal("目标2"))), load("national_2020"), 7)

    assert [(light.label, light.pack, light.aware) for light in watch.goals] == [
        ("目标1", "red", "red"),
        ("目标2", "none", "none"),
    ]


def test_record_shows_both_rules_side_by_side() -> None:
    paper = form(indicator("≥100人", "40人", name="培训人数"), funds=(fund(TOTAL, "100", "42"),))
    record = monitor(paper, load("national_2020"), 7).record("en")

    assert record["month"] == 7
    assert record["money"] == {
        "budget": "1000000",
        "executed": "420000",
        "pack": {"colour": "yellow", "explanation": "Execution 42.00 %, pace 72.00 % (rate ÷ 7/12)."},
        "aware": {"colour": "yellow", "explanation": "Execution 42.00 %, pace 72.00 % (rate ÷ 7/12)."},
    }
    assert record["lines"][0]["pack"]["explanation"] == "Pace 68.57 %: “40人” ÷ (“≥100人” ÷ 12 × 7)."
    assert record["lines"][0]["aware"]["explanation"] == "A flow, shared over the months: pace 68.57 % in month 7."
    assert record["goals"] == [{"label": "", "pack": "yellow", "aware": "yellow"}]


def test_red_and_yellow_lights_of_a_monitoring_form_need_a_reason() -> None:
    explained = replace(indicator("≥100人", "40人", name="培训人数"), deviation=Field("经费保障"))
    rows = (indicator("≥100人", "40人", name="参训人数"), indicator("≥100人", "60人", name="到会人数"))
    paper = form(*rows, kind=FormKind.MONITORING)
    paper = replace(paper, indicators=(*paper.indicators, explained))
    watch = monitor(paper, load("national_2020"), 7)

    assert [finding.message() for finding in watch.findings] == [
        "指标“参训人数”亮黄灯，没有填写偏差原因，请补填原因和说明。"
    ]
    assert watch.record("en")["findings"][0]["code"] == "scoring.reason_missing"
    assert monitor(replace(paper, kind=FormKind.SELF_EVALUATION), load("national_2020"), 7).findings == ()


def test_record_without_money_is_blank() -> None:
    record = monitor(form(funds=()), load("national_2020"), 7).record()

    assert (record["money"]["budget"], record["money"]["executed"]) == ("", "")


@pytest.mark.parametrize("month", [0, 13])
def test_month_outside_the_year_is_an_error(month: int) -> None:
    with pytest.raises(MonthError):
        monitor(form(), load("national_2020"), month)


def test_mode_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownModeError):
        watched(own_pack(tmp_path, monitoring__mode='"other"'), 7, "≥1个", "1个")
