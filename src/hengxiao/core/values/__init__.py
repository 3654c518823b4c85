"""The value grammar (指标值): "10家以上", "≥95%", "高级不超过80%、中级不超过90%", "明显" → typed values, and back."""

from hengxiao.core.values.measures import convert
from hengxiao.core.values.model import Damage, Value
from hengxiao.core.values.operations import Achievement, Change, Verdict, achievement, compare, meets
from hengxiao.core.values.parser import parse
from hengxiao.core.values.record import to_record
from hengxiao.core.values.render import render, restate

__all__ = [
    "Achievement",
    "Change",
    "Damage",
    "Value",
    "Verdict",
    "achievement",
    "compare",
    "convert",
    "meets",
    "parse",
    "render",
    "restate",
    "to_record",
]
