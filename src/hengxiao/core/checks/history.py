"""Checks of history columns and standards (历史数据与绩效标准检查)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hengxiao.core.checks.context import Context, Row
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import Kind, Severity

BARE_PLAN = re.compile(
    "(按|依据|根据)?(年度|当年|工作|项目|部门|单位)*计划(标准|数据|指标|目标|值|数|要求)?(执行|完成)?"
)


def no_baseline(row: Row) -> bool:
    """Whether neither earlier year gives a usable value (无可用历史数据)."""
    return row.previous.kind is Kind.NONE and row.before.kind is Kind.NONE


@check(
    "C15",
    family="history",
    code="history.none",
    severity=Severity.INFO,
    cites="湖北省项目绩效目标表（附表五）：前年、上年指标值栏",
    zh="无历史数据的写法统一",
    en="Prior-year text without a baseline",
)
def prior_text(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """无 / 新增 / 待定 / blank in a prior-year cell means: no baseline (无历史数据)."""
    for row in ctx.annual if ctx.has_history else ():
        for field, value in (("previous_year", row.previous), ("year_before_last", row.before)):
            if value.kind is Kind.NONE:
                yield row.hit(field, shown=row.indicator.text(field) or "空白")
                break


@check(
    "C16",
    family="history",
    code="history.standard",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：绩效标准含历史标准；财预〔2021〕101号 指标值设定依据",
    zh="历史标准有历史数据",
    en="Historical standard has history",
)
def history_standard(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The standard is 历史 but there is no usable history (历史标准无历史数据)."""
    for row in ctx.annual if ctx.has_history else ():
        if "历史" in row.indicator.standard.text and no_baseline(row):
            yield row.hit("standard", previous=row.indicator.previous_year.text or "空白")


@check(
    "C17",
    family="history",
    code="history.plan",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：指标来源、指标值设定依据写明文件或规划",
    zh="计划标准写明依据",
    en="Planned standard names its plan",
)
def plan_standard(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The standard is 计划 but no plan or document is named (计划标准无依据)."""
    sources = limits.words("sources")
    for row in ctx.rows:
        text = row.indicator.standard.text
        if BARE_PLAN.fullmatch(text) and not row.other(sources):
            yield row.hit("standard")


@check(
    "C18",
    family="history",
    code="history.two_standards",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：同一指标口径一致",
    zh="同一指标绩效标准一致",
    en="Same indicator, one standard",
)
def two_standards(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The same indicator carries different standards in one form (绩效标准不一致)."""
    groups: dict[str, list[Row]] = {}
    for row in ctx.rows:
        if row.key and row.indicator.standard:
            groups.setdefault(row.key, []).append(row)
    for rows in groups.values():
        usual = Counter(row.indicator.standard.text for row in rows).most_common(1)[0][0]
        for row in rows:
            if row.indicator.standard.text != usual:
                others = "、".join(r.at("standard").address for r in rows if r.indicator.standard.text == usual)
                yield row.hit("standard", usual=usual, others=others)
