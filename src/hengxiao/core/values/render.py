"""Values back to text (还原): as printed, or rewritten in one standard notation."""

from __future__ import annotations

from decimal import Decimal

from hengxiao.core.terms.kinds import Comparator, Kind
from hengxiao.core.values.dates import period
from hengxiao.core.values.model import Value
from hengxiao.core.values.tokens import normalise

WRITTEN_BEFORE = ("", "万分之")
SIGN = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.EQUAL: "=",
    Comparator.ABOVE: ">",
    Comparator.BELOW: "<",
    Comparator.ABOUT: "约",
}


def number(value: Decimal) -> str:
    """Digits of an exact number (数字), without exponent."""
    return f"{value:f}"


def render(value: Value) -> str:
    """The printed form of a value (指标值的书面形式).

    A value that was read keeps its own wording, with blanks made uniform; a value that was computed is written by
    `restate`.
    """
    return " ".join(value.text.split()) if value.text else restate(value)


def restate(value: Value) -> str:
    """A value written in standard notation (规范写法): ≥10家, 80%~90%, ≤2021-12-31, A≥5个；B≥3次."""
    if value.kind is Kind.COMPOUND:
        return "；".join(part.subject + restate(part) for part in value.parts)
    if value.kind in (Kind.QUALITATIVE, Kind.NONE):
        return normalise(value.text)
    if value.kind is Kind.DATE:
        return _date(value)
    return _quantity(value)


def _quantity(value: Value) -> str:
    if value.unit == ":":
        return ":".join(number(n) for n in value.numbers)
    numbers, unit = value.numbers, value.unit
    if unit in WRITTEN_BEFORE or (value.kind is Kind.NUMBER and unit):
        numbers, unit = value.canonical_numbers, value.canonical_unit
    low, *high = numbers
    if high and low == -high[0]:
        return f"±{number(high[0])}{unit}"
    if high:
        return f"{number(low)}{unit}~{number(high[0])}{unit}"
    return SIGN.get(value.comparator, "") + number(low) + unit


def _date(value: Value) -> str:
    first, last = value.date_from, value.date_to
    sign = SIGN.get(value.comparator, "")
    if value.comparator is Comparator.BETWEEN:
        return _day(first) + "至" + _day(last)
    if first == last or sign:
        return sign + _day(last or first)
    if last.startswith("---"):
        return "每月底"
    year, month = last[:-6], int(last[-5:-3])
    if not first:
        return _year(year) + f"{month}月底"
    names = [f"{month}月{turn}" for turn in ("", "上旬", "中旬", "下旬")]
    names += [f"第{quarter}季度" for quarter in "一二三四"] + ["上半年", "下半年"]
    for name in names:
        found = period(_year(year) + name)
        if found and (found.first, found.last) == (first, last):
            return _year(year) + name
    return _year(year) if year != "-" else "当年"


def _year(year: str) -> str:
    return f"{year}年" if year.isdigit() else ""


def _day(iso: str) -> str:
    if iso.startswith("---"):
        return f"每月{int(iso[3:])}日"
    return _year(iso[:-6]) + f"{int(iso[-5:-3])}月{int(iso[-2:])}日"
