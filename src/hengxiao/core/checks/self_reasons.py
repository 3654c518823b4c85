"""Checks of actual values, reasons and evidence in a self-evaluation (自评说明与佐证检查)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hengxiao.core.checks.context import Context, Row, amount, plain, printed_number, rounded
from hengxiao.core.checks.earlier import counterpart, differs, same_project, year_of
from hengxiao.core.checks.model import DECLARED, EVALUATED, Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.self_scores import tier_of
from hengxiao.core.checks.trends import comparable
from hengxiao.core.terms.kinds import Direction, Kind, Severity


def explained(row: Row) -> bool:
    """Whether a deviation is explained (有偏差原因): a text that says more than 无."""
    return row.indicator.deviation.text.strip("。.-—/ ") not in ("", "无", "/")


@check(
    "S03",
    family="self_reasons",
    code="reasons.missing",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号：未完成或偏离较大的指标说明原因和改进措施",
    zh="扣分指标说明原因",
    en="Reason given where points are lost",
    forms=EVALUATED,
)
def reason_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A reason is given when the score is below the points (扣分原因)."""
    for row in ctx.rows:
        score, points = printed_number(row.indicator.score.text), printed_number(row.indicator.points.text)
        if score is not None and points is not None and score < points and not explained(row):
            yield row.hit("deviation", score=plain(score), points=plain(points))


@check(
    "S05",
    family="self_reasons",
    code="reasons.over",
    severity=Severity.WARNING,
    cites="财预〔2020〕10号：大幅超目标值应分析原因，目标偏低的适度调减得分",
    zh="大幅超额完成有说明",
    en="Over-achievement explained",
    forms=EVALUATED,
)
def over_unexplained(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """An actual far above the target needs an explanation (超额完成)."""
    limit = limits.number("percent")
    for row in ctx.rows:
        pair = comparable(row.target, row.actual)
        if pair is None or pair[0] <= 0 or row.target.direction is Direction.LOWER or explained(row):
            continue
        reached = Fraction(pair[1]) * 100 / Fraction(pair[0])
        if reached >= limit:
            facts = {"reached": plain(rounded(reached, 1)), "limit": plain(limit)}
            yield row.hit("actual", target=row.indicator.target.text, **facts)


@check(
    "S07",
    family="self_reasons",
    code="reasons.target_changed",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号：批复的绩效目标一般不予调整，自评以批复目标为准",
    zh="自评目标值等于批复目标值",
    en="Target equals the approved one",
    forms=EVALUATED,
    variants=("", "absent"),
)
def target_changed(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The target text equals the approved target (目标值被改动)."""
    alike = limits.number("alike")
    for form in ctx.earlier:
        if form.kind not in DECLARED or year_of(form) != year_of(ctx.form) or not same_project(form, ctx.form):
            continue
        for row in ctx.rows:
            other = counterpart(row, form, alike)
            if other is None:
                yield row.hit("name", "absent", source=form.source)
            elif differs(other.target.text, row.indicator.target.text, row.name):
                yield row.hit("target", approved=other.target.text, source=form.source)


@check(
    "S09",
    family="self_reasons",
    code="reasons.unit",
    severity=Severity.ERROR,
    cites="财预〔2020〕10号 项目支出绩效自评表：实际完成值与指标值同口径",
    zh="实际值与目标值单位一致",
    en="Actual in the target's unit",
    forms=EVALUATED,
)
def unit_changed(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The unit of the actual equals that of the target (单位不一致)."""
    for row in ctx.rows:
        known = amount(row.target) is not None and amount(row.actual) is not None
        units = row.target.canonical_unit, row.actual.canonical_unit
        if known and all(units) and units[0] != units[1]:
            yield row.hit("actual", target=row.indicator.target.text)


@check(
    "S10",
    family="self_reasons",
    code="reasons.evidence",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：佐证资料；部署系统按指标上传附件",
    zh="完成值有佐证",
    en="Evidence attached",
    forms=EVALUATED,
    variants=("form", "row"),
)
def evidence(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Evidence is named for every actual (佐证材料)."""
    headings = limits.words("headings")
    bare = [row for row in ctx.rows if row.indicator.actual and not row.other(headings)]
    if bare and len(bare) == len(ctx.rows):
        yield ctx.hit(variant="form", count=len(bare))
        return
    for row in bare:
        yield row.hit("actual", "row")


@check(
    "S11",
    family="self_reasons",
    code="reasons.copied",
    severity=Severity.WARNING,
    cites="自评抽查要点：完成值照抄目标值",
    zh="完成值不照抄目标值",
    en="Actuals not copied from targets",
    forms=EVALUATED,
)
def actual_copied(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The actual is copied from the target on every row (照抄目标值)."""
    pairs = [(row.indicator.target.text, row.indicator.actual.text) for row in ctx.rows if row.indicator.actual]
    if len(pairs) >= limits.number("least") and all(target == actual for target, actual in pairs):
        yield ctx.rows[0].hit("actual", count=len(pairs))


@check(
    "S16",
    family="self_reasons",
    code="reasons.judged",
    severity=Severity.WARNING,
    cites="财预〔2020〕10号：定性指标根据完成情况分档；佐证如何评定",
    zh="定性完成值说明如何评定",
    en="Qualitative actual says how it was judged",
    forms=EVALUATED,
)
def judged(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A qualitative actual states how it was judged, not only its tier (定性评定依据)."""
    tiers = ctx.pack.rule("scoring.qualitative").value
    least = limits.number("least")
    for row in ctx.rows:
        text = row.indicator.actual.text
        tier = tier_of(text, tiers)
        copied = text and text == row.indicator.target.text
        if row.target.kind is not Kind.QUALITATIVE or not (tier or copied) or row.other(limits.words("headings")):
            continue
        names = sorted((tier["name"], *tier["wordings"]), key=len, reverse=True) if tier else [text]
        said = next((text.replace(name, "") for name in names if name in text), "")
        if len(said.strip("，。；：、 ")) < least:
            yield row.hit("actual")
