"""Reading one indicator value (解析指标值): text, cells, indicator and unit column in; a typed Value out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from hengxiao.core.terms.kinds import Basis, Comparator, Direction, Kind
from hengxiao.core.values import damage
from hengxiao.core.values.cells import Joined, join
from hengxiao.core.values.compound import combine
from hengxiao.core.values.dates import Period
from hengxiao.core.values.direction import GROWTH, by_comparator, by_indicator
from hengxiao.core.values.model import Value
from hengxiao.core.values.notation import spell_out
from hengxiao.core.values.qualitative import DIGIT, absent, elsewhere, wording
from hengxiao.core.values.quantity import Item, Reader, plain, shortest
from hengxiao.core.values.tokens import LONGEST, NUMBERED, tokenise
from hengxiao.core.values.units import MULTIPLIERS, UNIT, Unit, understand

_COUNTED = re.compile("[量数]$|[量数]\\(|人数|人次|户数|数量|阅读|点击|浏览|粉丝|产量|销量")
_YEAR_LONG = re.compile("(?:贯穿)?(?:(?:全年|当年|本年|整年)度?的?(?:所有|全部)时间|全年度?|整年|一整年)")
_AMOUNT = re.compile("成本|金额|费用|收入|支出|资金|预算|投资|总额|产值|面积|产量")
_SIGNED_MONTHS = re.compile("[≥≤=><]\\d{1,2}月")
_DEADLINE = re.compile("时间|时限|日期|月份|截止")
_ZERO = re.compile("(?:为|是|保持|实现|达到)?零")
ONE_YEAR = Item("", Comparator.NONE, (Decimal(1),), "年", Unit(Kind.DURATION, "年"))
ZERO = Item("", Comparator.NONE, (Decimal(0),))
_FINISHED = re.compile("完成|建成|竣工|验收|到位|结束|交付|投入|上报|支付|发放|拨付")
_NO_UNITS = frozenset("好成出一十对每/")


class Context(NamedTuple):
    """What surrounds a quantity (上下文): the whole line, the unit column and the indicator's name."""

    text: str
    unit: str
    indicator: str


def parse(
    text: str, *, cells: Sequence[str] = (), indicator: str = "", unit: str = "", year: int | None = None
) -> Value:
    """One indicator value understood (指标值解析); total: any text gives a Value, doubts become its warnings.

    `cells` are the sign, value and unit cells when the form prints them apart (also joined by `¦` in the text);
    `indicator` is the indicator's name, `unit` the unit column, `year` the budget year for dates that print none.
    """
    joined = join(text, cells, unit)
    mended = damage.mend(joined.value)
    if mended and mended.text != joined.value:
        joined = joined._replace(value=mended.text)
    value = _read(joined, indicator, year)
    if cells:
        value = replace(value, cells=tuple(cells))
    if mended and mended.dollar:
        value = replace(value, kind=Kind.RATIO, unit="$", canonical_unit="")
    return damage.examine(value, joined, mended, indicator, lambda proposal: _read(join(proposal, (), ""), "", year))


def _read(joined: Joined, indicator: str, year: int | None) -> Value:
    text = joined.value
    if _SIGNED_MONTHS.fullmatch(text) and not _DEADLINE.search(indicator):
        text = text[:-1] + "个月"
    short = len(text) <= LONGEST and not joined.words
    quick = shortest(text, no_date=bool(joined.unit or _AMOUNT.search(indicator))) if short else None
    if quick:
        return measured(joined.text, quick, Context(text, joined.unit, indicator))
    if joined.grades:
        return _grades(joined, indicator)
    missing, lone = elsewhere(text), ""
    if not missing and not DIGIT.search(text):
        missing = absent(text)
        lone = "" if missing else _lone_unit(text)
    if missing or lone:
        return Value(joined.text, Kind.NONE, scale=missing or "unit_only", unit=lone)
    text = spell_out(text) if short else text
    items = _items(text, year) if short and NUMBERED.search(text) else ()
    if not items:
        return words(joined.text, text)
    context = Context(text, joined.unit, indicator)
    if len(items) == 1:
        return measured(joined.text, items[0], context)
    parts = tuple(measured(text[i.start : i.end], i, context, subject(i)) for i in items)
    return whole(joined.text, parts, indicator)


def _lone_unit(text: str) -> str:
    """The unit of a text that is only a unit (只填了单位), with or without a sign: 次, ≥个, 万元."""
    unit = text.lstrip("≥≤=<>")
    return unit if len(unit) <= 6 and unit[0] not in _NO_UNITS and UNIT.fullmatch(unit) else ""


def _items(text: str, year: int | None) -> Sequence[Item]:
    """The quantities and dates of a text; 全年 is one year, 为零 is nought."""
    if len(text) <= 9 and _YEAR_LONG.fullmatch(text):
        return (ONE_YEAR,)
    if len(text) <= 3 and _ZERO.fullmatch(text):
        return (ZERO,)
    return combine(Reader(tokenise(text), year).read(), text)


