"""Checks of sign, number and unit (计算符号检查)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengxiao.core.checks.context import SINGLE, Context, Row, plain
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.terms.kinds import Comparator, Direction, Kind, Severity

SYMBOL = re.compile(r"[≥≤=＝><＞＜≧≦═≮≯﹥﹤]|大于|小于|等于")
SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.EQUAL: "=",
    Comparator.ABOVE: ">",
    Comparator.BELOW: "<",
}
UPPER = (Comparator.AT_MOST, Comparator.BELOW)
LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)


def has_sign(row: Row) -> bool:
    """Whether the form prints a sign for the row's target (有计算符号)."""
    return bool(row.indicator.sign) or bool(SYMBOL.search(row.indicator.target.text))


def in_words(row: Row) -> str:
    """The value with its worded comparison as a sign: 10家以上 → ≥10家; "" when that cannot be said (符号化)."""
    sign = SIGNS.get(row.target.comparator, "")
    if not sign or row.target.kind not in SINGLE or len(row.target.numbers) != 1:
        return ""
    return f"{sign}{plain(row.target.numbers[0])}{row.target.unit}"


@check(
    "C08",
    family="signs",
    code="signs.form",
    severity=Severity.ERROR,
    cites="财预〔2021〕101号：定量指标值由符号、数值、计量单位组成",
    zh="定量指标值写成“符号＋数值＋单位”",
    en="Quantitative value is sign, number and unit",
    variants=("damaged", "sign", "words"),
)
def value_form(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A quantitative value parses to sign, number and unit (定量值的写法)."""
    damages = limits.words("damages")
    for row in ctx.rows:
        codes = [damage.code.rpartition(".")[2] for damage in row.target.warnings]
        broken = [code for code in codes if code in damages]
        if broken:
            proposal = row.target.repair.text if row.target.repair else ""
            yield row.hit("target", "damaged", proposal or None, proposal=proposal)
        elif row.target.kind in SINGLE and not has_sign(row):
            words = in_words(row)
            yield row.hit("target", "words" if words else "sign", words or None, proposal=words)


@check(
    "C10",
    family="signs",
    code="signs.proposal",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：符号依指标方向选用",
    zh="按指标方向补计算符号",
    en="Sign proposed by kind",
)
def proposal(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """No sign is printed: propose one by name and kind (补计算符号)."""
    upper = limits.words("at_most")
    for row in ctx.rows:
        bare = row.target.comparator in (Comparator.NONE, Comparator.ABOUT)
        if row.target.kind in SINGLE and bare and not has_sign(row):
            sign = _sign(row, upper)
            yield row.hit("target", "", f"{sign}{row.indicator.target.text}", sign=sign)


def _sign(row: Row, upper: tuple[str, ...]) -> str:
    if row.target.direction is Direction.LOWER or any(word in row.key for word in upper):
        return "≤"
    return "=" if row.target.direction is Direction.EXACT else "≥"


@check(
    "C12",
    family="signs",
    code="signs.contradiction",
    severity=Severity.WARNING,
    cites="公开的绩效表核对程序；财预〔2021〕101号",
    zh="符号与指标方向一致",
    en="Sign agrees with the kind of indicator",
    variants=("upper", "lower"),
)
def contradiction(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A rate to be raised has an upper limit, a cost a lower one (符号与方向相反)."""
    higher, lower = limits.words("higher"), limits.words("lower")
    for row in ctx.rows:
        values = row.target.parts if row.target.kind is Kind.COMPOUND else (row.target,)
        signs = {value.comparator for value in values}
        low = any(word in row.key for word in lower)
        high = row.key.endswith(higher) and not low and row.target.canonical_unit == "%"
        if high and signs & set(UPPER):
            yield row.hit("target", "upper")
        if (low or row.category == "cost") and not _saving(row, higher) and signs & set(LOWER):
            yield row.hit("target", "lower")


def _saving(row: Row, higher: tuple[str, ...]) -> bool:
    return row.category == "cost" and row.key.endswith(higher)
