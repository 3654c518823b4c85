"""Checks of single values (指标值检查): missing, unit, compound, placeholder, percentage, zero, writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hengxiao.core.checks.context import Context, Row, amount, plain
from hengxiao.core.checks.model import EVERY, Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import Comparator, Kind, Severity
from hengxiao.core.values import Value

HISTORY = ("previous_year", "year_before_last")
BLANKS = re.compile(r"[.…。\-—_\s/]+")
NUMBERED_NAME = re.compile(r"(?:三级)?指标\s*\d+\s*[:：]?")
PERCENT_WORD = re.compile(r"(?<=[\d.])\s*百分比|百分比$")


def lone_unit(text: str, value: Value) -> bool:
    """Whether a value cell holds a unit and no number (只有单位)."""
    return value.kind is Kind.NONE and bool(value.unit) and value.unit == text


@check(
    "C07",
    family="values",
    code="values.missing",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标审核：完整性，不缺项、不错项",
    zh="指标名称和指标值不空",
    en="Name and value not empty",
    forms=EVERY,
    variants=("name", "value", "unit"),
)
def missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Name and value are not empty (名称、指标值不空)."""
    for row in ctx.rows:
        text = row.indicator.target.text
        if not row.name:
            yield row.hit("name", "name")
        if not text and not row.indicator.midterm:
            yield row.hit("target", "value")
        elif lone_unit(text, row.target):
            yield row.hit("target", "unit", unit=text)


@check(
    "C09",
    family="values",
    code="values.unit",
    severity=Severity.ERROR,
    cites="财预〔2021〕101号：定量指标值由符号、数值、计量单位组成",
    zh="定量指标有数值、有计量单位",
    en="Quantitative value has number and unit",
    variants=("", "number"),
)
def unit_missing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A quantitative value has a unit, and a unit has a number (数值与单位)."""
    for row in ctx.rows:
        text = row.indicator.target.text
        if lone_unit(text, row.target):
            yield row.hit("target", "number", unit=text)
        elif row.target.kind is Kind.NUMBER and not row.indicator.unit:
            yield row.hit("target")


@check(
    "C11",
    family="values",
    code="values.compound",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号：细化量化，一条指标一个值",
    zh="一条指标只写一个值",
    en="One value per indicator",
)
def compound(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A compound value: split into separate indicators (复合值)."""
    for row in ctx.rows:
        if row.target.kind is Kind.COMPOUND:
            parts = "；".join(f"{part.subject} {part.text}".strip() for part in row.target.parts)
            yield row.hit("target", count=len(row.target.parts), parts=parts)


@check(
    "C13",
    family="values",
    code="values.percentage",
    severity=Severity.WARNING,
    cites="公开的绩效表核对程序；财预〔2015〕88号：合理可行",
    zh="百分数在合理范围",
    en="Percentage within range",
    forms=EVERY,
    variants=("", "negative"),
)
def percentage(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A percentage above 100 (unless growth) or below 0 (百分数范围)."""
    allowed = limits.words("allowed")
    for row in ctx.rows:
        number = amount(row.target)
        if row.target.canonical_unit != "%" or number is None or row.target.repair:
            continue
        if number < 0 and not any(word in row.key for word in allowed):
            yield row.hit("target", "negative", number=plain(number))
        if number > 100 and not any(word in row.key for word in allowed):
            yield row.hit("target", number=plain(number))


@check(
    "C14",
    family="values",
    code="values.placeholder",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标审核：完整性；部署系统校验",
    zh="不留占位文字",
    en="No placeholder",
    variants=("", "name", "history"),
)
def placeholder(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A placeholder stands where a name or value belongs (占位文字)."""
    words = limits.words("words")
    for row in ctx.rows:
        if NUMBERED_NAME.fullmatch(row.name) or _placeholder(row.name, words):
            yield row.hit("name", "name")
        if _placeholder(row.indicator.target.text, words):
            yield row.hit("target")
        for field in HISTORY:
            if row.indicator.text(field) in words:
                yield row.hit(field, "history")


def _placeholder(text: str, words: tuple[str, ...]) -> bool:
    if not text:
        return False
    masks = [word for word in words if not word.isalpha() or word.isascii()]
    return text in words or bool(BLANKS.fullmatch(text)) or any(mask in text for mask in masks)


@check(
    "C40",
    family="values",
    code="values.unit_fit",
    severity=Severity.WARNING,
    cites="计量单位规范写法；财预〔2021〕101号 计量单位",
    zh="计量单位与指标相称",
    en="Unit fits the indicator",
    mechanical=("words",),
    variants=("", "mixed", "words"),
)
def unit_fit(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """The unit does not fit the name, or differs between years (计量单位)."""
    for row in ctx.rows:
        text, unit = row.indicator.target.text, row.target.unit
        for rule in limits.tables("rules"):
            if unit in rule["wrong"] and row.key.endswith(tuple(rule["names"])):
                yield row.hit("target", "", text.replace(unit, rule["right"]), unit=unit, right=rule["right"])
        yield from _mixed(row)
        if PERCENT_WORD.search(text) and len(row.indicator.target_cells) < 2:
            yield row.hit("target", "words", PERCENT_WORD.sub("%", text))


def _mixed(row: Row) -> Iterator[Hit]:
    for value in (row.previous, row.before):
        pair = row.target.kind is value.kind is Kind.COUNT
        if pair and value.canonical_unit != row.target.canonical_unit:
            yield row.hit("target", "mixed", unit=row.target.unit, other=value.unit)
            return


@check(
    "C41",
    family="values",
    code="values.zero",
    severity=Severity.ERROR,
    cites="部署系统零值规则：目标值为零不能按比例计分",
    zh="目标值为零须有计分规则",
    en="Zero target needs a rule",
    variants=("", "ruled"),
)
def zero_target(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A zero target cannot be scored by ratio; the pack must say how (零目标值)."""
    ruled = ctx.pack.get("scoring.zero_target", default=None) is not None
    for row in ctx.rows:
        if amount(row.target) == 0:
            at_least = row.target.comparator in (Comparator.AT_LEAST, Comparator.ABOVE)
            yield row.hit("target", "ruled" if ruled and not at_least else "")


@check(
    "C47",
    family="values",
    code="values.writing",
    severity=Severity.ERROR,
    cites="部署系统校验：名称不超过100字，指标值不含多余空格与禁用符号",
    zh="文字规范",
    en="Lengths and symbols",
    mechanical=("wide", "spaces"),
    variants=("long", "symbol", "spaces", "wide"),
)
def writing(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Name at most 100 characters; no double blanks, forbidden symbols or full-width digits in values (文字规范)."""
    longest, symbols = limits.number("longest"), limits.words("symbols")
    for row in ctx.rows:
        text = row.indicator.target.text
        if len(row.name) > longest:
            yield row.hit("name", "long", count=len(row.name), longest=longest)
        for symbol in symbols:
            if symbol in text:
                yield row.hit("target", "symbol", symbol=symbol)
        for field in ("name", "target"):
            shown = row.indicator.text(field)
            if "  " in shown or "\n" in shown:
                yield row.hit(field, "spaces", re.sub(r"\s+", " ", shown))
        narrow = "".join(unicodedata.normalize("NFKC", c) if c in WIDE else c for c in text)
        if narrow != text:
            yield row.hit("target", "wide", narrow)


WIDE = frozenset("０１２３４５６７８９．％＝＞＜－")
