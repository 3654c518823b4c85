"""Totals, goals, grades, printed scores, approved targets, spread points, self-evaluation warning."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from scoring_forms import codes, form, fund, goal, indicator, own_pack, row, scored

from hengxiao.core.packs import load
from hengxiao.core.scoring import ScoreSheet, score
from hengxiao.core.targets import Field, Place
from hengxiao.core.terms.kinds import FormKind, Term

FULL = fund("年度资金总额", "100", "100")


def judged(points: str, hand: str, **texts: str) -> object:
    """A qualitative row whose hand score is free."""
    return indicator("较好", "尚可", points, hand, **texts)


@pytest.mark.parametrize(
    ("hand", "grade"),
    [
        ("80", "优"),
        ("79.99", "良"),
        ("70", "良"),
        ("69.99", "中"),
        ("50", "中"),
        ("49.99", "差"),
        ("0", "差"),
    ],
)
def test_grade_bounds_belong_to_the_better_grade(hand: str, grade: str) -> None:
    sheet = scored("national_2020", judged("90", hand))

    assert (sheet.total, sheet.grade) == (Decimal(hand) + 10, grade)


def test_pack_with_other_grades_is_obeyed(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, grades__self_evaluation='[{ name = "优", from = 90 }, { name = "合格", from = 60 }]')

    assert [scored(pack, judged("90", hand)).grade for hand in ("60", "50", "49")] == ["合格", "合格", ""]


def test_total_of_a_whole_form() -> None:
    sheet = scored(
        "national_2020",
        indicator("≥20个", "15个", "50"),
        indicator("≤80天", "85天", "30"),
        indicator("≥90%", "90%", "10"),
        funds=(fund("年度资金总额", "100", "86"),),
        total="84.23",
    )

    assert [str(line.score) for line in sheet.lines] == ["37.50", "28.13", "10.00"]
    assert (sheet.total, sheet.grade, sheet.missing, sheet.differences) == (Decimal("84.23"), "良", (), ())


def test_what_is_missing_makes_the_total_partial_never_zero() -> None:
    sheet = scored("national_2020", indicator("≥20个", "15个", "50"), indicator("≥20个", "", "40", name="质量"))
    totals = sheet.totals

    assert (sheet.total, sheet.grade, sheet.missing) == (None, "", ("质量",))
    assert [str(number) for number in (totals.subtotal, totals.possible, totals.full)] == ["47.5", "60", "100"]
    assert [str(number) for number in (totals.lowest, totals.highest)] == ["47.5", "87.5"]
    assert totals.remarks[-1].text() == "尚不能得出总分：能计分的60分中得47.5分，其余项目见各行说明。"


def test_missing_execution_is_named() -> None:
    sheet = scored("national_2020", indicator("≥20个", "20个", "90"), funds=())

    assert (sheet.total, sheet.missing, str(sheet.totals.possible)) == (None, ("预算执行率",), "90")


def test_nameless_row_without_score_is_named_by_its_place() -> None:
    sheet = scored("national_2020", row(target="≥20个", points="90"))

    assert sheet.missing == (sheet.lines[0].place.address,)


def test_points_that_do_not_make_100_give_no_grade() -> None:
    sheet = scored("national_2020", indicator("≥20个", "20个", "80"))

    assert (sheet.total, sheet.grade) == (Decimal("90"), "")
    assert [finding.code for finding in sheet.totals.findings] == ["scoring.points_sum"]


def test_rows_without_points_are_said_and_not_scored() -> None:
    sheet = scored("national_2020", indicator("≥20个", "20个", ""))

    assert (sheet.lines[0].score, codes(sheet.lines[0])) == (None, ("scoring.no_points",))
    assert sheet.totals.findings == ()


def test_points_that_are_no_number_are_said() -> None:
    sheet = scored("national_2020", indicator("≥20个", "20个", "十分"))

    assert codes(sheet.lines[0]) == ("scoring.points_unread",)


def test_points_merged_over_rows_are_not_counted_twice() -> None:
    merged = replace(
        indicator("≥20个", "20个", "90"), points=Field("90", inherited=True), score=Field("90", inherited=True)
    )
    sheet = scored("national_2020", indicator("≥20个", "20个", "90"), merged)

    assert [str(line.score) for line in sheet.lines] == ["90.00", "None"]
    assert (codes(sheet.lines[1]), sheet.lines[1].printed) == (("scoring.points_merged",), None)


def test_blank_template_rows_are_left_out() -> None:
    assert scored("national_2020", row(level1="产出指标"), indicator("≥20个", "20个", "90")).missing == ()


def test_printed_scores_that_differ_are_listed_with_their_cells() -> None:
    sheet = scored("national_2020", indicator("100%", "95%", "90", "85", name="通过率"), total="95")

    assert [(d.what, str(d.amount), d.place.address if d.place else "") for d in sheet.differences] == [
        ("通过率", "-0.50", "表1!H5"),
        ("总分", "-0.5", "表1!H40"),
    ]
    assert codes(sheet.lines[0]) == ("scoring.differs",)
    assert [finding.code for finding in (*sheet.totals.findings, *sheet.findings)] == ["scoring.total_differs"]


def test_printed_execution_score_that_differs_is_listed() -> None:
    money = (fund("年度资金总额", "100", "86", score="9"),)
    sheet = scored("national_2020", indicator("≥20个", "20个", "90"), funds=money)

    assert [(d.what, str(d.printed), str(d.computed)) for d in sheet.differences] == [("预算执行率", "9", "8.60")]


def test_expected_scores_are_keyed_by_row_and_score_cell() -> None:
    sheet = scored(
        "national_2020",
        indicator("100%", "95%", "40", "38", name="通过率"),
        indicator("100%", "95%", "50", name="合格率"),
        indicator("100%", "", "0", name="完成率"),
        funds=(fund("年度资金总额", "100", "86", score="9"),),
    )
    file = sheet.lines[0].place

    assert sheet.expected_scores() == {
        file.at(5, 0): Decimal("38.00"),
        file.at(5, 8): Decimal("38.00"),
        file.at(6, 0): Decimal("47.50"),
        file.at(2, 6): Decimal("8.60"),
    }


def test_expected_scores_without_money_hold_only_rows() -> None:
    sheet = scored("national_2020", indicator("100%", "95%", "40", "38"), funds=())

    assert set(sheet.expected_scores().values()) == {Decimal("38.00")}


# ---- goals with ratios (湖北) ----


def two_goals(first: str, second: str) -> ScoreSheet:
    rows = (
        indicator("≥20个", "20个", "80", goal="年度目标1"),
        indicator("≥20个", "10个", "80", goal="年度目标2"),
    )
    goals = (goal("年度目标1", first), goal("年度目标2", second), goal("长期目标1", "100%", Term.LONG))
    return scored("hubei_2020", *rows, goals=goals)


def test_goal_ratios_weigh_the_goals() -> None:
    sheet = two_goals("60%", "40")

    assert [str(part.contribution) for part in sheet.goals] == ["48.00", "16.00"]
    assert (sheet.total, sheet.grade, sheet.totals.weighted) == (Decimal("84"), "良", True)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [("60%", "30%", "scoring.ratio_sum"), ("60%", "", "scoring.ratio_sum"), ("", "", "scoring.no_goal_ratio")],
)
def test_goals_without_proper_ratios_have_no_total(first: str, second: str, code: str) -> None:
    sheet = two_goals(first, second)

    assert (sheet.total, code in [remark.code for remark in sheet.totals.remarks]) == (None, True)


def test_single_goal_needs_no_ratio() -> None:
    sheet = scored("hubei_2020", indicator("≥20个", "20个", "80", goal="年度目标1"), goals=(goal("年度目标1"),))

    assert (sheet.total, sheet.goals[0].ratio) == (Decimal("100"), Decimal(100))


def test_several_goals_without_ratios_whose_points_make_100_are_added() -> None:
    rows = (indicator("≥1个", "1个", "50", goal="目标1"), indicator("≥1个", "1个", "30", goal="目标2"))

    assert scored("hubei_2020", *rows, goals=(goal("目标1"), goal("目标2"))).total == Decimal("100")


def test_national_form_does_not_weigh_goals() -> None:
    rows = (indicator("≥1个", "1个", "50", goal="目标1"), indicator("≥1个", "1个", "40", goal="目标2"))
    sheet = scored("national_2020", *rows, goals=(goal("目标1", "50%"), goal("目标2", "50%")))

    assert (sheet.total, [part.ratio for part in sheet.goals]) == (Decimal("100"), [None, None])


def test_long_term_rows_are_not_scored() -> None:
    rows = (indicator("≥1个", "1个", "80", goal="年度目标1"), indicator("≥9个", "", "", goal="长期目标1"))
    sheet = scored("hubei_2020", *rows, goals=(goal("年度目标1"), goal("长期目标1", term=Term.LONG)))

    assert [line.goal for line in sheet.lines] == ["年度目标1"]


# ---- points spread by the pack ----


def test_spread_points_add_up_exactly_to_the_block() -> None:
    rows = [indicator("≥1个", "1个", "", level1="产出", goal="目标1") for _ in range(3)]
    rows += [
        indicator("≥90%", "90%", "", level1="效益", goal="目标1", name="知晓率"),
        indicator("≥90%", "90%", "", "5", level1="满意度指标", goal="目标1", name="满意度"),
    ]
    sheet = score(form(*rows), load("hubei_2020"), spread=True)

    assert [str(line.points) for line in sheet.lines] == ["13.34", "13.33", "13.33", "20", "20"]
    assert (sheet.total, sheet.differences) == (Decimal("100"), ())


def test_spread_takes_the_points_printed_in_the_level_cell() -> None:
    rows = [indicator("≥1个", "1个", "", level1="产出指标(60分)") for _ in range(2)]
    sheet = score(form(*rows), load("national_2020"), spread=True)

    assert [str(line.points) for line in sheet.lines] == ["30", "30"]


def test_spread_leaves_blocks_the_pack_does_not_know() -> None:
    sheet = score(form(indicator("≥1个", "1个", "", level1="决策")), load("national_2020"), spread=True)

    assert codes(sheet.lines[0]) == ("scoring.no_points",)


def test_spread_keeps_printed_points() -> None:
    rows = [indicator("≥1个", "1个", points, level1="产出指标") for points in ("20", "")]
    sheet = score(form(*rows), load("national_2020"), spread=True)

    assert [(str(line.points), line.points_from) for line in sheet.lines] == [("20", "form"), ("25", "spread")]


# ---- approved targets ----


def test_approved_targets_and_points_bind() -> None:
    approved = form(
        indicator("≥20个", "", "60", name="指标1：培训数量", goal="目标2"),
        indicator("≥30个", "", "30", name="培训数量", goal="目标1"),
        kind=FormKind.TARGET,
    )
    own = form(
        indicator("≥10个", "10个", "60", name="培训数量", goal="目标2"),
        indicator("≥30个", "30个", "30", name="培训数量", goal="目标1"),
        indicator("≥5个", "5个", "0", name="另加一项"),
    )
    sheet = score(own, load("national_2020"), approved=approved)

    assert [str(line.score) for line in sheet.lines] == ["30.00", "30.00", "0.00"]
    assert [codes(line) for line in sheet.lines] == [("scoring.target_changed",), (), ("scoring.not_approved",)]


def test_approved_points_replace_changed_ones_and_fill_missing_ones() -> None:
    approved = form(
        indicator("≥20个", "", "60", name="甲"), indicator("≥20个", "", "", name="乙"), kind=FormKind.TARGET
    )
    own = form(indicator("≥20个", "20个", "70", name="甲"), indicator("≥20个", "20个", "30", name="乙"))
    sheet = score(own, load("national_2020"), approved=approved)

    assert [str(line.points) for line in sheet.lines] == ["60", "30"]
    assert codes(sheet.lines[0]) == ("scoring.points_changed",)


# ---- self-evaluation warning ----


@pytest.mark.parametrize(
    ("hand", "executed", "colour", "gap"),
    [
        ("88", "60", "red", Fraction(17, 44)),
        ("85", "90", "", Fraction(4, 85)),
        ("60", "75", "yellow", Fraction(-1, 8)),
        ("0", "75", "yellow", Fraction(0)),
    ],
)
def test_warning_compares_target_share_with_execution_share(
    hand: str, executed: str, colour: str, gap: Fraction
) -> None:
    sheet = scored("national_2020", judged("90", hand), funds=(fund("年度资金总额", "100", executed),))

    assert (sheet.warning.colour, sheet.warning.gap) == (colour, gap)


def test_warning_names_the_gap() -> None:
    sheet = scored("national_2020", judged("90", "88"), funds=(fund("年度资金总额", "100", "60"),))

    assert sheet.warning.remark.facts["gap"] == "≈38.64%"


def test_warning_of_a_zero_budget_is_yellow() -> None:
    sheet = scored("national_2020", judged("90", "88"), funds=(fund("年度资金总额", "0", "0"),))

    assert (sheet.warning.colour, sheet.warning.gap) == ("yellow", None)


def test_warning_of_an_incomplete_sheet_is_unknown() -> None:
    sheet = scored("national_2020", indicator("≥1个", "", "90"))

    assert (sheet.warning.colour, sheet.warning.remark.code) == ("", "scoring.warning_unknown")


def test_place_of_a_sheet_is_the_forms() -> None:
    sheet = scored("national_2020", indicator("≥1个", "1个", "90"))

    assert (sheet.source, sheet.digest, sheet.lines[0].place) == (
        "自评表.docx",
        "0" * 64,
        Place("自评表.docx", 1, 5, digest="0" * 64),
    )
