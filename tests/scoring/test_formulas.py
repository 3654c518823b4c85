"""The formulas of points: vectors of the deployed systems, of the Hubei form and of the core-indicator guide."""

from decimal import Decimal
from pathlib import Path

import pytest
from scoring_forms import codes, one, own_pack

from hengxiao.core.scoring import UnknownModeError
from hengxiao.core.terms.kinds import Direction


@pytest.mark.parametrize(
    ("pack", "target", "actual", "points", "method", "score"),
    [
        ("national_2020", "≥20个", "15个", "8", "forward", "6.00"),
        ("hubei_2020", "≥20个", "15个", "8", "forward", "6.00"),
        ("national_2020", "≥20个", "20个", "8", "forward", "8.00"),
        ("national_2020", "≥20个", "23个", "8", "forward", "8.00"),
        ("national_2020", "≥20个", "0", "8", "forward", "0.00"),
        ("national_2020", "20个以上", "15个", "8", "forward", "6.00"),
        ("national_2020", "≤80天", "85天", "5", "linear_to_double", "4.69"),
        ("hubei_2020", "≤80天", "85天", "5", "inverse_ratio", "4.71"),
        ("national_2020", "≤3件", "5件", "5", "linear_to_double", "1.67"),
        ("hubei_2020", "≤3件", "5件", "5", "inverse_ratio", "3.00"),
        ("national_2020", "≤3件", "7件", "5", "linear_to_double", "0.00"),
        ("hubei_2020", "≤3件", "7件", "5", "inverse_ratio", "2.14"),
        ("national_2020", "≤3件", "6件", "5", "linear_to_double", "0.00"),
        ("national_2020", "≤3件", "3件", "5", "linear_to_double", "5.00"),
        ("hubei_2020", "≤3件", "0件", "5", "inverse_ratio", "5.00"),
        ("national_2020", "=20个", "15个", "8", "equal", "6.00"),
        ("national_2020", "=20个", "20个", "8", "equal", "8.00"),
        ("national_2020", "=0件", "0件", "5", "zero_target", "5.00"),
        ("national_2020", "=0件", "1件", "5", "zero_target", "0.00"),
        ("hubei_2020", "≤0件", "0件", "5", "zero_target", "5.00"),
        ("hubei_2020", "≤0件", "2件", "5", "zero_target", "0.00"),
        ("national_2020", "≥0件", "0件", "5", "forward", "5.00"),
        ("national_2020", "≥8项", "1项", "1", "forward", "0.13"),
        ("national_2020", "≥8%", "-1%", "5", "forward", "0.00"),
        ("national_2020", "≥202.6万元", "101.3", "10", "forward", "5.00"),
        ("national_2020", "≤1亿元", "9000万元", "10", "linear_to_double", "10.00"),
    ],
)
def test_score_is_as_published(pack: str, target: str, actual: str, points: str, method: str, score: str) -> None:
    line = one(pack, target, actual, points)

    assert (line.method, str(line.score)) == (method, score)


def test_half_a_cent_is_rounded_up() -> None:
    assert one("national_2020", "≥8项", "1项", "1").score == Decimal("0.13")


def test_pack_may_cut_off_instead_of_rounding(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, scoring__rounding='{ places = 2, mode = "truncate" }')

    assert one(pack, "≥8项", "1项", "1").score == Decimal("0.12")


def test_pack_may_round_to_whole_points(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, scoring__rounding='{ places = 0, mode = "half_up" }')

    assert str(one(pack, "≥4项", "3项", "10").score) == "8"


def test_reverse_may_be_all_or_nothing(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, scoring__reverse='"all_or_nothing"')

    assert [str(one(pack, "≤3件", actual).score) for actual in ("3件", "4件")] == ["10.00", "0.00"]


def test_explanation_gives_the_numbers_in_both_languages() -> None:
    line = one("national_2020", "≥20个", "15个", "8")

    assert line.explanation() == (
        "正向指标：目标值20，实际值15，得分比例75%（达到目标得满分，否则按实际/目标）。 8分×0.75＝6.00分。"
    )
    assert line.explanation("en") == (
        "Higher is better: target 20, actual 15, share 75% (full when reached, else actual/target). 8 points × 0.75 = 6.00."
    )


@pytest.mark.parametrize(
    ("target", "actual", "name", "direction", "method"),
    [
        ("≥95%", "95%", "项目成本控制率", Direction.HIGHER, "forward"),
        ("不超过95%", "95%", "培训覆盖率", Direction.LOWER, "linear_to_double"),
        ("100%", "95%", "培训覆盖率", Direction.HIGHER, "forward"),
        ("100元", "95元", "单位成本", Direction.LOWER, "linear_to_double"),
    ],
)
def test_direction_comes_from_sign_then_wording_then_indicator(
    target: str, actual: str, name: str, direction: Direction, method: str
) -> None:
    line = one("national_2020", target, actual, name=name)

    assert (line.direction, line.method) == (direction, method)


