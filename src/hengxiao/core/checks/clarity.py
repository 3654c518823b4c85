"""Checks of how clearly an indicator can be judged (可衡量性检查)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengxiao.core.checks.context import Context
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import Kind, Severity

PUNCTUATION = re.compile(r"[\s、，,。；;和与及的]")


def is_vague(text: str, words: tuple[str, ...]) -> bool:
    """Whether a value says nothing but words of degree (空泛表述): 明显, 明显提升, 优."""
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return bool(text) and not PUNCTUATION.sub("", rest)


@check(
    "C29",
    family="clarity",
    code="clarity.vague",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：定性指标可衡量；财预〔2020〕10号：定性指标分三档评定",
    zh="定性指标有评判标准",
    en="Qualitative value has criteria",
)
def vague(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A vague qualitative value without criteria or evidence method (定性值空泛)."""
    words, criteria = limits.words("words"), limits.words("criteria")
    for row in ctx.rows:
        if is_vague(row.indicator.target.text, words) and not row.other(criteria):
            yield row.hit("target")


@check(
    "C51",
    family="clarity",
    code="clarity.evidence",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：完成值取值方式、数据来源、佐证资料",
    zh="写明数据来源和佐证",
    en="Data source and evidence stated",
    variants=("form", "row"),
)
def evidence_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """An indicator has no data source, evidence or responsible unit (缺数据来源)."""
    headings = limits.words("headings")
    bare = [row for row in ctx.rows if not row.other(headings)]
    if bare and len(bare) == len(ctx.rows):
        yield ctx.hit(variant="form", count=len(bare))
        return
    for row in bare:
        yield row.hit("name", "row")


@check(
    "C52",
    family="clarity",
    code="clarity.control",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：相关性，与部门职能和项目支出相关",
    zh="结果在单位可控范围内",
    en="Result within the unit's control",
)
def beyond_control(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The result lies outside the unit's control (结果不可控)."""
    words = limits.words("words")
    for row in ctx.rows:
        word = next((word for word in words if word in row.key), "")
        if word and row.target.kind is not Kind.QUALITATIVE and "满意" not in row.key:
            yield row.hit("name", word=word)
