"""Checks against earlier filings (与历年申报、自评比对): rewritten history, regression, copies, dropped indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hengxiao.core.checks.context import Context, Row, goal_of, key, plain
from hengxiao.core.checks.model import DECLARED, EVERY, Hit, Limits
from hengxiao.core.checks.money import total_fund
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.trends import comparable, percent, worsened
from hengxiao.core.targets import Form, Goal, Indicator
from hengxiao.core.terms.kinds import FormKind, Kind, Severity, Term
from hengxiao.core.values import Value, parse

HISTORY = ((1, "previous_year"), (2, "year_before_last"))
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def same_project(first: Form, second: Form) -> bool:
    """Whether two forms are of one project (同一项目): same code or same name."""
    codes = first.project.code_normalised, second.project.code_normalised
    return (bool(codes[0]) and codes[0] == codes[1]) or key(first.project.name.text) == key(second.project.name.text)


def year_of(form: Form) -> int | None:
    """Year a form is for (表的年度): as read, else as its title, project code or file name shows it."""
    texts = (form.title, form.project.code_normalised[:5], form.source)
    found = next((match for text in texts if (match := YEAR.search(text))), None)
    return form.year or (int(found[0]) if found else None)


def filed(ctx: Context, back: int, kinds: frozenset[FormKind]) -> Iterator[Form]:
    """Forms of the same project filed a number of years before (往年同项目表)."""
    this = year_of(ctx.form) or 0
    for form in ctx.earlier:
        if this - (year_of(form) or 0) == back and form.kind in kinds and same_project(form, ctx.form):
            yield form


def _goal_text(goal: Goal | None) -> str:
    return goal.text.text or goal.label.text if goal else ""


def counterpart(row: Row, form: Form, alike: Decimal) -> Indicator | None:
    """The same indicator in another form (对应指标): by name, among equals by the goal it serves."""
    from rapidfuzz.fuzz import ratio

    best: tuple[float, float] = (float(alike), -1.0)
    found = None
    for indicator in form.indicators:
        goal = goal_of(indicator, form)
        if goal and goal.term is not row.term:
            continue
        names = ratio(key(indicator.name.text), row.key, score_cutoff=best[0])
        if names < best[0]:
            continue
        rank = (names, ratio(_goal_text(goal), _goal_text(row.goal)))
        if rank > best:
            best, found = rank, indicator
    return found


def differs(one: str, two: str, name: str) -> bool:
    """Whether two printed values say different things (值不同): numbers by value and unit, words by their text."""
    first, second = parse(one, indicator=name), parse(two, indicator=name)
    if Kind.NONE in (first.kind, second.kind) or not _plain_value(first) or not _plain_value(second):
        return key(one) != key(two)
    return (first.canonical_numbers, first.canonical_unit) != (second.canonical_numbers, second.canonical_unit)


def _plain_value(value: Value) -> bool:
    return bool(value.canonical_numbers) and value.kind is not Kind.COMPOUND


def _rewritten(
    ctx: Context,
    limits: Limits,
    kinds: frozenset[FormKind],
    field: str,
    columns: tuple[tuple[int, str], ...] = HISTORY,
) -> Iterator[Hit]:
    alike = limits.number("alike")
    for back, column in columns:
        for form in filed(ctx, back, kinds):
            for row in ctx.annual:
                other = counterpart(row, form, alike) if row.indicator.text(column) else None
                said = other.text(field) if other else ""
                if said and differs(said, row.indicator.text(column), row.name):
                    yield row.hit(column, filed=said, year=year_of(form), source=form.source)


@check(
    "C53",
    family="earlier",
    code="earlier.actual",
    severity=Severity.INFO,
    cites="湖北省绩效目标智能辅助审核：与以前年度自评结果比对",
    zh="上年值与自评完成值一致",
    en="Prior-year value equals the self-evaluation",
)
def actual_rewritten(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The actual of an earlier self-evaluation differs from this form's prior-year value (上年值与自评不符)."""
    yield from _rewritten(ctx, limits, frozenset({FormKind.SELF_EVALUATION}), "actual")