def test_unknown_direction_is_said_and_not_scored() -> None:
    line = one("national_2020", "8000亩", "8535.5亩", name="基地")

    assert (line.score, codes(line)) == (None, ("scoring.unknown_direction",))


def test_unknown_direction_with_equal_numbers_is_full() -> None:
    line = one("national_2020", "8000亩", "8000亩", name="基地")

    assert (str(line.score), line.method) == ("10.00", "same_value")


@pytest.mark.parametrize(
    ("actual", "flagged"),
    [("119个", ()), ("120个", ("scoring.over_achieved",)), ("500个", ("scoring.over_achieved",))],
)
def test_far_above_target_is_flagged_at_the_limit(actual: str, flagged: tuple[str, ...]) -> None:
    line = one("national_2020", "≥100个", actual)

    assert (str(line.score), codes(line)) == ("10.00", flagged)


def test_exceeding_an_equal_target_never_passes_silently() -> None:
    line = one("national_2020", "=20个", "21个")

    assert (str(line.score), codes(line)) == ("10.00", ("scoring.equal_exceeded",))


def test_pack_may_leave_an_exceeded_equal_target_to_a_person(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, scoring__equal='"exact"')

    without, given = one(pack, "=20个", "21个"), one(pack, "=20个", "21个", hand="7")

    assert (without.score, codes(without)) == (None, ("scoring.equal_exceeded", "scoring.needs_judgement"))
    assert (str(given.score), given.method) == ("7.00", "judged")


@pytest.mark.parametrize("target", ["＞90%", "<90%"])
def test_strict_sign_at_its_bound_counts_as_reached_and_is_said(target: str) -> None:
    line = one("national_2020", target, "90%")

    assert (str(line.score), codes(line)) == ("10.00", ("scoring.strict_boundary",))


def test_negative_actual_counts_as_zero_and_is_said() -> None:
    line = one("national_2020", "≥5%", "-3%")

    assert (str(line.score), codes(line)) == ("0.00", ("scoring.negative_actual",))


@pytest.mark.parametrize(
    ("target", "actual", "score", "flagged"),
    [
        ("≥-5%", "-3%", "10.00", ()),
        ("≥-5%", "-8%", "None", ("scoring.needs_judgement",)),
        ("≤-5%", "-8%", "10.00", ()),
        ("=-5%", "-5%", "10.00", ()),
    ],
)
def test_negative_target_has_no_ratio(target: str, actual: str, score: str, flagged: tuple[str, ...]) -> None:
    line = one("national_2020", target, actual, name="降幅")

    assert (str(line.score), codes(line)) == (score, flagged)


@pytest.mark.parametrize(
    ("actual", "score"), [("90%", "10.00"), ("89.9%", "8.00"), ("80%", "8.00"), ("60%", "5.00"), ("59.9%", "0.00")]
)
def test_satisfaction_is_scored_in_steps_with_inclusive_bounds(actual: str, score: str) -> None:
    line = one("core_2021", "≥95%", actual, level1="满意度指标", name="服务对象满意度")

    assert (str(line.score), line.method) == (score, "satisfaction_steps")


def test_satisfaction_below_the_lowest_step_is_zero(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, scoring__satisfaction="[{ from = 60, share = 50 }]")

    assert str(one(pack, "≥95%", "50%", name="满意度").score) == "0.00"


def test_satisfaction_is_a_ratio_where_the_pack_has_no_steps() -> None:
    assert str(one("national_2020", "≥95%", "90.25%", name="满意度").score) == "9.50"


def test_below_the_pack_threshold_is_zero(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, scoring__threshold="{ percent = 60 }")

    assert [str(one(pack, "≥100个", actual).score) for actual in ("60个", "59个")] == ["6.00", "0.00"]


def test_own_scoring_rule_of_the_row_gives_the_threshold() -> None:
    texts = {"评（扣）分规则": "完成率低于70%不得分"}

    low, high = (one("core_2021", "≥100个", actual, **texts) for actual in ("69个", "70个"))

    assert (str(low.score), str(high.score)) == ("0.00", "7.00")
    assert low.explanation().startswith("按指标自己的评分规则：“完成率低于70%不得分”。")


def test_own_scoring_rule_that_says_more_is_pointed_out() -> None:
    line = one("core_2021", "≥100个", "100个", **{"评分标准": "每少一个扣一分"})

    assert line.remarks[0].code == "scoring.own_rule_unread"


@pytest.mark.parametrize(
    ("rule", "value", "target", "actual"),
    [
        ("scoring__reverse", '"other"', "≤3件", "5件"),
        ("scoring__forward", '"other"', "≥3件", "5件"),
        ("scoring__zero_target", '"other"', "=0件", "5件"),
        ("scoring__negative_actual", '"other"', "≥3件", "-5件"),
        ("scoring__rounding", '{ places = 2, mode = "other" }', "≥3件", "5件"),
    ],
)
def test_a_way_of_scoring_that_does_not_exist_is_an_error(
    tmp_path: Path, rule: str, value: str, target: str, actual: str
) -> None:
    with pytest.raises(UnknownModeError):
        one(own_pack(tmp_path, **{rule: value}), target, actual)