def words(printed: str, text: str) -> Value:
    """A value in words (定性指标值)."""
    found = wording(text[:LONGEST].strip("。.；;,， "))
    return Value(
        printed, Kind.QUALITATIVE, found.comparator, scale=found.scale, direction=found.direction, basis=found.basis
    )


def measured(printed: str, item: Item, context: Context, subject: str = "") -> Value:
    """A value with numbers or dates (定量指标值)."""
    if item.period:
        return _dated(printed, item, item.period, context.text[item.end :], subject)
    unit, indicator = context.unit, context.indicator
    understood, unit_text = item.unit, item.printed
    if unit_text in MULTIPLIERS and _COUNTED.search(item.words + indicator):
        understood = replace(understood, kind=Kind.NUMBER, name="")
    if unit and unit_text in MULTIPLIERS and unit[0] not in MULTIPLIERS:
        unit_text += unit
        understood = understand(unit_text)
    elif unit and not unit_text:
        understood, unit_text = understand(unit), unit
    factor = understood.factor
    canonical = item.numbers if factor == 1 else tuple(plain(n * factor) for n in item.numbers)
    kind = Kind.RANGE if len(item.numbers) == 2 and item.comparator is Comparator.BETWEEN else understood.kind
    direction, basis = _direction(item, indicator)
    return Value(
        printed,
        kind,
        item.comparator,
        item.numbers,
        unit_text,
        understood.name,
        canonical,
        direction=direction,
        basis=basis,
        subject=subject,
    )


def _direction(item: Item, indicator: str) -> tuple[Direction, Basis]:
    if item.tolerance:
        return Direction.LOWER, Basis.WORDING
    found, basis = by_comparator(item.comparator)
    if basis is Basis.NONE and item.words and GROWTH.search(item.words):
        return Direction.HIGHER, Basis.WORDING
    return (found, basis) if basis is not Basis.NONE else by_indicator(indicator)


def _dated(printed: str, item: Item, found: Period, behind: str, subject: str) -> Value:
    comparator = item.comparator
    if comparator is Comparator.NONE and found.end_only and _FINISHED.search(behind):
        comparator = Comparator.AT_MOST
    first, last = found.first, found.last
    if comparator in (Comparator.AT_MOST, Comparator.BELOW):
        first = ""
    elif comparator in (Comparator.AT_LEAST, Comparator.ABOVE):
        first, last = first or last, ""
    late = comparator in (Comparator.AT_MOST, Comparator.BELOW) or found.end_only
    return Value(
        printed,
        Kind.DATE,
        comparator,
        canonical_unit="date",
        date_from=first,
        date_to=last,
        direction=Direction.LOWER if late else Direction.UNKNOWN,
        basis=Basis.WORDING if late else Basis.NONE,
        subject=subject,
    )


def whole(printed: str, parts: tuple[Value, ...], indicator: str) -> Value:
    """A compound of parts (复合指标值): what all parts share stands at the top."""
    comparators, units = {p.comparator for p in parts}, {p.canonical_unit for p in parts}
    shared = comparators.pop() if len(comparators) == 1 else Comparator.NONE
    direction, basis = by_comparator(shared)
    if basis is Basis.NONE:
        direction, basis = by_indicator(indicator)
    same = len(units) == 1
    return Value(
        printed,
        Kind.COMPOUND,
        shared,
        tuple(n for p in parts for n in p.numbers),
        parts[0].unit if same else "",
        parts[0].canonical_unit if same else "",
        tuple(n for p in parts for n in p.canonical_numbers),
        direction=direction,
        basis=basis,
        parts=parts,
    )


_VERB = re.compile("(?:按|达到?|为|是|控制在|保持在|不|均|共|计|于|至|到|完成|总|:)+$")


def subject(item: Item) -> str:
    """What a part of a compound is about (分项对象): the words before its bound."""
    return _VERB.sub("", item.words.strip("()（）“”\"'"))


def _grades(joined: Joined, indicator: str) -> Value:
    """Four grade thresholds 优, 良, 中, 差 in one cell (分档标准); the last is everything below it."""
    names = ("优", "良", "中", "差")
    parts = []
    for name, cell in zip(names, joined.grades, strict=True):
        items = Reader(tokenise(cell), None).read()
        item = items[0] if items else Item("", Comparator.NONE, (Decimal(0),))
        if name == "差" and item.comparator is Comparator.NONE:
            item = item._replace(comparator=Comparator.BELOW)
        part = measured(cell, item, Context(cell, joined.unit, ""), name)
        parts.append(replace(part, direction=Direction.UNKNOWN, basis=Basis.NONE))
    return whole(joined.text, tuple(parts), indicator)
