"""Budget execution: base, cap, zero budget, rows of money."""

from dataclasses import replace
from pathlib import Path

import pytest
from scoring_forms import cell, form, fund, indicator, own_pack

from hengxiao.core.packs import load
from hengxiao.core.scoring import ExecutionLine, UnknownModeError, score
from hengxiao.core.targets import Fund

TOTAL = "年度资金总额"


def execution(pack: str, *funds: Fund) -> ExecutionLine:
    return score(form(indicator("≥1个", "1个", "90"), funds=funds), load(pack)).execution


def found(line: ExecutionLine) -> tuple[str, ...]:
    return tuple(finding.code for finding in line.findings)


@pytest.mark.parametrize(
    ("pack", "budget", "executed", "expected", "flagged"),
    [
        ("national_2020", "100", "100", "10.00", ()),
        ("national_2020", "29", "27.8", "9.59", ()),
        ("hubei_2020", "278.4449", "30", "2.15", ()),
        ("national_2020", "100", "0", "0.00", ()),
        ("national_2020", "100", "120", "10.00", ("scoring.over_budget",)),
        ("national_2020", "100", "-5", "0.00", ()),
        ("national_2020", "0", "0", "None", ("scoring.zero_budget",)),
        ("national_2020", "0", "5", "None", ("scoring.zero_budget",)),
        ("national_2020", "100", "", "None", ("scoring.no_executed",)),
        ("national_2020", "", "50", "None", ("scoring.no_budget",)),
    ],
)
def test_rate_times_points_is_capped_and_never_divides_by_zero(
    pack: str, budget: str, executed: str, expected: str, flagged: tuple[str, ...]
) -> None:
    line = execution(pack, fund(TOTAL, budget, executed))

    assert (str(line.score), found(line)) == (expected, flagged)


def test_explanation_names_base_and_rate() -> None:
    line = execution("hubei_2020", fund(TOTAL, "200", "150"))

    assert line.explanation() == (
        "预算执行率75%（执行数/调整后预算数（含上年结转）），20分×执行率＝15.00分，不超过20分。"
    )


def test_pack_without_cap_lets_the_score_pass_the_points(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, execution__cap="false")
    sheet = score(form(indicator("≥1个", "1个", "90"), funds=(fund(TOTAL, "100", "120"),)), pack)

    assert str(sheet.execution.score) == "12.00"


def test_form_with_a_single_budget_column_takes_it_as_the_base() -> None:
    line = execution("national_2020", fund(TOTAL, "", "50", planned="100"))

    assert (str(line.score), found(line)) == ("5.00", ("scoring.budget_single",))
    assert line.explanation().endswith("预算执行率50%（执行数/全年预算数），10分×执行率＝5.00分，不超过10分。")


def test_row_without_adjusted_budget_beside_others_that_have_it_is_said() -> None:
    line = execution("national_2020", fund(TOTAL, "", "50", planned="100"), fund("财政拨款", "90", "50"))

    assert (str(line.score), found(line)) == ("5.00", ("scoring.budget_fallback",))
    assert line.explanation().endswith("预算执行率50%（执行数/年初预算数），10分×执行率＝5.00分，不超过10分。")


def test_old_forms_take_the_planned_budget() -> None:
    line = execution("national_2015", fund(TOTAL, "200", "50", planned="100"))

    assert (str(line.score), found(line)) == ("5.00", ())


def test_total_row_printed_zero_above_filled_rows_is_not_believed() -> None:
    funds = (fund(TOTAL, "0", "0"), fund("其中：财政拨款", "90", "89.974"), fund("其他资金", "10", "0.026"))
    line = execution("national_2020", *funds)

    assert (str(line.score), str(line.budget), found(line)) == ("9.00", "1000000", ("scoring.total_row_zero",))


def test_total_row_of_zero_without_other_money_is_a_zero_budget() -> None:
    line = execution("national_2020", fund(TOTAL, "0", "0"), fund("财政拨款", "0", "0"))

    assert found(line) == ("scoring.zero_budget",)


def test_total_row_is_used_alone_when_it_is_filled() -> None:
    line = execution("national_2020", fund(TOTAL, "100", "50"), fund("财政拨款", "100", "50"))

    assert str(line.budget) == "1000000"


def test_rows_without_total_are_added_up() -> None:
    line = execution("national_2020", fund("财政拨款", "60", "30"), fund("上年结转", "40", "40"))

    assert (str(line.score), str(line.executed)) == ("7.00", "700000")


def test_form_without_money_has_no_execution_score() -> None:
    line = execution("national_2020")

    assert (line.score, found(line)) == (None, ("scoring.no_funds",))


@pytest.mark.parametrize(
    ("points", "expected", "flagged"), [("10", "8.00", ()), ("20", "16.00", ("scoring.execution_points",))]
)
def test_points_printed_in_the_form_are_used(points: str, expected: str, flagged: tuple[str, ...]) -> None:
    line = execution("national_2020", fund(TOTAL, "100", "80", points=points))

    assert (str(line.score), found(line)) == (expected, flagged)


def test_printed_score_that_differs_is_found() -> None:
    line = execution("national_2020", fund(TOTAL, "100", "86", points="10", score="9"))

    assert (str(line.score), str(line.printed), found(line)) == ("8.60", "9", ("scoring.differs",))


def test_base_the_form_does_not_print_is_said(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, execution__base='"received"')
    sheet = score(form(indicator("≥1个", "1个", "90"), funds=(fund(TOTAL, "100", "80"),)), pack)

    assert sheet.execution.findings[0].message() == "没有到位资金或读不出，不能计算预算执行率得分，请补填。"


def test_base_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownModeError):
        score(form(), own_pack(tmp_path, execution__base='"other"'))


def test_amount_whose_text_shows_no_number_keeps_its_value() -> None:
    odd = replace(fund(TOTAL, "100", "80"), adjusted=cell("一百", 2, 3))

    assert str(execution("national_2020", odd).score) == "8.00"
