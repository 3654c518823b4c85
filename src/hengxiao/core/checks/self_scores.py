"""Checks of the arithmetic of a self-evaluation (自评得分检查)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hengxiao.core.checks.context import Context, plain, printed_number, rounded
from hengxiao.core.checks.model import EVALUATED, Hit, Limits
from hengxiao.core.checks.money import COLUMNS, total_fund, uneven
from hengxiao.core.checks.registry import check
from hengxiao.core.targets import Field, Fund
from hengxiao.core.terms.kinds import Kind, Severity


@dataclass(frozen=True, slots=True)
class Execution:
    """The execution line of a self-evaluation (预算执行情况): rate as an exact share, points, printed score."""

    fund: Fund
    rate: Fraction
    points: Decimal
    score: Decimal

    @property
    def expected(self) -> Decimal:
        """Score by rule, half-up to two places, never above the points (应得分)."""
        exact = min(Fraction(self.points), self.rate * Fraction(self.points))
        return rounded(exact)


def execution(ctx: Context) -> Execution | None:
    """The execution line, None when amounts, points or score cannot be read (预算执行情况)."""
    fund = total_fund(ctx.form.funds)
    if fund is None:
        return None
    base = "planned" if ctx.pack.get("execution.base", default="adjusted") == "planned" else "adjusted"
    budget = printed_number(getattr(fund, base).text) or printed_number(fund.planned.text)
    spent, score = printed_number(fund.executed.text), printed_number(fund.score.text)
    points = printed_number(fund.points.text) or Decimal(str(ctx.pack.get("execution.points", default=0)))
    if not budget or spent is None or score is None or not points:
        return None
    return Execution(fund, Fraction(spent) / Fraction(budget), points, score)


def total_field(ctx: Context) -> Field:
    """The printed total: of the table, or of the head (总分)."""
    return ctx.form.total or _printed(ctx, ("总分", "总得分"))


def indicator_sum(ctx: Context, field: str) -> Decimal | None:
    """Sum of points or scores over the indicators, None when one cannot be read (合计)."""
    numbers = [printed_number(row.indicator.text(field)) for row in ctx.rows]
    if not numbers or None in numbers:
        return None
    return sum((number for number in numbers if number is not None), Decimal())


@check(
    "S01",
    family="self_scores",
    code="scores.execution",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号 项目支出绩效自评表：执行率得分不超过该项分值",
    zh="预算执行得分正确",
    en="Execution score follows the rate",
    forms=EVALUATED,
)
def execution_score(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Execution score = min(points, rate × points) (预算执行得分)."""
    line = execution(ctx)
    if line and abs(line.expected - line.score) > limits.number("tolerance"):
        rate = rounded(line.rate * 100)
        yield ctx.hit(line.fund.score, rate=plain(rate), points=plain(line.points), expected=plain(line.expected))


