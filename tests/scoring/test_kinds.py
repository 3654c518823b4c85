"""Targets that are words, dates, ranges or several values; and values that cannot be scored."""

from pathlib import Path

import pytest
from scoring_forms import codes, one, own_pack

MET, PARTLY, UNMET = "达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差"


@pytest.mark.parametrize(
    ("pack", "actual", "hand", "score", "flagged"),
    [
        ("national_2020", MET, "8", "8.00", ()),
        ("national_2020", MET, "10", "10.00", ()),
        ("national_2020", MET, "7.9", "None", ("scoring.outside_interval",)),
        ("national_2020", MET, "10.5", "None", ("scoring.above_points",)),
        ("national_2020", PARTLY, "6", "6.00", ()),
        ("national_2020", PARTLY, "8", "None", ("scoring.outside_interval",)),
        ("national_2020", PARTLY, "5.5", "None", ("scoring.outside_interval",)),
        ("hubei_2020", PARTLY, "5.5", "5.50", ()),
        ("hubei_2020", "部分达成预期指标并具有一定效果", "5", "5.00", ()),
        ("hubei_2020", UNMET, "5", "None", ("scoring.outside_interval",)),
        ("national_2020", UNMET, "0", "0.00", ()),
        ("national_2020", MET, "", "None", ("scoring.needs_judgement",)),
        ("national_2020", MET, "优", "None", ("scoring.score_unread", "scoring.needs_judgement")),
        ("national_2020", "较好", "7分", "7.00", ()),
        ("national_2020", "较好", "11", "None", ("scoring.above_points",)),
        ("national_2020", "明显。", "9", "9.00", ()),
    ],
)
def test_words_need_a_hand_score_inside_their_tier(
    pack: str, actual: str, hand: str, score: str, flagged: tuple[str, ...]
) -> None:
    line = one(pack, "明显", actual, "10", hand)

    assert (str(line.score), codes(line)) == (score, flagged)


def test_missing_judgement_names_the_interval() -> None:
    line = one("hubei_2020", "明显", "部分达成预期指标并具有一定效果", "8")

    assert line.findings[0].message() == "需要人工评分：请在4—6.4分之间给分（分值8分）。"


def test_pack_may_open_the_lower_bound_of_a_tier(tmp_path: Path) -> None:
    tier = '[{ code = "met", name = "好", from = 80, from_inclusive = false, to = 100, to_inclusive = true, wordings = [] }]'
    pack = own_pack(tmp_path, scoring__qualitative=tier)

    assert [str(one(pack, "明显", "好", "10", hand).score) for hand in ("8", "8.1")] == ["None", "8.10"]


@pytest.mark.parametrize(
    ("target", "actual", "hand", "score", "method", "flagged"),
    [
        ("2022年11月30日前", "2022年11月30日", "", "10.00", "date", ()),
        ("2022年11月30日前", "2022年12月1日", "", "None", "", ("scoring.needs_judgement",)),
        ("2022年11月30日前", "2022年12月1日", "6", "6.00", "judged", ()),
        ("2022年11月30日前", "按时完成", "9", "9.00", "judged", ()),
        ("11月30日前", "11月20日", "", "10.00", "date", ()),
    ],
)
def test_dates_are_full_in_time_and_judged_when_late(
    target: str, actual: str, hand: str, score: str, method: str, flagged: tuple[str, ...]
) -> None:
    line = one("national_2020", target, actual, "10", hand, name="完成时间")

    assert (str(line.score), line.method, codes(line)) == (score, method, flagged)


@pytest.mark.parametrize(
    ("actual", "hand", "score", "method", "flagged"),
    [
        ("4个", "", "10.00", "range", ()),
        ("3个", "", "10.00", "range", ()),
        ("6", "7", "7.00", "judged", ()),
        ("6个", "", "None", "", ("scoring.needs_judgement",)),
        ("4公里", "", "None", "", ("scoring.unit_differs",)),
        ("较多", "5", "None", "", ("scoring.actual_not_number",)),
    ],
)
def test_ranges_are_full_inside_and_judged_outside(
    actual: str, hand: str, score: str, method: str, flagged: tuple[str, ...]
) -> None:
    line = one("national_2020", "3-5个", actual, "10", hand)

    assert (str(line.score), line.method, codes(line)) == (score, method, flagged)


