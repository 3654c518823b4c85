"""Checks of a target against earlier years and against the long-term goal (趋势检查)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.checks.context import Context, Row, amount, plain, rounded
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import Direction, Severity, Term
from hengxiao.core.values import Value


def comparable(first: Value, second: Value) -> tuple[Decimal, Decimal] | None:
    """Both numbers when the values have one number each in the same unit (可比数值)."""
    one, two = amount(first), amount(second)
    if one is None or two is None or first.canonical_unit != second.canonical_unit:
        return None
    return one, two


def percent(later: Decimal, earlier: Decimal) -> Decimal:
    """Change in percent, one decimal (变化率); 0 when the earlier number is 0."""
    if not earlier:
        return Decimal(0)
    return rounded((Fraction(later) - Fraction(earlier)) * 100 / abs(Fraction(earlier)), 1)


def is_ceiling(value: Value, ceiling: Decimal) -> bool:
    """Whether a value stands at a natural limit: a percentage at the ceiling or above, or zero (封顶值)."""
    number = amount(value)
    return number is not None and (number == 0 or (value.canonical_unit == "%" and number >= ceiling))


def worsened(direction: Direction, earlier: Decimal, later: Decimal) -> bool:
    """Whether the later number is worse (变差); what is unknown counts as better when higher."""
    if direction is Direction.EXACT:
        return False
    return later > earlier if direction is Direction.LOWER else later < earlier


@check(
    "C19",
    family="trends",
    code="trends.worse",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：绩效合理（20%为本系统默认限值）",
    zh="目标不明显低于上年",
    en="Target not much worse than last year",
    variants=("", "from_zero"),
)
def worse(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The target is worse than last year by more than the limit, direction-aware (低于上年)."""
    limit = limits.number("worse_by")
    for row in ctx.annual:
        pair = comparable(row.previous, row.target)
        if pair is None or not worsened(row.target.direction, *pair):
            continue
        change = percent(pair[1], pair[0])
        facts = {"previous": row.indicator.previous_year.text, "change": plain(abs(change)), "limit": plain(limit)}
        if pair[0] == 0:
            yield row.hit("target", "from_zero", **facts)
        elif abs(change) > limit:
            yield row.hit("target", **facts)


@check(
    "C20",
    family="trends",
    code="trends.flat",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：预期绩效明显改善",
    zh="目标较历史有提高",
    en="Target above two years of history",
)
def flat(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The target equals both earlier years, and is no ceiling (连续持平)."""
    ceiling = limits.number("ceiling")
    for row in ctx.annual:
        one, two = comparable(row.previous, row.target), comparable(row.before, row.target)
        if one and two and one[0] == one[1] == two[0] and not is_ceiling(row.target, ceiling):
            yield row.hit("target", years=3)


@check(
    "C21",
    family="trends",
    code="trends.steep",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：实现可能（50%为本系统默认限值）",
    zh="目标不明显高于趋势",
    en="Target not far above the trend",
)
def steep(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The target is far above the mean of earlier years (明显高于趋势)."""
    limit = limits.number("above_by")
    for row in ctx.annual:
        one, two = comparable(row.previous, row.target), comparable(row.before, row.target)
        if one is None or two is None or row.target.direction in (Direction.LOWER, Direction.EXACT):
            continue
        mean = (one[0] + two[0]) / 2
        change = percent(one[1], mean)
        if change > limit:
            yield row.hit("target", mean=plain(rounded(mean)), change=plain(change), limit=plain(limit))


@check(
    "C22",
    family="trends",
    code="trends.ceiling",
    severity=Severity.INFO,
    cites="财预〔2021〕101号：量化易评；指标有区分度",
    zh="指标有区分度",
    en="Indicator discriminates",
)
def ceiling_value(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A ceiling value such as 100 % repeated from year to year tells nothing (封顶值年年相同)."""
    ceiling = limits.number("ceiling")
    for row in ctx.annual:
        pair = comparable(row.previous, row.target)
        number = amount(row.target)
        if pair and number and pair[0] == pair[1] and is_ceiling(row.target, ceiling):
            yield row.hit("target", previous=row.indicator.previous_year.text)


@check(
    "C23",
    family="trends",
    code="trends.long_reached",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：中长期目标与年度目标衔接",
    zh="年度值与长期值衔接",
    en="Annual value leaves room to the long-term value",
)
def long_reached(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The annual value already meets the long-term value (年度值已达长期值)."""
    ceiling = limits.number("ceiling")
    long_rows = {row.key: row for row in ctx.rows if row.term is Term.LONG}
    for row in ctx.annual:
        other = long_rows.get(row.key)
        goal, text = (other.target, other.indicator.target.text) if other else (row.midterm, row.indicator.midterm.text)
        if _meets(row, goal) and not is_ceiling(row.target, ceiling):
            yield row.hit("target", long=text, where=(other.at("target") if other else row.at("midterm")).address)


def _meets(row: Row, goal: Value) -> bool:
    pair = comparable(goal, row.target)
    return pair is not None and not worsened(row.target.direction, *pair)
