"""Which way is better (指标方向): from the printed comparison, from the wording, or from the indicator's name."""

from __future__ import annotations

import re

from hengxiao.core.terms.kinds import Basis, Comparator, Direction

BY_COMPARATOR = {
    Comparator.AT_LEAST: Direction.HIGHER,
    Comparator.ABOVE: Direction.HIGHER,
    Comparator.AT_MOST: Direction.LOWER,
    Comparator.BELOW: Direction.LOWER,
    Comparator.EQUAL: Direction.EXACT,
}
GROWTH = re.compile("增长|提高|提升|增加|上升|新增|扩大|增幅|增速|降低|下降|减少|减低|降幅|压减|节约|节省|节支")
_REDUCED = re.compile(
    "下降|降低|减少|控制率|压减|处置|处理|整改|查处|办结|化解|调处|结案|回复|节约|节支|消除|排除|防控|赔付|报告"
)
_NEGATIVE = re.compile(
    "逾期|超期|差错|误差|错误|投诉|事故|违规|违法|违纪|死亡|发病|失业|病死|流失|辍学|贫困发生|受灾|受害|漏报|漏损|误报|故障|返工|复发|舆情|"
    "犯罪|发案|超标|结转|结余|偏差|重复率|空置|闲置|上访|信访量|缺勤|拖欠|损耗|损失|能耗|排放|废品|不合格|负债|债务"
)
_COST = re.compile("成本|费用|经费|支出|单价|投资额|预算控制|预算数|总投入|补助标准|支付标准|造价")
_INCOME = re.compile(
    "收入|产值|税收|效益|增收|利润|营业额|贷款|发放额|带动|销售额|交易额|进出口|零售额|融资|引进|到位资金|投资完成|节约|节省|减少"
)
_TIME = re.compile("时间|时限|期限|时长|周期|耗时|用时|及时性|完成日期|响应")
_MORE = re.compile(
    "率|满意|数|量|面积|里程|次|人|覆盖|比例|程度|规模|长度|提高|增长|提升|达标|培训|活动|建设|完成|购置|开展|举办|修|新增|服务"
)


def by_comparator(comparator: Comparator) -> tuple[Direction, Basis]:
    """Direction that a printed comparison implies (由计算符号推定)."""
    found = BY_COMPARATOR.get(comparator)
    return (found, Basis.COMPARATOR) if found else (Direction.UNKNOWN, Basis.NONE)


def is_negative(indicator: str) -> bool:
    """Whether an indicator names something unwanted (负向指标) such as 差错率, and not its reduction."""
    return bool(_NEGATIVE.search(indicator)) and not _REDUCED.search(indicator)


def by_indicator(indicator: str) -> tuple[Direction, Basis]:
    """Direction that only the indicator's name suggests (由指标名称推定); unknown for an empty or silent name."""
    if not indicator:
        return Direction.UNKNOWN, Basis.NONE
    if is_negative(indicator):
        return Direction.LOWER, Basis.INDICATOR
    if _COST.search(indicator) and not _INCOME.search(indicator):
        return Direction.LOWER, Basis.INDICATOR
    if _TIME.search(indicator) and not indicator.endswith("率"):
        return Direction.LOWER, Basis.INDICATOR
    if _MORE.search(indicator) or _INCOME.search(indicator):
        return Direction.HIGHER, Basis.INDICATOR
    return Direction.UNKNOWN, Basis.NONE
