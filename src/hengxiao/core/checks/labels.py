"""Checks of level labels and of what stands under them (指标类别检查)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hengxiao.core.checks.context import Context, Row
from hengxiao.core.checks.model import EVERY, Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.tree import OUTPUTS, Label, bare
from hengxiao.core.targets import Place
from hengxiao.core.terms.kinds import Kind, Severity


@check(
    "C06",
    family="labels",
    code="labels.unknown",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标申报表：一级、二级指标名称",
    zh="一级、二级指标名称规范",
    en="Level labels belong to the tree",
    forms=EVERY,
    mechanical=("short",),
    variants=("", "absent", "blank", "elsewhere", "short", "synonym"),
)
def labels_unknown(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Level labels belong to the pack's tree; synonyms are mapped (级别名规范).

    A form that leaves out the word 指标 throughout (产出, 社会效益) is not blamed for it; one that mixes is.
    """
    printed = {label.text for row in ctx.rows for label in (row.level1, row.level2)}
    if ctx.rows and printed == {""}:
        yield ctx.hit(variant="absent", count=len(ctx.rows))
        return
    seen: set[Place] = set()
    for row in ctx.rows if ctx.tree else ():
        if not row.level1.text or (not row.level2.text and row.level1.category == "output"):
            yield row.hit("level2" if row.level1.text else "level1", "blank")
        for field, label in (("level1", row.level1), ("level2", row.level2)):
            if label.text and row.at(field) not in seen:
                seen.add(row.at(field))
                yield from _label(row, field, label, printed)


def _label(row: Row, field: str, label: Label, printed: set[str]) -> Iterator[Hit]:
    if not label.official:
        yield row.hit(field, "elsewhere" if label.elsewhere else "")
    elif not label.exact:
        short = bare(label.official) == label.text
        if not short or label.official in printed:
            yield row.hit(field, "short" if short else "synonym", label.official, official=label.official)


@check(
    "C25",
    family="labels",
    code="labels.two_kinds",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：指标科学、层次清楚",
    zh="同一指标类别一致",
    en="Same indicator under one level-2 label",
)
def two_kinds(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The same indicator stands under different level-2 labels (类别不一致)."""
    first: dict[str, Row] = {}
    for row in ctx.rows:
        earlier = first.setdefault(row.key, row)
        if row.key and row.category != earlier.category:
            yield row.hit(
                "name",
                level2=row.level2.text,
                other_level2=earlier.level2.text,
                other=earlier.at("name").address,
                other_goal=earlier.goal_label,
            )


@check(
    "C26",
    family="labels",
    code="labels.misplaced",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：数量指标反映产出的数量，质量指标反映达到的标准",
    zh="指标放在正确类别",
    en="Indicator under the right category",
)
def misplaced(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A rate or a state of working under 数量 (类别不当)."""
    endings, exempt = limits.words("endings"), limits.words("exempt")
    for row in ctx.rows:
        rate = row.key.endswith(endings) or row.target.kind is Kind.RATIO
        if row.category == "quantity" and rate and not row.key.endswith(exempt):
            yield row.hit("name", level2=row.level2.text)


@check(
    "C27",
    family="labels",
    code="labels.input",
    severity=Severity.WARNING,
    cites="地方绩效指标编制指南：财力、人力投入不能作为绩效；财预〔2021〕101号",
    zh="不以投入充当产出",
    en="No input used as an output",
)
def input_as_output(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Money spent or managed used as an output (以投入充当产出)."""
    words, exempt = limits.words("words"), limits.words("exempt")
    for row in ctx.rows:
        if row.category not in OUTPUTS or any(word in row.key for word in exempt):
            continue
        if row.target.kind is Kind.MONEY or row.key.endswith(words):
            yield row.hit("name", value=row.indicator.target.text)


@check(
    "C28",
    family="labels",
    code="labels.action",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：指标名称应能衡量，附指标解释",
    zh="指标名称是衡量内容而非工作事项",
    en="Name is a measure, not an action",
)
def action_name(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The name is an action sentence, not a measure (名称写成工作事项)."""
    verbs, exempt = limits.words("verbs"), limits.words("exempt")
    for row in ctx.rows:
        verb = next((verb for verb in verbs if row.key.startswith(verb)), "")
        if verb and not row.key.endswith(exempt):
            yield row.hit("name", verb=verb)


@check(
    "C36",
    family="labels",
    code="labels.satisfaction_level",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号、财预〔2021〕101号：满意度为一级指标（湖北2020版式列在效益之下）",
    zh="满意度的级别",
    en="Level of satisfaction",
)
def satisfaction_level(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Satisfaction stands at level 2 under 效益 although level 1 is wanted (满意度级别)."""
    for row in ctx.rows:
        if row.level2.category == "satisfaction" and row.level1.category == "effect":
            yield row.hit("level2", level1=row.level1.text)


@check(
    "C55",
    family="labels",
    code="labels.split",
    severity=Severity.WARNING,
    cites="表格版式：同一级别名应合并单元格",
    zh="同级名称不重复拆开",
    en="Level label not repeated in a split block",
)
def split_label(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The same level label is printed again in the next row instead of being merged (级别名拆开重复)."""
    merging = any(row.indicator.level1.inherited for row in ctx.rows)
    for above, row in pairwise(ctx.rows if merging else ()):
        first, second = above.indicator.level1, row.indicator.level1
        same_goal = above.goal is row.goal and above.indicator.goal.place == row.indicator.goal.place
        same_table = above.indicator.place.table == row.indicator.place.table
        if same_goal and same_table and second and first.text == second.text and first.place != second.place:
            yield row.hit("level1", above=above.at("level1").address)
