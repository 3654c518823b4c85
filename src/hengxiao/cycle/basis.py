"""Rules in words for pages (规则的说法): names of families, statuses and keys, what a rule is about, what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengxiao.base.enums import Role
from hengxiao.base.templatetags.words import language
from hengxiao.core.checks import all_checks
from hengxiao.core.packs import Pack, Rule
from hengxiao.core.packs.showing import in_words

STATUSES: Mapping[str, Any] = {
    "verified": gettext_lazy("已核实"),
    "secondary": gettext_lazy("据二手材料"),
    "unverified": gettext_lazy("未核实"),
}
FAMILIES: Mapping[str, Any] = {
    "goals": gettext_lazy("绩效目标"), "tree": gettext_lazy("指标体系"), "weights": gettext_lazy("分值和权重"),
    "indicator": gettext_lazy("指标"), "library": gettext_lazy("指标库"), "lists": gettext_lazy("代码表"),
    "text": gettext_lazy("文字长度"), "money": gettext_lazy("资金"), "project": gettext_lazy("项目"),
    "overall": gettext_lazy("整体支出"), "procedure": gettext_lazy("办理流程"), "filing": gettext_lazy("申报要求"),
    "review": gettext_lazy("目标审核"), "disclosure": gettext_lazy("信息公开"), "release": gettext_lazy("公开审查"),
    "checks": gettext_lazy("检查规则"),
    "scoring": gettext_lazy("打分规则"), "execution": gettext_lazy("预算执行"), "grades": gettext_lazy("等次"),
    "self_evaluation": gettext_lazy("单位自评"), "evaluation": gettext_lazy("绩效评价"),
    "pre_evaluation": gettext_lazy("事前评估"), "monitoring": gettext_lazy("运行监控"),
    "assessment": gettext_lazy("工作考核"), "holidays": gettext_lazy("节假日安排"),
    "documents": gettext_lazy("所依文件"),
}  # fmt: skip
NAMES: Mapping[str, Any] = {
    "weights.sum": gettext_lazy("分值合计"), "weights.self_evaluation": gettext_lazy("自评一级权重"),
    "goals.structure": gettext_lazy("目标个数与权重"), "goals.history_columns": gettext_lazy("历史值栏目"),
    "goals.required_terms": gettext_lazy("必设目标"), "tree.levels": gettext_lazy("一级、二级指标"),
    "tree.compulsory": gettext_lazy("必设指标"), "procedure.targets": gettext_lazy("目标申报流程"),
    "filing.statements": gettext_lazy("必填的指标说明"), "filing.separation": gettext_lazy("不相容岗位分离"),
    "review.form": gettext_lazy("审核表"), "review.marking": gettext_lazy("评分方式"),
    "review.outcomes": gettext_lazy("审核结论"), "review.third_party": gettext_lazy("第三方审核范围"),
    "review.third_party_days": gettext_lazy("第三方审核期限"),
    "grades.review": gettext_lazy("审核等次界限"), "project.kinds": gettext_lazy("项目类别"),
    "project.code_pattern": gettext_lazy("项目编码格式"), "release.levels": gettext_lazy("公开审查级次"),
    "disclosure.list": gettext_lazy("公开内容"), "disclosure.iati_results": gettext_lazy("IATI 结果类型"),
    "lists.standards": gettext_lazy("绩效标准"),
    "lists.units": gettext_lazy("计量单位"), "lists.signs": gettext_lazy("计算符号"),
}  # fmt: skip
KEYS: Mapping[str, Any] = {
    "code": gettext_lazy("编码"), "name": gettext_lazy("名称"), "enabled": gettext_lazy("启用"),
    "severity": gettext_lazy("级别"), "severities": gettext_lazy("分情形级别"), "synonyms": gettext_lazy("同义写法"),
    "aliases": gettext_lazy("别名"), "from": gettext_lazy("从"), "to": gettext_lazy("到"), "when": gettext_lazy("何时"),
    "level": gettext_lazy("级次"), "parent": gettext_lazy("上级"), "compulsory": gettext_lazy("必设"),
    "dimension": gettext_lazy("量纲"), "points": gettext_lazy("分值"), "means": gettext_lazy("含义"),
    "asks": gettext_lazy("审核要点"), "until": gettext_lazy("止"), "title": gettext_lazy("标题"),
    "level1": gettext_lazy("一级指标"), "level2": gettext_lazy("二级指标"), "level3": gettext_lazy("三级指标"),
    "grade": gettext_lazy("等次"), "tolerance": gettext_lazy("允许误差"), "number": gettext_lazy("文号"),
    "governs": gettext_lazy("管什么"), "percent": gettext_lazy("百分比"), "sign": gettext_lazy("计算符号"),
    "unit": gettext_lazy("计量单位"), "action": gettext_lazy("动作"), "roles": gettext_lazy("角色"),
    "needs": gettext_lazy("条件"), "kind": gettext_lazy("类别"), "kinds": gettext_lazy("项目类别"),
    "month": gettext_lazy("月份"), "what": gettext_lazy("内容"), "outcome": gettext_lazy("去向"),
    "share": gettext_lazy("比例"), "least": gettext_lazy("至少"), "most": gettext_lazy("至多"),
    "note": gettext_lazy("说明"), "words": gettext_lazy("词"), "total": gettext_lazy("合计"),
    "backward": gettext_lazy("退回类"), "due": gettext_lazy("期限"), "days": gettext_lazy("工作日"),
    "scope": gettext_lazy("范围"), "by": gettext_lazy("方式"), "items": gettext_lazy("项目"),
    "fields": gettext_lazy("栏目"), "quality": gettext_lazy("数据质量要素"), "many": gettext_lazy("可设多个"),
    "ratio_sum": gettext_lazy("权重合计"), "gap": gettext_lazy("差距"), "year": gettext_lazy("年度"),
    "start": gettext_lazy("起点"), "states": gettext_lazy("环节"), "moves": gettext_lazy("办理"),
    "editable": gettext_lazy("可修改"), "final": gettext_lazy("终结"), "who": gettext_lazy("由谁"),
    "long_term": gettext_lazy("长期"), "annual": gettext_lazy("年度"), "numbered": gettext_lazy("编号"),
    "definition": gettext_lazy("指标解释"), "method": gettext_lazy("计算方法"), "source": gettext_lazy("数据来源"),
    "role": gettext_lazy("角色"), "state": gettext_lazy("环节"), "amount": gettext_lazy("金额（元）"),
    "colour": gettext_lazy("颜色"), "marks": gettext_lazy("等次"), "form": gettext_lazy("表"),
}  # fmt: skip
# Words the packs choose from; codes of coded lists stand beside their own names.
WORDS: Mapping[str, Any] = {
    "always": gettext_lazy("总是"), "by_need": gettext_lazy("按需要"), "new": gettext_lazy("新增项目"),
    "multi_year": gettext_lazy("多年期"), "public_service": gettext_lazy("公共服务类"),
    "side_effects": gettext_lazy("有副作用时"), "cost_controlled": gettext_lazy("有成本控制要求时"),
    "annual": gettext_lazy("年度"), "long_term": gettext_lazy("长期"), "form": gettext_lazy("全表"),
    "goal": gettext_lazy("每个目标"), "by_sign": gettext_lazy("按计算符号"),
    "thresholds": gettext_lazy("按界限"), "none": gettext_lazy("无"), "equal": gettext_lazy("相等才算"),
    "within": gettext_lazy("不超过就算"), "time_share": gettext_lazy("按序时进度"),
    "whole_year": gettext_lazy("按全年目标"), "planned": gettext_lazy("年初预算"),
    "adjusted": gettext_lazy("调整后预算"), "adjusted_with_carry_over": gettext_lazy("调整后预算加结转"),
    "proportional": gettext_lazy("按比例"), "as_forward": gettext_lazy("按正向计算"),
    "linear_to_double": gettext_lazy("超出一倍以内按比例扣"), "inverse_ratio": gettext_lazy("目标除以实际"),
    "all_or_nothing": gettext_lazy("达标满分，否则零分"), "ratio": gettext_lazy("按比例"),
    "zero": gettext_lazy("按零计"), "half_up": gettext_lazy("四舍五入"),
    "flag": gettext_lazy("标出来，可人工调整"), "sum": gettext_lazy("相加"),
    "money_weighted_mean": gettext_lazy("按资金加权平均"), "red": gettext_lazy("红灯"),
    "yellow": gettext_lazy("黄灯"), "green": gettext_lazy("绿灯"), "blue": gettext_lazy("蓝灯"),
    "error": gettext_lazy("错误"), "warning": gettext_lazy("警告"), "info": gettext_lazy("提示"),
    "grade": gettext_lazy("评等次"), "proceed": gettext_lazy("进入下一步"),
    "amend_jointly": gettext_lazy("共同完善"), "resubmit": gettext_lazy("修改后重报"),
    "refuse": gettext_lazy("不予安排"), "quantity": gettext_lazy("数量"), "quality": gettext_lazy("质量"),
    "time": gettext_lazy("时效"), "cost": gettext_lazy("成本"), "satisfaction": gettext_lazy("满意度"),
    "findings": gettext_lazy("错误已处理"), "statements": gettext_lazy("指标说明齐全"),
    "notes_resolved": gettext_lazy("意见已处理"), "reason": gettext_lazy("写明理由"),
    "outcome": gettext_lazy("有审核结论"),
}  # fmt: skip
LONGEST = 90
T = TypeVar("T")


def rule_title(code: str) -> str:
    """What a rule is about (规则名称): the title of a check, a name of its own, else its family."""
    family, _dot, name = code.partition(".")
    if family == "checks":
        known = next((each for each in all_checks() if each.id == name), None)
        return (known.zh if language() == "zh" else known.en) if known else code
    return str(NAMES.get(code) or family_title(family))


def family_title(family: str) -> str:
    """Name of a family of rules (规则类别)."""
    return str(FAMILIES.get(family, family))


def key_title(key: str) -> str:
    """Name of a key inside a value (值的栏目), the key itself where it is a name already."""
    return str(KEYS.get(key, key))


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of a pack as a line of a list (规则一行)."""

    rule: Rule
    pack: Pack

    @property
    def title(self) -> str:
        """What it is about (名称)."""
        return rule_title(self.rule.code)

    @property
    def words(self) -> str:
        """Its value in few words (值)."""
        text = in_words(self.rule.value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    @property
    def inherited(self) -> bool:
        """Whether it is taken over from another pack (沿用)."""
        return self.rule.pack != self.pack.id

    def holds(self, words: Iterable[str]) -> bool:
        """Whether every word stands in its code, title, value, decree or note (符合查询)."""
        rule = self.rule
        text = f"{rule.code} {self.title} {in_words(rule.value)} {rule.cites} {rule.note}".lower()
        return all(word.lower() in text for word in words)


def lines(pack: Pack, *, words: Iterable[str] = (), status: str = "", own: bool = False) -> list[Line]:
    """Rules of a pack by code (规则清单), cut to words, a status, or those the pack states itself."""
    asked = tuple(words)
    found = (Line(rule, pack) for rule in pack.rules().values() if not status or rule.status == status)
    return [line for line in found if not (own and line.inherited) and line.holds(asked)]


def by_family(found: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines by family, in the order of a year's work (按类别)."""
    return grouped((line.rule.code, line) for line in found)


def grouped(coded: Iterable[tuple[str, T]]) -> list[tuple[str, list[T]]]:
    """What belongs to rules, under the names of their families (按规则类别归并)."""
    groups: dict[str, list[T]] = {}
    for code, each in coded:
        groups.setdefault(code.partition(".")[0], []).append(each)
    order = [*FAMILIES, *sorted(groups.keys() - FAMILIES.keys())]
    return [(family_title(family), groups[family]) for family in order if family in groups]


def status_counts(pack: Pack) -> dict[str, int]:
    """How many rules of a pack are how surely known (核实情况)."""
    held = [str(rule.status) for rule in pack.rules().values()]
    return {status: held.count(status) for status in STATUSES}


def plain_word(value: Any) -> str:
    """One value without parts (单值)."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(Role(value).label if value in Role.values else WORDS.get(value, value))