@check(
    "S02",
    family="self_scores",
    code="scores.indicator",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号：定量指标完成则满分，未完成按比例计分",
    zh="指标得分与规则一致",
    en="Indicator score follows the rule",
    forms=EVALUATED,
    variants=("", "above"),
)
def indicator_score(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Indicator score = what the rule yields, and never above the points (指标得分)."""
    for row in ctx.rows:
        score, points = printed_number(row.indicator.score.text), printed_number(row.indicator.points.text)
        expected = (ctx.expected or {}).get(row.indicator.place)
        if score is not None and points is not None and score > points:
            yield row.hit("score", "above", points=plain(points))
        elif score is not None and expected is not None and abs(score - expected) > limits.number("tolerance"):
            yield row.hit("score", expected=plain(expected))


@check(
    "S04",
    family="self_scores",
    code="scores.total",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号 项目支出绩效自评表：总分",
    zh="总分等于各项得分之和",
    en="Total is the sum",
    forms=EVALUATED,
)
def total_score(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Total = Σ indicator scores (weighted by goal ratios where printed) + execution score (总分)."""
    field, indicators = total_field(ctx), _indicator_part(ctx)
    total = printed_number(field.text)
    fund = total_fund(ctx.form.funds)
    spent = printed_number(fund.score.text) if fund else Decimal()
    if total is None or indicators is None or spent is None:
        return
    if abs(indicators + spent - total) > limits.number("tolerance"):
        facts = {"indicators": plain(indicators), "execution": plain(spent)}
        yield ctx.hit(field, sum=plain(indicators + spent), **facts)


def _indicator_part(ctx: Context) -> Decimal | None:
    whole = indicator_sum(ctx, "score")
    ratios = [printed_number(block.goal.ratio.text) if block.goal else None for block in ctx.blocks]
    if whole is None or len(ctx.blocks) < 2 or None in ratios:
        return whole if (indicator_sum(ctx, "points") or 0) <= 100 else None
    part = Decimal()
    for block, ratio in zip(ctx.blocks, ratios, strict=True):
        scores = (printed_number(row.indicator.score.text) for row in block.rows)
        part += sum((score for score in scores if score is not None), Decimal()) * (ratio or 0) / 100
    return part


@check(
    "S06",
    family="self_scores",
    code="scores.tier",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号：定性指标分三档，按档次区间计分",
    zh="定性得分在所选档次区间内",
    en="Qualitative score inside its tier",
    forms=EVALUATED,
)
def tier_score(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A qualitative score lies inside the interval of the tier chosen (定性得分区间)."""
    tiers = ctx.pack.rule("scoring.qualitative").value
    for row in ctx.rows:
        score, points = printed_number(row.indicator.score.text), printed_number(row.indicator.points.text)
        tier = tier_of(row.indicator.actual.text, tiers)
        if row.target.kind is Kind.QUALITATIVE and tier and score is not None and points:
            share = Fraction(score) * 100 / Fraction(points)
            if not inside(share, tier):
                facts = {"low": tier["from"], "high": tier["to"], "share": plain(rounded(share))}
                yield row.hit("score", tier=tier["name"], **facts)


def tier_of(text: str, tiers: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any] | None:
    """The tier a printed actual names, the longest wording first (档次)."""
    names = [(word, tier) for tier in tiers for word in (tier["name"], *tier["wordings"])]
    return next((tier for word, tier in sorted(names, key=lambda n: -len(n[0])) if word in text), None)


def inside(share: Fraction, tier: Mapping[str, Any]) -> bool:
    """Whether a share of the points lies inside a tier's interval, bounds as the pack says (区间内)."""
    low, high = Fraction(str(tier["from"])), Fraction(str(tier["to"]))
    above = share >= low if tier["from_inclusive"] else share > low
    below = share <= high if tier["to_inclusive"] else share < high
    return above and below


@check(
    "S08",
    family="self_scores",
    code="scores.gap",
    severity=Severity.WARNING,
    cites="部署系统自评预警：(S/90−E/10)/(S/90) 超过5%",
    zh="指标得分与预算执行相称",
    en="Score agrees with execution",
    forms=EVALUATED,
)
def score_gap(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """High score with low execution: the gap of the two shares is above the limit (得分高、执行低)."""
    scores, points, line = indicator_sum(ctx, "score"), indicator_sum(ctx, "points"), execution(ctx)
    if not scores or not points or line is None:
        return
    share, spent = Fraction(scores) / Fraction(points), Fraction(line.score) / Fraction(line.points)
    gap = rounded((share - spent) * 100 / share)
    if gap > limits.number("gap"):
        yield ctx.hit(
            line.fund.score,
            gap=plain(gap),
            limit=limits.text("gap"),
            share=plain(rounded(share * 100)),
            spent=plain(rounded(spent * 100)),
        )


@check(
    "S12",
    family="self_scores",
    code="scores.overspent",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号 项目支出绩效自评表：全年预算数、全年执行数",
    zh="执行数不超过全年预算数",
    en="Spending within the year's budget",
    forms=EVALUATED,
)
def overspent(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The year's budget is not below the money spent (执行数超预算数)."""
    for fund in ctx.form.funds:
        budget = printed_number((fund.adjusted or fund.planned).text)
        spent = printed_number(fund.executed.text)
        if budget is not None and spent is not None and spent > budget:
            yield ctx.hit(fund.executed, label=fund.label.text, budget=plain(budget), spent=plain(spent))


def grade_of(score: Decimal, grades: tuple[Mapping[str, Any], ...]) -> str:
    """The grade of a score: the first whose lower bound it reaches (等级)."""
    return next((str(grade["name"]) for grade in grades if score >= Decimal(str(grade["from"]))), "")


@check(
    "S13",
    family="self_scores",
    code="scores.grade",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号：90（含）—100分为优，80（含）—90分为良，60（含）—80分为中，60分以下为差",
    zh="等级与总分一致",
    en="Grade follows the bounds",
    forms=EVALUATED,
)
def grade(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The printed grade follows the pack's bounds, those of 90, 80 and 60 included (等级)."""
    total, grades = printed_number(total_field(ctx).text), ctx.pack.get("grades.self_evaluation", default=())
    field = _printed(ctx, limits.words("headings"))
    if total is None or not field or not grades:
        return
    expected = grade_of(total, grades)
    if field.text.strip() != expected and field.text.strip() in {str(one["name"]) for one in grades}:
        yield ctx.hit(field, total=plain(total), expected=expected)


def _printed(ctx: Context, headings: tuple[str, ...]) -> Field:
    fields = (field for heading, field in ctx.form.project.others if any(word in heading for word in headings))
    return next(fields, Field())


@check(
    "S14",
    family="self_scores",
    code="scores.funds",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号 项目支出绩效自评表：年度资金总额与其中各项",
    zh="自评表资金分项合计等于总额",
    en="Fund rows add up",
    forms=EVALUATED,
    variants=("sum",),
)
def fund_rows(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Fund rows add up to the total row (资金分项合计)."""
    yield from uneven(ctx, COLUMNS, limits.number("tolerance"))


@check(
    "S15",
    family="self_scores",
    code="scores.rounded",
    severity=Severity.WARNING,
    cites="财预〔2020〕10号；部署系统得分保留两位小数",
    zh="预算执行得分不取整",
    en="Execution score not rounded to whole points",
    forms=EVALUATED,
)
def whole_points(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The execution score is not rounded to whole points (得分取整)."""
    line = execution(ctx)
    if line is None or line.score != line.score.to_integral_value():
        return
    if 0 < abs(line.score - line.expected) <= Decimal("0.5"):
        yield ctx.hit(line.fund.score, expected=plain(line.expected))
