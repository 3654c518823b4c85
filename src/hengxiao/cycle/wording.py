"""Cells in words (单元格的说法): column titles and where a path stands in a form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengxiao.cycle.documents import LISTS, Document

WHOLE_FORM = "*"
TITLES: dict[str, Any] = {
    "project.name": gettext_lazy("项目名称"),
    "project.code": gettext_lazy("项目编码"),
    "project.department": gettext_lazy("主管部门"),
    "project.unit": gettext_lazy("实施单位"),
    "project.period": gettext_lazy("项目期限"),
    "project.kind": gettext_lazy("项目属性"),
    "funds.label": gettext_lazy("资金来源"),
    "funds.planned": gettext_lazy("预算数"),
    "funds.adjusted": gettext_lazy("调整后预算数"),
    "funds.executed": gettext_lazy("执行数"),
    "funds.rate": gettext_lazy("执行率"),
    "funds.points": gettext_lazy("分值"),
    "funds.score": gettext_lazy("得分"),
    "funds.midterm": gettext_lazy("中期数"),
    "funds.unit": gettext_lazy("计量单位"),
    "goals.label": gettext_lazy("目标"),
    "goals.term": gettext_lazy("目标期限"),
    "goals.text": gettext_lazy("目标内容"),
    "goals.actual": gettext_lazy("实际完成"),
    "goals.ratio": gettext_lazy("占比"),
    "indicators.goal": gettext_lazy("对应目标"),
    "indicators.level1": gettext_lazy("一级指标"),
    "indicators.level2": gettext_lazy("二级指标"),
    "indicators.name": gettext_lazy("指标名称"),
    "indicators.target": gettext_lazy("指标值"),
    "indicators.actual": gettext_lazy("实际完成值"),
    "indicators.points": gettext_lazy("分值"),
    "indicators.score": gettext_lazy("得分"),
    "indicators.deviation": gettext_lazy("偏差原因"),
    "indicators.previous_year": gettext_lazy("上年值"),
    "indicators.year_before_last": gettext_lazy("前年值"),
    "indicators.standard": gettext_lazy("绩效标准"),
    "indicators.midterm": gettext_lazy("中期值"),
    "indicators.sign": gettext_lazy("计算符号"),
    "indicators.unit": gettext_lazy("计量单位"),
    "indicators.definition": gettext_lazy("指标解释"),
    "indicators.data_source": gettext_lazy("数据来源"),
    "indicators.method": gettext_lazy("计算方法"),
    "indicators.evidence": gettext_lazy("佐证资料"),
    "indicators.responsible": gettext_lazy("责任人"),
    "indicators.quality.verification": gettext_lazy("数据验证方式"),
    "indicators.quality.source": gettext_lazy("数据质量：来源"),
    "indicators.quality.accuracy": gettext_lazy("数据准确程度"),
    "indicators.quality.limits": gettext_lazy("数据局限"),
    "indicators.quality.compensation": gettext_lazy("局限的弥补办法"),
}


def column_title(path: str) -> str:
    """Title of the column a path stands in (栏目名称)."""
    kind, *rest = path.split(".")
    key = path if kind == "project" else ".".join([kind, *rest[1:]])
    return str(TITLES.get(key, rest[-1] if rest else kind))


def row_title(document: Document, path: str) -> str:
    """What the row of a path is called (所在行): the goal, the line of money or the indicator; "" in the head."""
    kind, *rest = path.split(".")
    if kind not in LISTS or not rest:
        return ""
    for number, entry in enumerate(document[kind], 1):
        if entry["id"] == rest[0]:
            named = entry.get("name") if kind == "indicators" else entry.get("label")
            return str(named or _("第%(number)d行") % {"number": number})
    return str(_("已删除的行"))


def place_title(document: Document, path: str) -> str:
    """Where a path stands, in words (位置)."""
    if path == WHOLE_FORM:
        return str(_("整张表"))
    row = row_title(document, path)
    return f"{row} · {column_title(path)}" if row else column_title(path)
