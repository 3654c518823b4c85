"""Values back to text (还原): as printed, or rewritten in one standard notation."""

from __future__ import annotations

from decimal import Decimal

from hengxiao.core.terms.kinds import Comparator, Kind
from hengxiao.core.values.model import Value
from hengxiao.core.values.tokens import normalise

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
    unit = value.unit
    low, *high = value.numbers
    if high and low == -high[0]:
        return f"±{number(high[0])}{unit}"
    if high:
        return f"{number(low)}{unit}~{number(high[0])}{unit}"
    return SIGN.get(value.comparator, "") + number(low) + unit


def _date(value: Value) -> str:
    first, last = value.date_from, value.date_to
    sign = SIGN.get(value.comparator, "")
    if first and last and first != last:
        return sign + _day(first) + "至" + _day(last)
    return sign + _day(last or first)


def _day(iso: str) -> str:
    if not iso.startswith("--"):
        year, month, day = iso.split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    if iso.startswith("---"):
        return f"每月{int(iso[3:])}日"
    return f"{int(iso[2:4])}月{int(iso[5:])}日"
