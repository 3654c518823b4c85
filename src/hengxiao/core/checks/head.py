"""Checks of the head of a form (表头检查): names, code, period."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengxiao.core.checks.context import Context
from hengxiao.core.checks.model import EVERY, Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import FormKind, Kind, Severity

TITLES = {"name": "项目名称", "department": "主管部门", "unit": "实施单位"}
DAY = re.compile(r"(\d{4})\s*[年./-]?\s*(?:(\d{1,2})\s*[月./-]?\s*(?:(\d{1,2})\s*日?)?)?")
MONTH_DAYS = 31


@check(
    "C01",
    family="head",
    code="head.missing",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标审核：完整性（规范完整）",
    zh="表头要素齐全",
    en="Head fields present",
    forms=EVERY,
    variants=("", "code", "overall"),
)
def head_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Head fields present (表头要素齐全); only target forms print a project code, overall forms name a body."""
    blank = [field for field in limits.words("fields") if not getattr(ctx.form.project, field)]
    if ctx.form.kind is FormKind.OVERALL:
        if len(blank) == len(limits.words("fields")):
            yield ctx.hit(variant="overall")
        return
    for field in blank:
        yield ctx.hit(field=TITLES[field])
    if ctx.form.kind is FormKind.TARGET and not ctx.form.project.code:
        yield ctx.hit(variant="code")


@check(
    "C02",
    family="head",
    code="head.code",
    severity=Severity.ERROR,
    cites="财办〔2020〕13号 预算管理一体化规范：项目代码",
    zh="项目编码合规",
    en="Project code fits the pattern",
    forms=EVERY,
    mechanical=("dashes",),
    variants=("", "dashes"),
)
def project_code(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Project code fits the pack's pattern (项目编码合规)."""
    code = ctx.form.project.code
    normalised = ctx.form.project.code_normalised
    pattern = ctx.pack.get("project.code_pattern", default="")
    if code and pattern and not re.fullmatch(pattern, normalised):
        yield ctx.hit(code, pattern=pattern)
    elif normalised != code.text:
        yield ctx.hit(code, "dashes", normalised, normalised=normalised)


def period_of(text: str) -> tuple[str, str] | None:
    """First and last day of a printed period as ISO dates (起止日期); None when it is not two dates or one year."""
    found = [match for match in DAY.finditer(text) if 1900 < int(match[1]) < 2200]
    if not found or len(found) > 2:
        return None
    first, last = found[0], found[-1]
    start = f"{first[1]}-{int(first[2] or 1):02}-{int(first[3] or 1):02}"
    return start, f"{last[1]}-{int(last[2] or 12):02}-{int(last[3] or MONTH_DAYS):02}"


@check(
    "C46",
    family="head",
    code="head.period",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标申报表：项目期；绩效目标审核：合理可行",
    zh="起止日期与完成期限相符",
    en="Dates in order and deadlines inside the period",
    variants=("", "deadline"),
)
def project_period(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Start before end, deadlines inside the period (起止日期与完成期限相符)."""
    period = period_of(ctx.form.project.period.text)
    if period is None:
        return
    start, end = period
    if start > end:
        yield ctx.hit(ctx.form.project.period, start=start, end=end)
        return
    for row in ctx.rows:
        day = row.target.date_to
        if row.target.kind is Kind.DATE and not day.startswith("--") and day and not start <= day <= end:
            yield row.hit("target", "deadline", day=day, start=start, end=end)
