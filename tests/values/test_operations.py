"""Target met, degree of achievement, change between years, conversion."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hengxiao.core.terms.catalogue import family, say
from hengxiao.core.terms.kinds import Direction, Kind
from hengxiao.core.values import Value, achievement, compare, convert, meets, parse, render, restate

HIGHER, LOWER, EXACT = Direction.HIGHER, Direction.LOWER, Direction.EXACT
ACHIEVEMENTS = [
    ("98%", "≥95%", None, Fraction(98, 95), True, "forward_met"),
    ("90%", "≥95%", None, Fraction(90, 95), False, "forward_unmet"),
    ("95%", ">95%", None, Fraction(1), False, "forward_unmet"),
    ("12家", "10家以上", None, Fraction(6, 5), True, "forward_met"),
    ("12", "≥10家", None, Fraction(6, 5), True, "forward_met"),
    ("80", "≤90万元", None, Fraction(9, 8), True, "reverse_met"),
    ("100万元", "≤90万元", None, Fraction(9, 10), False, "reverse_unmet"),
    ("0次", "≤3次", None, Fraction(1), True, "reverse_zero_actual"),
    ("3次", "<3次", None, Fraction(1), False, "reverse_unmet"),
    ("5个", "=5个", None, Fraction(1), True, "exact_met"),
    ("6个", "=5个", None, Fraction(5, 6), False, "exact_unmet"),
    ("0个", "=5个", None, Fraction(0), False, "exact_unmet"),
    ("100", "100", EXACT, Fraction(1), True, "exact_met"),
    ("7", "5", HIGHER, Fraction(7, 5), True, "forward_met"),
    ("7", "5", LOWER, Fraction(5, 7), False, "reverse_unmet"),
    ("5", "5", None, Fraction(1), True, "equal"),
    ("7", "5", None, None, None, "direction_unknown"),
    ("0%", "0%", LOWER, Fraction(1), True, "zero_target_met"),
    ("1%", "0%", LOWER, Fraction(0), False, "zero_target_unmet"),
    ("3%", "-5%", HIGHER, None, True, "negative_target_met"),
    ("-8%", "-5%", HIGHER, None, False, "negative_target_unmet"),
    ("85%", "80%~90%", None, Fraction(1), True, "within_range"),
    ("70%", "80%~90%", None, Fraction(7, 8), False, "outside_range"),
    ("95%", "80%~90%", None, Fraction(18, 19), False, "outside_range"),
    ("2%", "±3%以内", None, Fraction(1), True, "within_range"),
    ("4%", "±3%以内", None, Fraction(3, 4), False, "outside_range"),
    ("≥95%", "≥95%", None, Fraction(1), True, "forward_met"),
    ("90%以上", "≥95%", None, Fraction(18, 19), None, "bound_open"),
    ("不超过3天", "≤5天", None, Fraction(5, 3), True, "reverse_met"),
    ("低于5%", "≥5%", None, Fraction(1), False, "forward_unmet"),
    ("高于5%", "≤5%", None, Fraction(1), False, "reverse_unmet"),
    ("1.5公里", "≥1000米", None, Fraction(3, 2), True, "forward_met"),
    ("2公顷", "≥30亩", None, Fraction(1), True, "forward_met"),
    ("3‰", "≤1%", None, Fraction(10, 3), True, "reverse_met"),
    ("12个月", "≤1年", None, Fraction(1), True, "reverse_met"),
    ("30名", "≥30人", None, Fraction(1), True, "forward_met"),
    ("70个", "≥70村", None, Fraction(1), True, "forward_met"),
    ("5台", "≥5套", None, None, None, "incomparable"),
    ("明显", "≥5套", None, None, None, "incomparable"),
    ("达成预期指标", "≥5套", None, None, True, "claimed"),
    ("无", "≥5套", None, None, None, "nothing_to_compare"),
    ("5套", "待定", None, None, None, "nothing_to_compare"),
    ("优", "良", None, None, True, "grade_met"),
    ("良好", "优秀", None, None, False, "grade_unmet"),
    ("效果较明显", "效果明显", None, None, False, "grade_unmet"),
    ("有效保障", "有效保障", None, None, True, "same_words"),
    ("否", "是", None, None, False, "other_answer"),
    ("达成预期指标", "持续改善", None, None, True, "claimed"),
    ("做了大量工作", "持续改善", None, None, None, "words_incomparable"),
    ("2021年11月", "2021年12月底前", None, None, True, "in_time"),
    ("2022年1月5日", "2021年12月底前", None, None, False, "late"),
    ("2021年", "2021年6月底前", None, None, None, "date_open"),
    ("11月", "2021年12月底前", None, None, None, "year_missing"),
    ("已完成", "2021年12月底前", None, None, True, "claimed"),
    ("较好", "2021年12月底前", None, None, None, "incomparable"),
    ("2021年2月", "2021年3月以后", None, None, False, "early"),
    ("2021年5月", "2021年3月以后", None, None, True, "in_time"),
    ("高级70%、中级90%", "高级不超过80%、中级不超过90%", None, Fraction(1), True, "parts_met"),
    ("中级90%、高级85%", "高级不超过80%、中级不超过90%", None, Fraction(16, 17), False, "parts_unmet"),
    ("5个，3次", "≥5个，≥3次", None, Fraction(1), True, "parts_met"),
    ("5个，明显", "≥5个，≥3次", None, None, None, "parts_differ"),
    ("初级90%、高级85%", "高级不超过80%、中级不超过90%", None, None, None, "parts_differ"),
    ("达成预期指标", "≥5个，≥3次", None, None, True, "claimed"),
    ("5个以上，3次", "≥6个，≥3次", None, Fraction(5, 6), None, "parts_open"),
    ("95%", "100%¦90%¦85%¦85%", None, None, False, "grade_reached"),
    ("100%", "100%¦90%¦85%¦85%", None, None, True, "grade_reached"),
    ("20%", "100%¦90%¦85%¦85%", None, None, False, "grade_reached"),
    ("明显", "100%¦90%¦85%¦85%", None, None, None, "incomparable"),
]


@pytest.mark.parametrize(("actual", "target", "direction", "ratio", "met", "code"), ACHIEVEMENTS)
def test_achievement_is_exact_and_explained(
    actual: str, target: str, direction: Direction | None, ratio: Fraction | None, met: bool | None, code: str
) -> None:
    done = achievement(parse(actual), parse(target), direction=direction)
    assert (done.ratio, done.met, done.code) == (ratio, met, f"values.{code}")
    assert say(done.code, "zh", done.facts) != say(done.code, "en", done.facts)


def test_meets_says_what_achievement_says() -> None:
    verdict = meets(parse("98%"), parse("≥95%"))
    assert (verdict.met, verdict.code, verdict.facts["actual"]) == (True, "values.forward_met", "98%")


def test_meets_uses_the_indicator_where_no_sign_is_printed() -> None:
    target = parse("95%", indicator="服务对象满意度")
    assert meets(parse("90%"), target).met is False


def test_achievement_reports_the_parts() -> None:
    done = achievement(parse("高级70%、中级95%"), parse("高级不超过80%、中级不超过90%"))
    assert done.facts["parts"] == (("高级", True, "values.reverse_met"), ("中级", False, "values.reverse_unmet"))


CHANGES = [
    ("10家以上", "12家", None, "better", Fraction(6, 5), "better"),
    ("10家以上", "10家", None, "same", Fraction(1), "unchanged"),
    ("12家", "≥10家", None, "worse", Fraction(5, 6), "worse"),
    ("≤5天", "≤3天", None, "better", Fraction(3, 5), "better"),
    ("5", "7", None, "incomparable", Fraction(7, 5), "changed"),
    ("5", "7", LOWER, "worse", Fraction(7, 5), "worse"),
    ("0", "7", HIGHER, "better", None, "better"),
    ("2-3次", "2次", HIGHER, "same", Fraction(1), "unchanged"),
    ("5台", "5套", None, "incomparable", None, "years_incomparable"),
    ("新增", "5套", None, "incomparable", None, "nothing_to_compare_years"),
    ("明显", "明显", None, "same", None, "unchanged"),
    ("良", "良好", None, "same", None, "unchanged"),
    ("优", "良", None, "worse", None, "worse"),
    ("较明显", "明显", None, "better", None, "better"),
    ("明显", "及时", None, "incomparable", None, "years_incomparable"),
    ("明显", "5套", None, "incomparable", None, "years_incomparable"),
    ("2020年12月底前", "2021年11月底前", None, "better", None, "better"),
    ("2020年11月底前", "2021年12月底前", None, "worse", None, "worse"),
    ("2020年12月底前", "2021年12月底前", None, "same", None, "unchanged"),
    ("2020年12月底前", "5套", None, "incomparable", None, "years_incomparable"),
    ("5个，3次", "5个，3次", HIGHER, "same", None, "unchanged"),
    ("5个，3次", "6个，3次", HIGHER, "better", None, "better"),
    ("5个，3次", "5个，2次", HIGHER, "worse", None, "worse"),
    ("5个，3次", "6个，2次", HIGHER, "incomparable", None, "changed"),
    ("5个", "6个，2次", HIGHER, "incomparable", None, "years_incomparable"),
]


@pytest.mark.parametrize(("earlier", "later", "direction", "kind", "ratio", "code"), CHANGES)
def test_compare_tells_better_from_worse(
    earlier: str, later: str, direction: Direction | None, kind: str, ratio: Fraction | None, code: str
) -> None:
    change = compare(parse(earlier), parse(later), direction=direction)
    assert (change.kind, change.ratio, change.code) == (kind, ratio, f"values.{code}")
    assert say(change.code, "zh", change.facts) != say(change.code, "en", change.facts)


@pytest.mark.parametrize(
    ("number", "unit", "canonical"),
    [
        ("3000", "万元", ("30000000", "元")),
        ("1.2", "亿元", ("120000000", "元")),
        ("95", "百分比", ("95", "%")),
        ("0.97", "比例", ("97", "%")),
        ("5", "人/次", ("5", "人次")),
        ("500", "元/月/人", ("500", "元/人·月")),
        ("3.5", "万㎡", ("35000", "平方米")),
        ("2", "KM", ("2", "公里")),
        ("70", "村", ("70", "个(村)")),
        ("1", "次/季", ("1", "次/季度")),
        ("1", "元/年度", ("1", "元/年")),
        ("9", "元/个月", ("9", "元/月")),
        ("2", "台(套)", ("2", "台(套)")),
        ("7", "", ("7", "")),
    ],
)
def test_convert_gives_the_canonical_unit(number: str, unit: str, canonical: tuple[str, str]) -> None:
    assert convert(Decimal(number), unit) == (Decimal(canonical[0]), canonical[1])


def test_render_writes_a_computed_value_in_standard_notation() -> None:
    computed = Value("", Kind.COUNT, parse("≥5家").comparator, (Decimal("12.5"),), "家")
    assert render(computed) == "≥12.5家"


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("10家以上", "≥10家"),
        ("80%～90%", "80%~90%"),
        ("±3%以内", "±3%"),
        ("2021年底前", "≤2021年12月31日"),
        ("2021年12月31日", "2021年12月31日"),
        ("2021年1-6月", "2021年1月1日至2021年6月30日"),
        ("12月31日前", "≤12月31日"),
        ("每月5日前", "≤每月5日"),
        ("每月底", "每月底"),
        ("高级不超过80%、中级不超过90%", "高级≤80%；中级≤90%"),
        ("明 显", "明显"),
        ("无", "无"),
    ],
)
def test_restate_writes_the_standard_notation(text: str, standard: str) -> None:
    assert restate(parse(text)) == standard


def test_every_message_has_two_languages() -> None:
    assert [code for code, entry in family("values").items() if not {"zh", "en"} <= entry.keys()] == []