@check(
    "R01",
    family="earlier",
    code="earlier.target",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：批复的绩效目标是后续管理的依据；历年申报表比对",
    zh="历史栏与往年申报一致",
    en="History equals what was filed",
)
def target_rewritten(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The history column differs from the target filed that year, and no self-evaluation explains it (历史被改写)."""
    evaluated = [form for form in ctx.earlier if form.kind is FormKind.SELF_EVALUATION]
    explained = {year_of(form) for form in evaluated if same_project(form, ctx.form)}
    for hit in _rewritten(ctx, limits, DECLARED, "target"):
        if hit.facts["year"] not in explained:
            yield hit


@check(
    "R02",
    family="earlier",
    code="earlier.regressed",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：绩效合理；历年申报表比对",
    zh="目标不低于上年申报",
    en="Target not below last year's filing",
)
def regressed(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The target is worse than the target filed last year by more than the limit (目标倒退)."""
    limit, alike = limits.number("worse_by"), limits.number("alike")
    for form in filed(ctx, 1, DECLARED):
        for row in ctx.annual:
            other = counterpart(row, form, alike)
            said = parse(other.target.text, cells=other.target_cells, indicator=row.name) if other else Value("")
            pair = comparable(said, row.target)
            change = abs(percent(pair[1], pair[0])) if pair else Decimal()
            if pair and worsened(row.target.direction, *pair) and change > limit:
                yield row.hit("target", filed=said.text, year=year_of(form), change=plain(change), limit=plain(limit))


@check(
    "R03",
    family="earlier",
    code="earlier.dropped",
    severity=Severity.INFO,
    cites="财预〔2015〕88号：绩效目标前后衔接；历年申报表比对",
    zh="上年指标去向清楚",
    en="Last year's indicators accounted for",
)
def dropped(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """An indicator filed last year is missing this year (上年指标消失)."""
    from rapidfuzz.fuzz import ratio

    floor = float(limits.number("alike"))
    names = [row.key for row in ctx.rows]
    for form in filed(ctx, 1, DECLARED):
        for indicator in form.indicators:
            wanted = key(indicator.name.text)
            if wanted and not any(ratio(wanted, name) >= floor for name in names):
                yield ctx.hit(lost=indicator.name.text, filed=indicator.target.text, year=year_of(form))


@check(
    "R04",
    family="earlier",
    code="earlier.history",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：绩效目标前后衔接；历年申报表比对",
    zh="历史栏前后年份一致",
    en="History columns of two years agree",
)
def history_differs(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The year before last differs from what last year's form printed as its last year (两年表的历史栏不符)."""
    columns = ((1, "year_before_last"),)
    yield from _rewritten(ctx, limits, DECLARED, "previous_year", columns)


@check(
    "R05",
    family="earlier",
    code="earlier.no_year",
    severity=Severity.INFO,
    cites="历年申报表比对：年度不明的表不参加比对",
    zh="比对的表年度明确",
    en="Forms compared state their year",
    forms=EVERY,
    variants=("this", "other"),
)
def year_unknown(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A form of the same project gives no year and cannot be compared (年度不明)."""
    others = [form for form in ctx.earlier if same_project(form, ctx.form)]
    if others and year_of(ctx.form) is None:
        yield ctx.hit(variant="this", count=len(others))
    for form in others:
        if year_of(form) is None:
            yield ctx.hit(variant="other", source=form.source)


@check(
    "C45",
    family="earlier",
    code="earlier.budget",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：资金匹配；湖北省智能辅助审核三年预算比对",
    zh="预算变化与目标变化相称",
    en="Budget and targets change together",
    variants=("budget", "targets"),
)
def budget_against_targets(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The budget changed while targets did not, or the reverse (预算与目标变化不相称)."""
    limit, alike = limits.number("change"), limits.number("alike")
    for form in filed(ctx, 1, DECLARED):
        total, former = total_fund(ctx.form.funds), total_fund(form.funds)
        if not total or not former or not total.planned_yuan or not former.planned_yuan:
            continue
        change = percent(total.planned_yuan, former.planned_yuan)
        pairs = [(row, other) for row in ctx.annual if (other := counterpart(row, form, alike))]
        kept = [row for row, other in pairs if not differs(other.target.text, row.indicator.target.text, row.name)]
        facts = {"change": plain(change), "limit": plain(limit), "year": str(year_of(form)), "count": str(len(pairs))}
        if pairs and abs(change) > limit and len(kept) == len(pairs):
            yield ctx.hit(total.planned, "budget", **facts)
        if pairs and abs(change) <= limit and not kept:
            yield ctx.hit(total.planned, "targets", **facts)


@check(
    "C49",
    family="earlier",
    code="earlier.copied",
    severity=Severity.INFO,
    cites="财预〔2015〕88号 绩效目标审核：合理可行；绩效目标抽查要点",
    zh="不照抄上年或其他项目",
    en="Not copied from last year or another project",
    forms=EVERY - {FormKind.SELF_EVALUATION},
    variants=("goal", "rows"),
)
def copied(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Text identical to last year's or to another project's (照抄)."""
    rows = [(row.key, row.indicator.target.text) for row in ctx.annual]
    for form in ctx.earlier:
        if year_of(form) == year_of(ctx.form) and same_project(form, ctx.form):
            continue
        other = f"{year_of(form) or ''} {form.project.name.text or form.title}".strip()
        texts = {key(goal.text.text) for goal in form.goals if goal.term is Term.ANNUAL}
        for goal in ctx.form.goals:
            if goal.term is Term.ANNUAL and goal.text and key(goal.text.text) in texts:
                yield ctx.hit(goal.text, "goal", goal=goal.label.text, other=other)
        theirs = {(key(i.name.text), i.target.text) for i in form.indicators}
        if len(rows) >= limits.number("least") and theirs.issuperset(rows):
            yield ctx.hit(variant="rows", other=other, count=len(rows))


@check(
    "C54",
    family="earlier",
    code="earlier.fixed",
    severity=Severity.ERROR,
    cites="部署系统：固化指标、继承指标锁定，不得改动",
    zh="固化指标不得改动",
    en="Fixed indicators untouched",
    variants=("changed", "deleted"),
)
def fixed_changed(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A library-fixed or inherited indicator was changed or deleted (改动固化指标)."""
    headings, yes = limits.words("headings"), limits.words("yes")
    mine = {row.key: row for row in ctx.rows}
    for form in ctx.earlier:
        if not same_project(form, ctx.form):
            continue
        for indicator in form.indicators:
            marks = [f.text for heading, f in indicator.others if any(word in heading for word in headings)]
            if not any(mark in yes for mark in marks):
                continue
            row = mine.get(key(indicator.name.text))
            if row is None:
                yield ctx.hit(variant="deleted", lost=indicator.name.text, filed=indicator.target.text)
            elif differs(indicator.target.text, row.indicator.target.text, row.name):
                yield row.hit("target", "changed", filed=indicator.target.text)
