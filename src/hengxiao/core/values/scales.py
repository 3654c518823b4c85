"""Ordered wording (有序定性等级): which words stand above which."""

from __future__ import annotations

import re

from hengxiao.core.terms.kinds import Kind
from hengxiao.core.values.model import Value
from hengxiao.core.values.tokens import normalise

SCALES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("优", "优秀", "优等"), ("良", "良好"), ("中", "中等", "一般", "合格"), ("差", "较差", "不合格")),
    (("好", "很好"), ("较好", "良好"), ("一般",), ("较差",), ("差", "不好")),
    (("非常满意", "很满意", "十分满意"), ("满意",), ("比较满意", "较满意", "基本满意"), ("一般",), ("不满意",)),
    (
        ("显著", "非常明显", "十分明显"),
        ("明显",),
        ("较明显", "比较明显", "较为明显"),
        ("一般", "有所", "不够明显"),
        ("不明显",),
    ),
    (("高", "很高"), ("较高",), ("中等", "一般"), ("较低",), ("低",)),
    (("大", "很大"), ("较大",), ("一般",), ("较小",), ("小",)),
    (("强", "很强"), ("较强",), ("一般",), ("较弱",), ("弱",)),
    (
        ("全部完成", "完成", "已完成", "达成", "达到"),
        ("基本完成", "基本达成", "基本达到"),
        ("部分完成", "部分达成"),
        ("未完成", "未达成", "未达到"),
    ),
    (("达标", "合格"), ("基本达标", "基本合格"), ("不达标", "不合格", "未达标")),
    (("健全", "完善"), ("较健全", "较为健全", "较完善", "较为完善"), ("基本健全", "基本完善"), ("不健全", "不完善")),
    (("国家级",), ("省级",), ("市级",), ("县级", "区级", "县区级")),
    (("有效",), ("基本有效", "较有效"), ("无效",)),
    (("及时", "按时", "按期"), ("基本及时", "较及时"), ("不及时", "未按时", "未按期")),
    (("合规", "规范"), ("基本合规", "基本规范", "较规范"), ("不合规", "不规范")),
)
_AROUND = re.compile(
    "^(?:效果|成效|作用|影响程度|影响|程度|情况|经济效益|社会效益|生态效益|服务|质量)|(?:提升|提高|改善|增强|促进|程度|以上)$"
)


def _word(value: Value) -> str:
    text = normalise(value.text).strip("。.；; ")
    core = _AROUND.sub("", text)
    return core if any(core in step for scale in SCALES for step in scale) else text


def ranks(first: Value, second: Value) -> tuple[int, int] | None:
    """Ranks of two words on one scale (同一等级序列中的位次), 0 is best; None when no scale holds both."""
    if first.kind is not Kind.QUALITATIVE or second.kind is not Kind.QUALITATIVE:
        return None
    words = _word(first), _word(second)
    for scale in SCALES:
        found = [next((rank for rank, step in enumerate(scale) if word in step), None) for word in words]
        if found[0] is not None and found[1] is not None:
            return found[0], found[1]
    return None
