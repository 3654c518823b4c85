"""What an indicator's name asks to be measured (指标名称与单位): whether the unit of a value can belong to it."""

from __future__ import annotations

import re

from hengxiao.core.terms.kinds import Kind
from hengxiao.core.values.measures import size
from hengxiao.core.values.model import Value

_TAIL = re.compile("[%％:：。.\\s]+$|\\([^()]*\\)$|（[^（）]*）$|[≥≤=<>].*$")
_ASKS = (
    ("share", re.compile("(?:率|满意度|占比|比例|知晓度|认知度|百分比)$")),
    ("people", re.compile("(?:人数|人次|人员数量?|户数|人口数量?)$")),
    ("events", re.compile("(?:次数|场次|场数|期数|批次|频次)$")),
    ("area", re.compile("面积$")),
    ("length", re.compile("(?:里程|长度)$")),
    ("months", re.compile("(?:时限|期限|工期|时长)$")),
)
_COUNTED = dict.fromkeys(("人", "名", "位", "户", "员", "人次"), "people") | dict.fromkeys(
    ("次", "场", "期", "届", "批", "场次", "期次", "批次", "轮", "轮次"), "events"
)
_ALIKE = {"time": "months", "working time": "months"}
_KINDS = frozenset(("share", "people", "events", "area", "length", "months", "mass", "volume", "energy", "power"))


def asked(indicator: str) -> str:
    """What a name asks for (指标要求的量): share, people, events, area, length, months, or "" when it does not say."""
    name = _TAIL.sub("", indicator)
    return next((sort for sort, pattern in _ASKS if pattern.search(name)), "")


def measured_in(value: Value) -> str:
    """What a value is measured in (指标值的量), in the words of `asked`; "" when its unit fits anything."""
    if value.kind is Kind.MONEY:
        return "money"
    unit = value.canonical_unit
    found = _COUNTED.get(unit) or size(unit)[0]
    found = _ALIKE.get(found, found)
    return found if found in _KINDS else ""


def disputed(value: Value, indicator: str) -> bool:
    """Whether the unit cannot belong to the indicator: 满意度 in 公里, 培训人数 in 万元, 面积 in %."""
    sort = asked(indicator)
    if not sort or not value.canonical_unit or "/" in value.canonical_unit:
        return False
    found = measured_in(value)
    if sort == "share":
        timely = found == "months" and "时" in indicator
        percent = value.kind is Kind.COUNT and 50 <= value.numbers[0] <= 100
        return (percent or found not in ("", "people")) and found != "share" and not timely
    swapped = {found, sort} == {"people", "events"}
    return bool(found) and found != sort and not swapped
