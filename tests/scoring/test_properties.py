"""Properties of every score: bounded, monotone, the same each time, and provable."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_forms import form, fund, indicator, one

from hengxiao import verify_proof
from hengxiao.core.packs import load
from hengxiao.core.scoring import monitor, score, write_proof

PACKS = st.sampled_from(["national_2015", "national_2020", "core_2021", "hubei_2020", "sichuan_2025"])
SIGN = st.sampled_from(["≥", ">", "=", "≤", "<", ""])
AMOUNT = st.decimals(min_value=0, max_value=5000, places=1).map(lambda number: f"{number:f}")
POINTS = st.integers(min_value=0, max_value=100).map(str)
MODEST = settings(max_examples=60, deadline=None)


@MODEST
@given(pack=PACKS, sign=SIGN, target=AMOUNT, actual=AMOUNT, points=POINTS)
def test_score_lies_between_nothing_and_the_points(pack: str, sign: str, target: str, actual: str, points: str) -> None:
    line = one(pack, f"{sign}{target}个", f"{actual}个", points)

    assert line.score is None or 0 <= line.score <= Decimal(points)


@MODEST
@given(pack=PACKS, sign=st.sampled_from(["≥", "≤"]), target=AMOUNT, first=AMOUNT, second=AMOUNT)
def test_a_better_actual_never_scores_less(pack: str, sign: str, target: str, first: str, second: str) -> None:
    worse, better = sorted((first, second), key=Decimal, reverse=sign == "≤")
    low, high = (one(pack, f"{sign}{target}个", f"{actual}个").score for actual in (worse, better))

    assert low is not None
    assert high is not None
    assert low <= high


@MODEST
@given(pack=PACKS, target=st.text(max_size=12), actual=st.text(max_size=12), hand=st.text(max_size=4))
def test_any_text_is_scored_the_same_each_time_or_gets_a_reason(pack: str, target: str, actual: str, hand: str) -> None:
    first, second = (one(pack, target, actual, "10", hand) for _ in range(2))

    assert first == second
    assert first.score is not None or first.findings != ()


@MODEST
@given(pack=PACKS, budget=AMOUNT, executed=AMOUNT)
def test_execution_lies_between_nothing_and_its_points(pack: str, budget: str, executed: str) -> None:
    line = score(form(funds=(fund("年度资金总额", budget, executed),)), load(pack)).execution

    assert line.score is None or 0 <= line.score <= line.points


ROW = st.tuples(
    st.sampled_from(
        ["≥20个", "=20个", "≤20个", "≤0个", "20个", "3-5个", "≥-5%", "明显", "2022年11月30日前", "≥2万元", ""]
    ),
    st.sampled_from(
        ["15个", "20个", "4个", "-3%", "40", "达成预期指标", "明显", "2022年11月1日", "3万元", "≥20个", ""]
    ),
    st.sampled_from(["10", "7.5", "0", ""]),
    st.sampled_from(["", "8", "6.5", "0"]),
    st.sampled_from(["甲目标", "乙目标"]),
)


@settings(max_examples=60, deadline=None)
@given(pack=PACKS, rows=st.lists(ROW, max_size=6), spread=st.booleans())
def test_every_sheet_has_a_proof_that_holds(pack: str, rows: list[tuple[str, ...]], spread: bool) -> None:
    made = [
        indicator(target, actual, points, hand, goal=goal, level1="产出指标")
        for target, actual, points, hand, goal in rows
    ]
    sheet = score(form(*made), load(pack), spread=spread)
    with TemporaryDirectory() as folder:
        write_proof(sheet, folder)

        assert verify_proof.verify(Path(folder)) == []


LANGUAGE = st.sampled_from(["zh", "en"])


@MODEST
@given(pack=PACKS, rows=st.lists(ROW, min_size=1, max_size=4), month=st.integers(1, 12), language=LANGUAGE)
def test_everything_said_can_be_said(pack: str, rows: list[tuple[str, ...]], month: int, language: str) -> None:
    paper = form(*(indicator(target, actual, points, hand, goal=goal) for target, actual, points, hand, goal in rows))
    sheet, lights = score(paper, load(pack)), monitor(paper, load(pack), month)
    parts = (*sheet.lines, sheet.execution, sheet.totals, sheet)
    said = [finding.message(language) for part in parts for finding in part.findings]
    said += [line.explanation(language) for line in (*sheet.lines, sheet.execution)]
    said += [remark.text(language) for remark in (*sheet.totals.remarks, sheet.warning.remark)]

    assert all(said)
    assert len(lights.record(language)["lines"]) == len(lights.lines)