@pytest.mark.parametrize(
    ("actual", "hand", "score", "method", "flagged"),
    [
        ("高级70%、中级90%", "", "10.00", "compound", ()),
        ("高级85%、中级90%", "", "None", "", ("scoring.needs_judgement",)),
        ("高级85%、中级90%", "8", "8.00", "judged", ()),
        ("85%", "8", "8.00", "judged", ()),
    ],
)
def test_compounds_are_full_when_every_part_is_reached(
    actual: str, hand: str, score: str, method: str, flagged: tuple[str, ...]
) -> None:
    line = one("national_2020", "高级不超过80%、中级不超过90%", actual, "10", hand, name="职称评审通过率")

    assert (str(line.score), line.method, codes(line)) == (score, method, flagged)


@pytest.mark.parametrize(
    ("target", "actual", "score", "flagged"),
    [
        ("≥95%", "≥95%", "10.00", ("scoring.actual_with_sign",)),
        ("≥95%", "≥90%", "None", ("scoring.actual_with_sign", "scoring.actual_unsure")),
        ("≥95%", "≤97%", "None", ("scoring.actual_with_sign", "scoring.actual_unsure")),
        ("≤5%", "≤3%", "10.00", ("scoring.actual_with_sign",)),
        ("≥95%", "=96%", "10.00", ()),
    ],
)
def test_actual_with_a_sign_counts_only_for_what_it_says(
    target: str, actual: str, score: str, flagged: tuple[str, ...]
) -> None:
    line = one("national_2020", target, actual)

    assert (str(line.score), codes(line)) == (score, flagged)


@pytest.mark.parametrize(
    ("target", "actual", "flagged"),
    [
        ("≥50个", "达成预期指标", "scoring.actual_not_number"),
        ("≥50个", "", "scoring.no_actual"),
        ("", "50个", "scoring.no_target"),
        ("待定", "50个", "scoring.no_target"),
        ("≥50个", "30公里", "scoring.unit_differs"),
        ("50", "5万元", "scoring.unit_differs"),
        ("≥90%", "0.95", "scoring.damaged_value"),
        ("290$", "95%", "scoring.damaged_value"),
        ("≥90%", "290%", "scoring.damaged_value"),
    ],
)
def test_what_cannot_be_read_gets_no_score_and_a_reason(target: str, actual: str, flagged: str) -> None:
    line = one("national_2020", target, actual, "10", "10", name="合格率")

    assert (line.score, line.method, codes(line)) == (None, "", (flagged,))


def test_bare_fraction_beside_a_percentage_is_ambiguous() -> None:
    line = one("national_2020", "≥90%", "0.95", name="数量")

    assert (line.score, codes(line)) == (None, ("scoring.ambiguous_percent",))


@pytest.mark.parametrize(
    ("target", "actual", "score", "remark"),
    [
        ("≥50个", "50", "10.00", "scoring.unit_lent"),
        ("≥50", "50个", "10.00", "scoring.unit_borrowed"),
        ("≥50家", "40个", "8.00", "scoring.unit_alike"),
        ("≥50场", "40次", "8.00", "scoring.unit_alike"),
        ("≥1%", "1", "10.00", "scoring.unit_lent"),
    ],
)
def test_units_written_differently_are_said(target: str, actual: str, score: str, remark: str) -> None:
    line = one("national_2020", target, actual)

    assert (str(line.score), line.remarks[0].code) == (score, remark)


def test_date_without_year_beside_one_with_year_is_not_compared() -> None:
    from dataclasses import replace

    from scoring_forms import form, indicator

    from hengxiao.core.packs import load
    from hengxiao.core.scoring import score

    paper = replace(form(indicator("2022年11月30日前", "11月20日", name="完成时间")), year=None)

    assert codes(score(paper, load("national_2020")).lines[0]) == ("scoring.year_missing",)


def test_equal_sign_that_probably_was_more_is_still_scored() -> None:
    assert str(one("national_2020", "=100%", "98%", name="知晓率").score) == "9.80"
