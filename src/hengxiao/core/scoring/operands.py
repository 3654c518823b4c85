"""Numbers of two printed values made comparable (可比数值): same unit, exact, or the reason why not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.scoring.steps import Given, number_text
from hengxiao.core.targets import Field
from hengxiao.core.terms.kinds import Kind
from hengxiao.core.values import Value

NUMERIC = frozenset({Kind.NUMBER, Kind.COUNT, Kind.RATIO, Kind.MONEY, Kind.DURATION})
SAME_UNITS = ("个家项件所处", "人名位员", "次场")
READABLE = frozenset({"values.equal_doubtful", "values.above_doubtful", "values.sign_lost"})
PLAIN_NUMBER = re.compile(r"[(]?(\d+(?:\.\d+)?)分?[)]?")


@dataclass(frozen=True, slots=True)
class Unlike:
    """Two values that cannot be compared (不可比): code of the finding and its facts."""

    code: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Target and actual in one unit (目标值与实际值)."""

    target: Given
    actual: Given
    unit: str
    note: str = ""


def plain_number(field: Field) -> Decimal | None:
    """A cell that holds one number, perhaps with 分 (分值、得分), else None."""
    found = PLAIN_NUMBER.fullmatch(unicodedata.normalize("NFKC", field.text).replace(" ", ""))
    return Decimal(found.group(1)) if found else None


def is_damaged(value: Value) -> bool:
    """Whether the text is misread or mistyped (疑似误识): a repair is proposed and the reading itself is in doubt."""
    return value.repair is not None and any(doubt.code not in READABLE for doubt in value.warnings)


def is_numeric(value: Value) -> bool:
    """One number of a comparable kind (单一数值)."""
    return value.kind in NUMERIC and len(value.numbers) == 1


def factor_of(value: Value) -> Fraction:
    """What the printed number is multiplied by (单位换算系数): 万元 → 10000, 比例 → 100."""
    printed, canonical = Fraction(value.numbers[0]), Fraction(value.canonical_numbers[0])
    return canonical / printed if printed else Fraction(1)


def given(name: str, value: Value, factor: Fraction) -> Given:
    """A printed number as a start of the steps."""
    printed = value.numbers[0]
    return Given(name, Fraction(printed) * factor, text=value.text, number=number_text(printed), factor=factor)


def pair(target: Value, actual: Value) -> Pair | Unlike:
    """Both numbers in the target's canonical unit; a bare actual number takes the target's unit as printed."""
    factor = factor_of(target)
    if actual.canonical_unit == target.canonical_unit:
        return Pair(given("target", target, factor), given("actual", actual, factor_of(actual)), target.canonical_unit)
    facts = {"target": target.text, "actual": actual.text}
    if not actual.canonical_unit:
        if fraction_for_percent(target, actual):
            return Unlike("scoring.ambiguous_percent", facts)
        return Pair(
            given("target", target, factor), given("actual", actual, factor), target.canonical_unit, "scoring.unit_lent"
        )
    own = factor_of(actual)
    lent = not target.canonical_unit and own == 1
    if lent or any({target.canonical_unit, actual.canonical_unit} <= set(units) for units in SAME_UNITS):
        both = given("target", target, factor), given("actual", actual, own)
        return Pair(*both, actual.canonical_unit, "scoring.unit_borrowed" if lent else "scoring.unit_alike")
    return Unlike("scoring.unit_differs", facts)


def fraction_for_percent(target: Value, actual: Value) -> bool:
    """A bare 0.95 beside a percentage may mean 95 % or 0.95 % (0.95 与 95% 之疑)."""
    return target.canonical_unit == "%" and 0 < abs(actual.numbers[0]) <= 1 < abs(target.canonical_numbers[0])
