"""Checks of goals and of the tie between goals and rows (目标检查)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengxiao.core.checks.context import Context
from hengxiao.core.checks.head import period_of
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import Severity, Term

SPAN = re.compile(r"\d{4}|[一二三四五六七八九十]五|[\d一二三四五六七八九十两]+\s*年")


@check(
    "C03",
    family="goals",
    code="goals.missing",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号：跨年度项目设中长期目标和年度目标，一年期项目设年度目标",
    zh="中长期目标与年度目标齐全",
    en="Long-term and annual goals present",
    variants=("annual", "long"),
)
def goals_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Annual goal present, long-term goal present for projects of several years (目标齐全)."""
    terms = {goal.term for goal in ctx.form.goals if goal.text}
    if Term.ANNUAL not in terms:
        yield ctx.hit(variant="annual")
    period = period_of(ctx.form.project.period.text)
    years = period is not None and period[0][:4] < period[1][:4]
    if Term.LONG not in terms and (years or any(row.indicator.midterm for row in ctx.rows)):
        yield ctx.hit(ctx.form.project.period, "long")


@check(
    "C04",
    family="goals",
    code="goals.unused",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标审核：明确清晰、目标与指标对应",
    zh="每个目标有说明、有指标",
    en="Every goal has a text and indicators",
    variants=("text", "rows"),
)
def goals_unused(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Every goal has a text and at least one indicator (目标有说明、有指标).

    Where whole-period values stand beside the annual ones, these are the long-term goal's indicators.
    """
    for block in ctx.blocks:
        if block.goal and not block.goal.text:
            yield block.hit("text")
        beside = not block.annual and any(row.indicator.midterm for row in ctx.rows)
        if not block.rows and not beside:
            yield block.hit("rows")


@check(
    "C05",
    family="goals",
    code="goals.unassigned",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标表：指标与目标逐一对应（合并单元格承上）",
    zh="每条指标属于一个目标",
    en="Every indicator belongs to one goal",
    variants=("", "blank", "inherited"),
)
def goals_unassigned(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Every indicator belongs to exactly one goal; blank continuation cells inherit (指标归属)."""
    tables: dict[int, list[int]] = {}
    for number, row in enumerate(ctx.rows):
        label = row.indicator.goal
        if not row.goal and ctx.form.goals:
            yield row.hit("goal", "" if label else "blank")
        if label.inherited or row.indicator.level1.inherited or row.indicator.level2.inherited:
            tables.setdefault(row.indicator.place.table, []).append(number)
    for numbers in tables.values():
        first = ctx.rows[numbers[0]]
        yield first.hit("goal", "inherited", count=len(numbers))


@check(
    "C24",
    family="goals",
    code="goals.span",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标申报表：中期目标（20XX年—20XX+n年）",
    zh="长期目标写明期限",
    en="Long-term goal states its period",
)
def goals_span(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The long-term goal gives a period or year (长期目标写明期限)."""
    for goal in ctx.form.goals:
        text = f"{goal.label.text}{goal.text.text}{ctx.form.project.period.text}"
        if goal.term is Term.LONG and not SPAN.search(text):
            yield ctx.hit(goal.text or goal.label, goal=goal.label.text)


@check(
    "C48",
    family="goals",
    code="goals.count",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：重点突出；条数为本系统默认限值",
    zh="每个目标的指标条数适当",
    en="Number of indicators per goal",
    variants=("few", "many"),
)
def goals_count(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Number of indicators per goal within the pack's limits (指标条数)."""
    least, most = limits.number("least"), limits.number("most")
    for block in ctx.blocks:
        count = len(block.rows)
        if 0 < count < least:
            yield block.hit("few", count=count, least=least, most=most)
        if count > most:
            yield block.hit("many", count=count, least=least, most=most)
