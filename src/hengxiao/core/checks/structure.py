"""Checks of what kinds of indicator a goal has (指标结构检查)."""

from __future__ import annotations

from collections.abc import Iterator

from hengxiao.core.checks.context import Block, Context, Row, plain
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.tree import EFFECTS
from hengxiao.core.terms.kinds import Kind, Severity, Term


def _share(rows: tuple[Row, ...]) -> tuple[int, int]:
    filled = [row for row in rows if row.target.kind is not Kind.NONE]
    return sum(row.target.kind is Kind.QUALITATIVE for row in filled), len(filled)


@check(
    "C30",
    family="structure",
    code="structure.qualitative",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：细化量化（40%为本系统默认限值）",
    zh="定性指标不过多",
    en="Not too many qualitative indicators",
    variants=("goal", "form"),
)
def qualitative_share(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Share of qualitative indicators reaches the limit, per goal and in total (定性指标占比)."""
    limit, least = limits.number("share"), limits.number("least")
    for block in ctx.blocks:
        words, count = _share(block.rows)
        if words >= least and words * 100 >= limit * count:
            yield block.hit("goal", words=words, count=count, limit=plain(limit))
    words, count = _share(ctx.rows)
    if words >= least and words * 100 >= limit * count:
        yield ctx.hit(variant="form", words=words, count=count, limit=plain(limit))


@check(
    "C31",
    family="structure",
    code="structure.compulsory",
    severity=Severity.ERROR,
    cites="财预〔2021〕101号：原则上均应设置数量指标和质量指标",
    zh="数量、质量指标齐全",
    en="Quantity and quality present",
    variants=("quantity", "quality"),
)
def compulsory(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Compulsory kinds are present under every goal (必设指标)."""
    for block in ctx.blocks:
        present = {row.category for row in block.rows}
        for category in limits.words("categories"):
            if present - {""} and category not in present:
                yield block.hit(category)


@check(
    "C32",
    family="structure",
    code="structure.time",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：有时限要求的项目设置时效指标",
    zh="有时限的工作设时效指标",
    en="Time indicator where work has deadlines",
)
def time_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """No 时效 although goals have deadlines or periodic work (缺时效指标)."""
    texts = [goal.text.text for goal in ctx.form.goals] + [row.name for row in ctx.rows]
    cue = next((word for word in limits.words("cues") for text in texts if word in text), "")
    if cue and ctx.rows and not any(row.category == "time" for row in ctx.rows):
        yield ctx.hit(cue=cue)


@check(
    "C33",
    family="structure",
    code="structure.cost",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：设置成本指标，使成本可控",
    zh="设成本指标",
    en="Cost indicator present",
)
def cost_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """No 成本 indicator, where the pack wants one: always, or only for new projects (缺成本指标)."""
    always = limits.text("when") == "always"
    fresh = any("新" in text for text in _kinds(ctx)) or (ctx.has_history and all(map(_new, ctx.annual)))
    if ctx.rows and (always or fresh) and not any(row.category == "cost" for row in ctx.rows):
        yield ctx.hit()


def _kinds(ctx: Context) -> Iterator[str]:
    yield ctx.form.project.kind.text
    yield from (field.text for heading, field in ctx.form.project.others if "属性" in heading)


def _new(row: Row) -> bool:
    return row.previous.kind is Kind.NONE and row.before.kind is Kind.NONE


@check(
    "C34",
    family="structure",
    code="structure.effect",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：绩效目标含预期产出、预期效果和满意度",
    zh="每个目标有效益指标",
    en="Every goal has an effect indicator",
)
def effect_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A goal lacks an effect indicator (缺效益指标)."""
    for block in ctx.blocks:
        if block.rows and not any(row.category in EFFECTS for row in block.rows):
            yield block.hit()


@check(
    "C35",
    family="structure",
    code="structure.satisfaction",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：直接服务社会公众的项目设置满意度指标",
    zh="服务类目标设满意度指标并写明对象",
    en="Satisfaction present, with respondents",
    variants=("", "respondents"),
)
def satisfaction(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """No satisfaction where the public is served, or satisfaction without respondents (满意度)."""
    public, vague = limits.words("public"), limits.words("vague")
    for block in ctx.blocks:
        rows = [row for row in block.rows if row.category == "satisfaction"]
        if block.rows and not rows and (not public or _serves(block, public)):
            yield block.hit()
        for row in rows:
            if row.key in vague and not row.other(limits.words("explained")):
                yield row.hit("name", "respondents")


def _serves(block: Block, public: tuple[str, ...]) -> bool:
    texts = [block.goal.text.text if block.goal else ""] + [row.name for row in block.rows]
    return any(word in text for word in public for text in texts)


@check(
    "C39",
    family="structure",
    code="structure.duplicate",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：指标不重复、不交叉",
    zh="指标不重复",
    en="No duplicate indicators",
    variants=("", "near"),
)
def duplicate(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Duplicate or near-duplicate indicators of the same term (指标重复)."""
    from rapidfuzz.fuzz import ratio

    floor = float(limits.number("alike"))
    seen: dict[Term, dict[str, Row]] = {term: {} for term in Term}
    for row in ctx.rows:
        others = seen[row.term]
        same = others.get(row.key)
        near = same or next((o for name, o in others.items() if ratio(name, row.key, score_cutoff=floor)), None)
        if row.key and near:
            facts = {"other": near.name, "other_goal": near.goal_label, "where": near.at("name").address}
            yield row.hit("name", "" if same else "near", value=row.indicator.target.text, **facts)
        if row.key:
            others.setdefault(row.key, row)
